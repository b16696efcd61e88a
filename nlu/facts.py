"""Mentions sorted into wanted, unwanted and let go, and the words left to rank by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nlu.hearing.lexicon import word_set
from nlu.spotting import Mention, Spotter
from nlu.tokens import stem
from nlu.wish import FACETS, FacetValues

#: A facet, and the facet with its values that may be meant instead ("vegan" food, "vegan" shoes).
Alternative = tuple[str, tuple[str, tuple[str, ...]]]
Verdict = Literal["wanted", "unwanted", "let_go"]

#: The facet under which words are kept that a product's text must not say ("without hood" where no value says it).
WORDS = "words"

_NOT = frozenset(
    {
        "not",
        "no",
        "without",
        "non",
        "except",
        "excluding",
        "exclude",
        "besides",
        "minus",
        "avoid",
        "hate",
        "dislike",
        "nor",
        "neither",
    }
)
_NOT_PAIRS = frozenset(
    {
        *((kind, "but") for kind in ("anything", "everything", "colour", "color", "brand", "colours", "colors")),
        ("other", "than"),
        ("apart", "from"),
        ("free", "of"),
        *((word, "to") for word in ("allergic", "allergy", "intolerant")),
    }
)
#: "nut free", "nut allergy": what stands before these is refused.
_REFUSING_SUFFIXES = ("free", "allergy", "allergies", "intolerant", "intolerance")
_DROP_PAIRS = frozenset({("instead", "of"), ("rather", "than")})
_UNNEEDED = (("not", "have", "to", "be"), ("not", "need", "to", "be"), ("not", "necessarily"))
_SETTLED = frozenset(
    {
        "just",
        "only",
        "matter",
        "problem",
        "problems",
        "worries",
        "thanks",
        "thank",
        "sure",
        "idea",
        "bad",
        "clue",
        "rush",
        "longer",
    }
)
_SPOKEN_COUNTS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen"})
_MARKS = frozenset(",;:!?().|")
#: Facts that filter; their words would only blur the ranking.
_FILTERED = frozenset({"colour", "gender", "brand"})


@dataclass(frozen=True)
class Substitute:
    """A wanted value that the shop does not list under this name, and the near ones taken for it (() = none)."""

    facet: str
    said: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What one row of words wants, refuses and lets go.

    Attributes:
        words: what remains to rank by, in the order said.
        nouns: stems of the kinds of products named.
        alternatives: wanted facet -> another facet with its values that may be meant instead.
    """

    facets: FacetValues
    excluded: FacetValues
    let_go: tuple[tuple[str, str], ...]
    substitutes: tuple[Substitute, ...]
    words: str
    nouns: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


def read_facts(row: Sequence[str], spotter: Spotter) -> Facts:
    """The facts in `row` (as `nlu.tokens.words` cuts it)."""
    mentions = spotter.spot(row)
    starts = {mention.start: mention for mention in mentions}
    verdicts, refused = _verdicts(row, starts, spotter)
    wanted = [mention for mention in mentions if verdicts[mention.start] == "wanted"]
    unwanted = [mention for mention in mentions if verdicts[mention.start] == "unwanted"]
    excluded = _by_facet((*_excluded(unwanted, spotter), *_refused(refused, spotter)))
    gone = {
        place
        for mention in mentions
        if mention not in wanted or _only_filters(mention)
        for place in range(mention.start, mention.end + _is_suffixed(row, mention.end))
    }
    free_of = dict(found for word in refused if (found := spotter.free_of(word)))
    return Facts(
        facets=free_of
        | _by_facet(
            (mention.facet, value)
            for mention in wanted
            if mention.binding
            for value in mention.values
            if value not in excluded.get(mention.facet, ())  # "blue, but not navy"
        ),
        excluded=excluded,
        let_go=tuple((m.facet, value) for m in mentions if verdicts[m.start] == "let_go" for value in m.values),
        alternatives=tuple((mention.facet, other) for mention in wanted if mention.binding for other in mention.others),
        substitutes=tuple(
            Substitute(mention.facet, mention.said, mention.values if mention.listed else ())
            for mention in wanted
            if mention.binding and (mention.near or not mention.listed)
        ),
        words=" ".join(_ranking_words(row, starts, gone, set(refused))),
        nouns=_nouns(row, wanted, spotter, set(refused)),
    )


def _excluded(unwanted: Sequence[Mention], spotter: Spotter) -> Iterator[tuple[str, str]]:
    """Facets and values to keep out; an attribute's word keeps out all values that hold it ("Milk, hazelnuts")."""
    for mention in unwanted:
        yield from ((mention.facet, value) for value in mention.values)
        if mention.facet not in FACETS and " " not in mention.said and mention.listed:
            yield from spotter.attribute_mentions(mention.said)


def _refused(words: Sequence[str], spotter: Spotter) -> Iterator[tuple[str, str]]:
    for word in words:
        if not spotter.free_of(word):
            yield from spotter.attribute_mentions(word) or [(WORDS, word)]


def _only_filters(mention: Mention) -> bool:
    return mention.facet in _FILTERED and mention.binding


