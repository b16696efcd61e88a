"""How a sentence stands to the earlier wish: takes it back, opens one of its own, or points back at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlu.hearing.lexicon import lexicon


@dataclass(frozen=True)
class Turning:
    """What a sentence says of the wish before it.

    Attributes:
        rest: the sentence without the words that only say so.
        takes_back: the earlier wish is over ("forget that, …").
        opens: it begins like a wish of its own ("something for …"); whether it is one, what it asks for decides.
        points_back: it speaks of what is shown ("do you have these in …").
    """

    rest: str
    takes_back: bool = False
    opens: bool = False
    points_back: bool = False


def read_turning(text: str) -> Turning:
    """What `text` (as `nlu.tokens.plain` makes it) says of an earlier wish."""
    rest, taken_back = _phrases("takes_back").subn(" ; ", text)
    rest = _phrases("asides").sub(" ; ", rest)
    return Turning(
        rest,
        takes_back=bool(taken_back),
        opens=bool(_phrases("opens").search(rest)),
        points_back=bool(_phrases("points_back").search(rest)),
    )


@cache
def _phrases(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{'|'.join(lexicon('turns')[name].splitlines())})(?![\w'])")
