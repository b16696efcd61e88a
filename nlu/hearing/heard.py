"""What was heard: wishes, steps, references, and how the text stands to the wish before. Data, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlu.hearing.marks import Mark
from nlu.ordinals import Places
from nlu.tokens import key
from nlu.wish import Wish

#: A facet, and the facet with its values that may be meant instead ("vegan" food, "vegan" shoes).
Alternative = tuple[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Substitute:
    """A wanted value that the shop does not list under this name, and the near ones taken for it (() = none)."""

    facet: str
    said: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    """All that one text says.

    Attributes:
        wishes: one or several ("red dress or black skirt"), in the order said; never empty.
        marks: what stands in the text, each with its stance; the wishes are made of them.
        words: the tokens that the marks count, slips mended.
        steps: steps asked for from what is shown: "cheaper", "dearer", "larger", "smaller".
        dropped: facets let go as a whole ("any colour"), "price" among them.
        let_go: facet and value said to be unneeded ("doesn't have to be leather").
        reduced: products of a lowered price are wanted, in a shop that marks none.
        in_stock: True or False when the text says whether sold-out products are wanted, None otherwise.
        substitutes: wanted values that the shop does not list under the name said.
        alternatives: wanted facet -> another facet with its values that may be meant instead.
        foreign_currency: a currency said that is not the shop's, "" otherwise.
        nouns: stems of the kinds of products named; they make a text a wish of its own.
        thing: what is asked for behind "do you sell …", "I look for …": its first telling words, "" = nothing.
        occasions: what it is for, by the names of lexicon/<language>/occasions.yml.
        joins: True when the text adds to the values of before ("also in red").
        takes_back: True when the earlier wish is said to be over ("forget that, show me bags").
        opens: True when the text begins like a wish of its own ("something for the garden").
        points_back: True when it speaks of what is shown ("do you have these in leather").
        for_somebody: True when it is shopping for somebody, a matter of its own.
        speaker: the gender that the speaker says to be of ("I'm a guy"), () when nothing is said of it.
        cues: entries of lexicon/<language>/cues.yml of which a phrase was said.
        places: the places of a list that it points at ("the second one").
        references: what of that shown is meant: "it", "them", "place 2", "one colour Blue", "before" …
    """

    wishes: tuple[Wish, ...] = (Wish(),)
    marks: tuple[Mark, ...] = ()
    words: tuple[str, ...] = ()
    steps: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    let_go: tuple[tuple[str, str], ...] = ()
    reduced: bool = False
    in_stock: bool | None = None
    substitutes: tuple[Substitute, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    foreign_currency: str = ""
    nouns: frozenset[str] = frozenset()
    thing: str = ""
    occasions: tuple[str, ...] = ()
    joins: bool = False
    takes_back: bool = False
    opens: bool = False
    points_back: bool = False
    for_somebody: bool = False
    speaker: tuple[str, ...] = ()
    cues: frozenset[str] = frozenset()
    places: Places = field(default_factory=Places)
    references: tuple[str, ...] = ()

    @property
    def wish(self) -> Wish:
        """The first wish, or the only one."""
        return self.wishes[0]

    @property
    def topic(self) -> frozenset[str]:
        """Stems of the words that are more than the names of facts: "party" of "a leather bag for a party"."""
        facts = {part for facet, values in self.wish.facets.items() for name in (facet, *values) for part in key(name)}
        return frozenset(key(self.wish.words)) - facts

    @property
    def says_nothing(self) -> bool:
        """Whether no wish can be made of the text: no fact, no word, nothing let go, no step."""
        asks = self.steps or self.dropped or self.let_go or self.reduced or self.in_stock is not None
        return self.wish.is_empty and not asks