def _verdicts(row: Sequence[str], starts: dict[int, Mention], spotter: Spotter) -> tuple[dict[int, Verdict], list[str]]:
    """What is said of each mention (by its start), and words outside the vocabulary that are refused."""
    verdicts: dict[int, Verdict] = dict.fromkeys(starts, "wanted")
    refused: list[str] = []
    for place in range(len(row)):
        cue = _cue(row, place)
        if cue is None:
            continue
        verdict, begin = cue
        target = _target(row, starts, begin)
        if target is None:
            continue
        if target in starts:
            _spread(row, starts, verdicts, target, verdict)
        elif verdict == "unwanted" and row[target].isalpha():
            refused.append(row[target])
    _free_suffix(row, starts, verdicts)
    for place, word in enumerate(row):
        if place not in starts and _is_suffixed(row, place + 1) and spotter.is_ingredient(word):
            refused.append(word)
    return verdicts, refused


def _cue(row: Sequence[str], place: int) -> tuple[Verdict, int] | None:
    """The verdict a word begins, and where what it is about may start."""
    for unneeded in _UNNEEDED:
        if tuple(row[place : place + len(unneeded)]) == unneeded:
            return "let_go", place + len(unneeded)
    pair = tuple(row[place : place + 2])
    if pair in _DROP_PAIRS:
        return "let_go", place + 2
    if pair in _NOT_PAIRS:
        return "unwanted", place + 2
    if row[place] in _NOT and not (row[place + 1 : place + 2] and row[place + 1] in _SETTLED):
        return "unwanted", place + 1
    return None


def _target(row: Sequence[str], starts: dict[int, Mention], begin: int) -> int | None:
    """The mention or the meaningful word that a negation is about, past at most four small words."""
    for place in range(begin, min(begin + 5, len(row))):
        if row[place] in _MARKS or (row[place] in ("but", "and") and place > begin):
            return None
        if place in starts or row[place] not in word_set("words", "fillers"):
            return place
    return None


def _spread(
    row: Sequence[str], starts: dict[int, Mention], verdicts: dict[int, Verdict], start: int, verdict: Verdict
) -> None:
    """Gives a verdict to a mention and to those joined to it: "no black or red"."""
    verdicts[start] = verdict
    end = starts[start].end
    while end < len(row) and row[end] in ("or", "and", "nor"):
        following = next((place for place in range(end + 1, min(end + 4, len(row))) if place in starts), None)
        if following is None or starts[following].facet != starts[start].facet:
            return
        verdicts[following] = verdict
        end = starts[following].end


def _free_suffix(row: Sequence[str], starts: dict[int, Mention], verdicts: dict[int, Verdict]) -> None:
    """ "leather-free" refuses leather."""
    for start, mention in starts.items():
        if _is_suffixed(row, mention.end) and mention.facet not in ("colour", "category", "gender"):
            verdicts[start] = "unwanted"


def _is_suffixed(row: Sequence[str], end: int) -> bool:
    return row[end : end + 1] != [] and row[end] in _REFUSING_SUFFIXES


def _ranking_words(row: Sequence[str], starts: dict[int, Mention], gone: set[int], refused: set[str]) -> Iterable[str]:
    said: set[str] = set()
    covered = {place: mention for mention in starts.values() for place in range(mention.start, mention.end)}
    small = word_set("words", "fillers") | _NOT
    for place, word in enumerate(row):
        after_refused = place and row[place - 1] in refused and word in _REFUSING_SUFFIXES
        if place in gone or word in refused or word in _MARKS or after_refused:
            continue
        if mention := covered.get(place):
            word = mention.said if place == mention.start else ""
        elif word in small or _counts(row, covered, place):
            continue
        if word and stem(word) not in said:
            said.add(stem(word))
            yield word


def _counts(row: Sequence[str], covered: dict[int, Mention], place: int) -> bool:
    """Whether a word only says how many ("3 jackets", "two jackets")."""
    if row[place] not in _SPOKEN_COUNTS and not row[place].isdigit():
        return False
    following = covered.get(place + 1)
    last = place + 1 == len(row) or row[place + 1] in _MARKS or row[place + 1] in word_set("words", "fillers")
    return (len(row[place]) <= 2 or row[place].isalpha()) and (
        last or (following is not None and following.facet in ("category", "colour", "brand"))
    )


def _nouns(row: Sequence[str], wanted: Sequence[Mention], spotter: Spotter, refused: set[str]) -> tuple[str, ...]:
    named = [stem(mention.said.split()[-1]) for mention in wanted if mention.facet == "category" and mention.binding]
    taken = {place for mention in wanted for place in range(mention.start, mention.end)}
    for place, word in enumerate(row):
        after_joint = place and row[place - 1] in ("with", "for", "without", "no", "not", "in", "of")
        small = word in _REFUSING_SUFFIXES or word in word_set("words", "fillers")
        if (
            place not in taken
            and word not in refused
            and not small
            and not after_joint
            and stem(word) in spotter.title_heads
        ):
            named.append(stem(word))
    return tuple(dict.fromkeys(named))


def _by_facet(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for facet, value in pairs:
        grouped[facet][value] = None
    return {facet: tuple(values) for facet, values in grouped.items()}
