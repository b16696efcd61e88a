"""Closed classes of everyday language by name: which of them a text says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nlu.hearing.lexicon import lexicon
from nlu.hearing.phrases import Phrases


def cues_in(row: Sequence[str], language: str = "en") -> frozenset[str]:
    """The entries of cues.yml of which a phrase stands in `row` (as `nlu.tokens.words` cuts it)."""
    return _table(language).names(row)


@cache
def _table(language: str) -> Phrases:
    return Phrases(lexicon("cues", language) or {})
