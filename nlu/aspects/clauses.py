"""Review -> clauses: the parts of its sentences that may say different things ("lovely colour, but too small")."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?;。！？；\n]+(?:\.(?=\d)[^.!?;。！？；\n]+)*[.!?;。！？；]*")
#: Where the second half may turn the first round; a comma of Chinese parts clauses by itself.
_TURN = re.compile(
    r",?\s+(?=(?:but|however|although|though|yet|otherwise|while|whereas|except|only the|unfortunately)\b)"
    r"|[,，]\s*|(?:但是|但|可惜|不过|就是(?=[^了]))",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
#: A part with fewer words (or Chinese signs) is no clause: "cute, comfy and true to size".
_FEWEST_WORDS, _FEWEST_SIGNS = 2, 3


def sentences_in(text: str) -> Iterator[str]:
    """The sentences of a text, with their stops."""
    for match in _SENTENCE.finditer(text):
        if any(map(str.isalnum, match.group())):
            yield match.group().strip()


def clauses_in(sentence: str) -> list[str]:
    """The clauses of one sentence; parts too short to be one stay with what stands before them."""
    parts: list[str] = []
    for part in filter(str.strip, _TURN.split(sentence)):
        if parts and not (_is_clause(part) and _is_clause(parts[-1])):
            parts[-1] = f"{parts[-1]}, {part.strip()}"
        else:
            parts.append(part.strip())
    return parts


def _is_clause(part: str) -> bool:
    return len(_HAN.findall(part)) >= _FEWEST_SIGNS or len(re.findall(r"[^\W\d_]+", part)) >= _FEWEST_WORDS
