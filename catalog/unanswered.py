"""What was asked in vain, grouped by meaning, so that one new FAQ entry answers many."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from catalog.faq import FaqAnswerer
from catalog.records import Unanswered
from catalog.store import Store
from nlu.encoder import FloatMatrix, SentenceEncoder

#: Likeness (-1..1) to a group's middle from which a wording belongs to it. Of CLINC150's validation texts (40 intents,
#: 8 texts each, MiniLM) .90 of the pairs put together belong together then, and .66 of those that do are found.
LIKENESS = 0.5
#: The most asked wordings that are looked at.
_MOST_WORDINGS = 1000


@dataclass(frozen=True)
class VainGroup:
    """Wordings of one meaning, the most frequent first.

    Attributes:
        id: names the group as long as one of its wordings stays in it.
        times: how often it was asked in all; last_at: when last.
        searches: how many of `times` were searches that found nothing; the others were questions.
    """

    id: str
    texts: tuple[str, ...]
    times: int
    last_at: datetime
    searches: int


def vain_groups(
    asked: Sequence[Unanswered],
    encoder: SentenceEncoder,
    is_answered: Callable[[str], bool] = lambda _text: False,
    likeness: float = LIKENESS,
) -> list[VainGroup]:
    """The groups, the most asked first; wordings that `is_answered` by now are left out."""
    open_ones = [one for one in asked if not is_answered(one.text)]
    open_ones.sort(key=lambda one: (-one.times, one.text))
    if not open_ones:
        return []
    places = _gathered(encoder.queries([one.text for one in open_ones]), likeness)
    groups = [_group([open_ones[place] for place in members]) for members in places]
    return sorted(groups, key=lambda group: (-group.times, group.texts))


def open_groups(store: Store, faq: FaqAnswerer, since: datetime | None = None) -> list[VainGroup]:
    """What was asked in vain and the FAQ still does not answer."""
    asked = store.unanswered(since=since, limit=_MOST_WORDINGS)
    return vain_groups(asked, faq.encoder, lambda text: faq.answer(text).certain)


def as_facts(group: VainGroup) -> dict[str, object]:
    """A group as programs see it, in the API and with --json."""
    return {
        "group": group.id,
        "texts": list(group.texts),
        "times": group.times,
        "searches": group.searches,
        "last_at": group.last_at.isoformat(timespec="seconds"),
    }


def group_named(groups: Sequence[VainGroup], name: str) -> VainGroup | None:
    """The group with this id, or the one that a wording with this id has come to since it was listed."""
    return next((group for group in groups if name in map(_id, group.texts)), None)


def _gathered(vectors: FloatMatrix, likeness: float) -> list[list[int]]:
    """Each row joins the nearest group whose middle is near enough, or opens its own; the first rows lead."""
    sums: list[FloatMatrix] = []
    members: list[list[int]] = []
    for place, vector in enumerate(vectors):
        near = [float(middle @ vector / np.linalg.norm(middle)) for middle in sums]
        best = int(np.argmax(near)) if near else -1
        if best >= 0 and near[best] >= likeness:
            sums[best] = sums[best] + vector
            members[best].append(place)
        else:
            sums.append(vector)
            members.append([place])
    return members


def _group(asked: Sequence[Unanswered]) -> VainGroup:
    texts = tuple(dict.fromkeys(one.text for one in asked))
    searches = sum(one.times for one in asked if one.kind == "search")
    times, last = sum(one.times for one in asked), max(one.last_at for one in asked)
    return VainGroup(_id(texts[0]), texts, times, last, searches)


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
