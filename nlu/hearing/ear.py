"""The ear of one shop: text -> row -> marks -> stance -> what was heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from nlu.hearing.asking import thing_in
from nlu.hearing.cues import cues_in
from nlu.hearing.facts import (
    Sentence,
    alternatives,
    dropped,
    foreign_currency,
    let_go,
    nouns,
    substitutes,
)
from nlu.hearing.grades import Grades, Told
from nlu.hearing.heard import Heard
from nlu.hearing.lexicon import lexicon
from nlu.hearing.listing import Listing, in_stock_said
from nlu.hearing.marks import Mark, Value, longest_cover
from nlu.hearing.names import Names
from nlu.hearing.occasions import Occasions
from nlu.hearing.people import ages_in, is_speaker
from nlu.hearing.phrases import Phrases
from nlu.hearing.quantities import bounds_in
from nlu.hearing.references import references_in
from nlu.hearing.row import Row, name_key, row_of
from nlu.hearing.scope import scoped, steering_marks
from nlu.hearing.signs import spelt_out
from nlu.hearing.sizes import Sizes, announced_from
from nlu.hearing.spelling import Speller
from nlu.hearing.titles import Titles
from nlu.hearing.vetoes import Vetoes
from nlu.hearing.vocabulary import words_to_spell
from nlu.hearing.wishes import wishes_in
from nlu.ordinals import read_places
from nlu.refining import refined, starts_anew
from nlu.tokens import words
from nlu.wish import Vocabulary, Wish


class Ear:
    """Hears wishes for one shop; knows nothing but its vocabulary and everyday language."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        is_word: Callable[[str], bool] = lambda word: False,
        synonyms: Mapping[str, str] | None = None,
        sizes: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """
        is_word: whether a word is one of the language; without it, slips in words of four letters are left.
        synonyms: the merchant's: what customers say -> the words of the shop for it.
        sizes: the merchant's: a size as it is said ("us 9") -> the shop's sizes for it.
        """
        self._vocabulary = vocabulary
        self._names = Names(vocabulary)
        self._vetoes = Vetoes(vocabulary, self._names)
        self._titles = Titles(vocabulary, self._names)
        self._sizes = Sizes(vocabulary.values.get("size", ()))
        self._listing = Listing(vocabulary.values, marks_reduced=self._names.marks_reduced)
        self._grades = Grades(vocabulary, lambda name: bool(self._names.segments_of(name)))
        self._occasions = Occasions(vocabulary, self._names)
        spelt = words_to_spell(vocabulary, self._names)
        self._speller = Speller(
            spelt.words, is_word, pairs=spelt.pairs, known=spelt.known, real=spelt.real, variants=spelt.variants
        )
        self.is_word = is_word
        self._own_sizes = dict(sizes or {})
        self._own_sized = Phrases({said: [" ".join(name_key(said))] for said in self._own_sizes})
        own = {meant: [said] for said, meant in (synonyms or {}).items()}
        self._synonyms = Phrases({**lexicon("words")["same_as"], **own})
        # One turn asks several times about the same text.
        self.understand = lru_cache(maxsize=256)(self._understand)

    def read(self, text: str) -> Wish:
        """What this text alone asks for; never raises, an unreadable text is the empty wish."""
        return self.understand(text).wish

    def refine(
        self,
        previous: Wish,
        change: Wish,
        text: str,
        *,
        shown_prices_minor: Sequence[int] = (),
        shown: Sequence[Told] = (),
        same_kind: bool = False,
    ) -> Wish:
        """`previous` with `change` (what `read` made of `text`) worked in.

        same_kind: whether what it names is a part or a feature of what is wanted already, and no other kind.
        shown_prices_minor: prices of the products now shown; "cheaper" goes below the lowest of them,
            "more expensive" above the highest.
        shown: the attributes of those products; "shorter" goes below the longest of them.
        """
        heard = replace_wish(self.understand(text), change)
        heard = replace(heard, nouns=frozenset()) if same_kind else heard
        graded = dict(filter(None, (self._grades.step(step, shown) for step in sorted(heard.steps))))
        return refined(previous, heard, shown_prices_minor, self._sizes, graded)

    def starts_anew(self, previous: Wish, text: str) -> bool:
        """Whether `text` is a wish of its own: it takes `previous` back or names another kind of product."""
        return starts_anew(previous, self.understand(text))

    def for_occasion(self, wish: Wish, name: str) -> Wish:
        """`wish`, whose words named an occasion that no row knows, as one for the occasion `name`."""
        return self._occasions.for_occasions(replace(wish, words="", core=""), (name,))

    def kinds_for(self, occasions: Sequence[str]) -> tuple[str, ...]:
        """The shop's kinds that suit these occasions."""
        return self._occasions.for_occasions(Wish(), tuple(occasions)).facets.get("category", ())

    def _understand(self, text: str) -> Heard:
        row = self._row(text)
        marks = longest_cover([*self._candidates(row), *steering_marks(row)])
        scope = scoped(row, marks, self._names.attributes.is_ingredient)
        other = {place for mark in scope.marks if mark.kind != "value" for place in range(mark.start, mark.end)}
        judged = tuple(self._vetoes.bound(row, m, other) if m.kind == "value" else m for m in scope.marks)
        sentence = Sentence(
            row, self._without_titled_kinds(_without_sized_kinds(row, judged)), self._names.attributes, scope.refused
        )
        return self._heard(text, sentence)

    def _row(self, text: str) -> Row:
        """The row with the merchant's own words replaced and slips mended."""
        row = row_of(spelt_out(text))
        own = [(found.start, found.end, found.name) for found in self._synonyms.find(row.words)]
        row = row.with_words(own) if own else row
        return self._speller.mended_row(row)

    def _candidates(self, row: Row) -> Iterator[Mark]:
        yield from self._grades.marks(row)
        values = [self._vetoes.widened(row, mark) for mark in self._names.marks(row, self._vetoes.fits)]
        yield from values
        yield from self._titles.marks(row)
        yield from bounds_in(row, currency=self._vocabulary.currency)
        for found in self._own_sized.everything(row.stems):
            start = announced_from(row, found.start)
            yield Mark(start, found.end, "size", tuple(self._own_sizes[found.name]))
        yield from self._sizes.marks(row, genders=_genders(values), sized=self._sized(values))
        yield from ages_in(row)
        yield from self._listing.marks(row)
        firm = (mark for mark in values if self._vetoes.bound(row, mark).meaning.binding)
        named = {place for mark in firm for place in range(mark.start, mark.end)}
        # Where the shop itself has a word for it ("cold" among its climates), that says it better; but the "home" of a
        # home office is no department.
        yield from (mark for mark in self._occasions.marks(row) if mark.end - 1 not in named)

    def _sized(self, values: Iterable[Mark]) -> frozenset[str] | None:
        """The sizes that the kinds named come in; None when no kind is named or nothing is known of sizes."""
        kinds = [mark.meaning for mark in values if mark.meaning.facet == "category" and mark.meaning.listed]
        if not kinds or not self._vocabulary.sized:
            return None
        names = {name for kind in kinds for name in kind.values}
        return frozenset(size.upper() for name in names for size in self._vocabulary.sized.get(name, ()))

    def _without_titled_kinds(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """A title that is said beside a kind it does not belong to names no product: "wide leg" trousers."""
        kinds = {
            value
            for mark in marks
            if mark.kind == "value" and mark.meaning.facet == "category" and mark.meaning.binding
            for value in mark.meaning.values
        }
        if not kinds:
            return marks
        return tuple(mark for mark in marks if mark.kind != "title" or self._belongs(mark, kinds))

    def _belongs(self, title: Mark, kinds: set[str]) -> bool:
        return any(kinds & set(self._vocabulary.kinds.get(product, ())) for product in title.meaning.products)

    def _heard(self, text: str, sentence: Sentence) -> Heard:
        row, said = sentence.row, self._listing.stance(sentence.row)
        in_stock = in_stock_said(sentence.marks)
        reduced = any(mark.kind == "sort" and mark.meaning == "reduced" for mark in sentence.marks)
        wishes = tuple(
            self._finished(wish, sentence, reduced=reduced, in_stock=in_stock)
            for wish in wishes_in(sentence, minor_digits=self._vocabulary.minor_digits)
        )
        places = read_places(text)
        return Heard(
            wishes=wishes,
            marks=sentence.marks,
            words=row.words,
            steps=frozenset(m.meaning for m in sentence.marks if m.kind == "step" and m.stance == "wanted"),
            dropped=dropped(sentence) | (frozenset({"gender"}) if "anyone" in said else frozenset()),
            let_go=let_go(sentence),
            reduced=reduced,
            in_stock=in_stock,
            substitutes=substitutes(sentence),
            alternatives=alternatives(sentence),
            foreign_currency=foreign_currency(sentence, self._vocabulary.currency),
            nouns=nouns(sentence, self._vetoes.title_heads) | self._occasions.nouns(sentence.marks),
            thing=thing_in(row, frozenset(word for wish in wishes for word in wish.words.split())),
            occasions=tuple(mark.meaning for mark in sentence.marks if mark.kind == "occasion"),
            joins=bool(said & {"joins", "again"}),
            takes_back=any(mark.kind == "turn" and mark.meaning == "takes_back" for mark in sentence.marks),
            opens="opens" in said,
            points_back="points_back" in said,
            for_somebody="for_somebody" in said,
            speaker=_speaker(sentence),
            cues=cues_in(words(text)) | cues_in(row.words),
            places=places,
            references=references_in(row, sentence.marks, places),
        )

    def _finished(self, wish: Wish, sentence: Sentence, *, reduced: bool, in_stock: bool | None) -> Wish:
        facets = dict(wish.facets)
        ages = [mark.meaning for mark in sentence.marks if mark.kind == "age"]
        if "gender" in facets and ages and not any(ages):
            # "My son, he is 19."
            said = next(mark.meaning.said for mark in sentence.wanted() if mark.meaning.facet == "gender")
            facets["gender"] = self._names.people.grown_up(said, facets["gender"])
        elif any(ages) and "gender" not in facets:
            facets["gender"] = self._names.people.find(next(filter(None, ages)), after_for=True)
        is_list = bool(facets or wish.words)
        sort = "price_up" if reduced and is_list and wish.sort == "relevance" else wish.sort
        named = self._titles.named(sentence.marks, sentence.row, wish.words)
        wish = replace(wish, facets=facets, sort=sort, in_stock=in_stock is not False, named=named)
        return self._occasions.suited(wish, sentence.marks, worn="worn" in cues_in(sentence.row.words))


def replace_wish(heard: Heard, wish: Wish) -> Heard:
    """`heard` as if its one wish were `wish`."""
    return heard if heard.wish == wish else replace(heard, wishes=(wish,))


def _speaker(sentence: Sentence) -> tuple[str, ...]:
    """The gender that the speaker says to be of."""
    said = (
        mark for mark in sentence.wanted() if mark.meaning.facet == "gender" and is_speaker(sentence.row, mark.start)
    )
    return next((mark.meaning.values for mark in said), ())


def _without_sized_kinds(row: Row, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """A kind that only says of what a size is, beside the thing itself, is none: "sandals, shoe size 41"."""
    kinds = [mark for mark in marks if mark.kind == "value" and mark.meaning.facet == "category"]
    sized = [mark for mark in kinds if row.words[mark.end : mark.end + 1] in (("size",), ("sizes",))]
    sized = [mark for mark in sized if row.words[mark.end - 1] == row.stems[mark.end - 1]]
    if not sized or len(sized) == len(kinds):
        return marks
    return tuple(mark for mark in marks if mark not in sized)


def _genders(values: Iterable[Mark]) -> list[str]:
    """ "men" or "women", as tables of sizes name them."""
    meanings: list[Value] = [mark.meaning for mark in values if mark.meaning.facet == "gender"]
    return [value.lower() for meaning in meanings for value in meaning.values]
