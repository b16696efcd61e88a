"""Which of the shown products the customer means: by place, by name, by colour, by price, by "it"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from actions.turn import Turn
from catalog.products import Product
from catalog.telling import SURELY, Told, without_title
from catalog.vocabulary import words_of
from nlu.hearing.lexicon import word_set
from nlu.ordinals import read_places
from nlu.tokens import key, plain, stem, words
from nlu.wish import FACETS, Wish

#: What is the furthest in the direction of a step.
_FURTHEST = {
    "cheaper": "price_up", "dearer": "price_down", "larger": "size:most", "smaller": "size:least",
    "lighter": "weight:least", "heavier": "weight:most", "stronger": "power:most", "weaker": "power:least",
}  # fmt: skip
#: "The kettle" of a shop that has two asks of both.
_MOST_CALLED = 3
#: What leads to the name of a product that both sides know.
_LEADING = frozenset({"the", "this", "that", "your", "these", "those"})
#: A title is meant when it is said almost whole (rapidfuzz's partial ratio, 0..100).
_SAID_WHOLE = 88


def pointed_at(turn: Turn, *, it_first: bool = True) -> tuple[Product, ...]:
    """The products that the text points at, in the order said; () when it points at none of the shown.

    With `it_first` an "it" stands for the product talked about, whatever else the text names ("does it have a hood?").

    More than one means that the words fit several; who wants a single product has to ask which.
    """
    if whole := said_whole(turn):
        return whole
    shown = turn.shown_products
    named = _named(turn, shown)
    places = turn.heard.places
    among = named or shown
    # "In number 38" of a short list is a size.
    if places.of(len(among)) or (places.positions and not turn.heard.wish.facets.get("size")):
        # "the first sweater" is the first of the sweaters, not a sweater if the first product happens to be one.
        return tuple(among[index] for index in places.of(len(among)))
    if first := extreme_of(turn, named or shown):
        return (first,)
    if it_first and turn.this_product and is_about_one(turn):
        return (turn.this_product,)
    if named:
        return tuple(named)
    # "Does it have a touchscreen" asks of those shown, and names no gloves for touchscreens.
    if titled := None if shown and (is_about_one(turn) or is_about_several(turn)) else _titled(turn):
        return (titled,)
    if called := called_in(turn):
        return called
    return _by_pronoun(turn, shown)


def two_meant(turn: Turn) -> tuple[Product, ...]:
    """The two that "those two" are: those shown or compared, else those talked about one by one; else the first two."""
    pairs = (turn.shown, turn.compared if set(turn.compared) <= set(turn.shown) else (), turn.looked_at[-2:])
    pair = next((ids for ids in pairs if len(ids) == 2), turn.shown[:2])
    return tuple(turn.shop.products(pair))


def one_of_two(turn: Turn) -> Product | None:
    """The one of two that "the cheaper one" or "the bigger of the two" is; None when the text says no such thing."""
    steps = (mark for mark in turn.heard.marks if mark.kind == "step" and mark.stance == "wanted")
    # "A cheaper one" is another one; "a bigger one" of two is the bigger one.
    leading = {step: ("the",) if step in ("cheaper", "dearer") else ("the", "a") for step in _FURTHEST}
    before = ((mark.meaning, turn.heard.words[max(0, mark.start - 1)]) for mark in steps)
    said = (step for step, word in before if word in leading.get(step, ()))
    sort = next((_FURTHEST[step] for step in said), "")
    pair = two_meant(turn) if turn.says("those_two") or len(turn.shown) == 2 else ()
    if not sort or len(pair) != 2:
        return None
    wish = Wish(sort=sort, in_stock=False)
    found = turn.shop.search.search(wish, limit=1, among=[product.id for product in pair])
    return found.hits[0].product if found.hits else None


def others_of(turn: Turn) -> tuple[Product, ...]:
    """What is shown beside the product talked about, () without one."""
    is_of_list = turn.focus in turn.shown and len(turn.shown) > 1
    return tuple(product for product in turn.shown_products if product.id != turn.focus) if is_of_list else ()


def extreme_of(turn: Turn, products: Sequence[Product]) -> Product | None:
    """The cheapest, lightest, best rated ... of the products, None where no such thing is asked for or told."""
    sort = turn.heard.wish.sort
    if sort == "relevance" or not products:
        return None
    compared = [product.id for product in products if turn.shop.search.compares(sort, product.id)]
    if len(compared) < min(2, len(products)):
        return None
    found = turn.shop.search.search(Wish(sort=sort, in_stock=False), limit=1, among=compared)
    return found.hits[0].product if found.hits else None


def said_whole(turn: Turn) -> tuple[Product, ...]:
    """The product whose whole title stands in the text, the longest such title; a shown one before its namesakes."""
    text = _bare(turn.text)
    said = [name for name, title in turn.shop.vocabulary.titles.items() if _bare_title(title) in text]
    longest = max((len(turn.shop.vocabulary.titles[name]) for name in said), default=0)
    if not longest or " " not in text.strip():
        return ()
    best = [name for name in said if len(turn.shop.vocabulary.titles[name]) == longest]
    best.sort(key=lambda name: name not in turn.shown)
    return tuple(turn.shop.products(best[:1]))


def said_titles(turn: Turn) -> tuple[Product, ...]:
    """The shown products whose whole titles stand in the text, in the order said."""
    text = _bare(turn.text)
    said: list[tuple[int, Product]] = []
    # A title inside a longer one is said only where it stands by itself.
    for product in sorted(turn.shown_products, key=lambda product: -len(product.title)):
        title = _bare_title(product.title)
        if (place := text.find(title)) >= 0:
            said.append((place, product))
            text = text.replace(title, " " * len(title))
    return tuple(product for _, product in sorted(said, key=lambda pair: pair[0]))


def _bare(text: str) -> str:
    """The words alone, with a blank on each side: "Blue Mug?" -> " blue mug "."""
    return f" {' '.join(word for part in plain(text).split() for word in _split(part))} "


def _split(part: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in part).split()


#: The titles of the catalogue come round at every turn.
_bare_title = lru_cache(maxsize=100_000)(_bare)


def _by_pronoun(turn: Turn, shown: list[Product]) -> tuple[Product, ...]:
    if turn.says("those_two"):
        return two_meant(turn)
    if turn.says("those", "all") and len(shown) > 1:
        return tuple(shown)
    if turn.focus_product:
        return (turn.focus_product,)
    return tuple(shown[:1]) if len(shown) == 1 else ()


def _named(turn: Turn, shown: Sequence[Product]) -> list[Product]:
    """The shown products that have every telling word of the text in title, kind, brand or colour."""
    told = _telling_words(turn.text)
    colours = set(turn.heard.wish.facets.get("colour", ()))
    told = {word for word in told if not any(word in key(colour) for colour in colours)}
    fitting = [product for product in shown if _has_colour(product, colours)] if colours else list(shown)
    if not told:
        return fitting if colours else _having_facts(turn, shown)
    scores = {product.id: len(told & words_of(product)) for product in fitting}
    best = max(scores.values(), default=0)
    if not best:
        return fitting if colours else _having_facts(turn, shown)
    return [product for product in fitting if scores[product.id] == best]


def _having_facts(turn: Turn, shown: Sequence[Product]) -> list[Product]:
    """Those that have the facts that "the vegan one" names; [] when it names none, or when all have them."""
    facts = {facet: values for facet, values in turn.heard.wish.facets.items() if facet not in FACETS}
    if not facts or not shown or {"one", "ones"}.isdisjoint(turn.heard.words):
        return []
    ids = [product.id for product in shown]
    found = turn.shop.search.search(Wish(facets=facts, in_stock=False), limit=len(ids), among=ids)
    having = {hit.product.id for hit in found.hits} if not found.relaxed else set()
    return [product for product in shown if product.id in having] if len(having) < len(shown) else []


def _telling_words(text: str) -> set[str]:
    asking = word_set("words", "looking_closer")
    return {
        stem(word)
        for word in words(text)
        if word.isalpha()
        and word not in word_set("words", "fillers")
        and stem(word) not in asking
        and not read_places(word).positions
    }


def _has_colour(product: Product, colours: set[str]) -> bool:
    return any(variant.colour in colours for variant in product.variants)


def _titled(turn: Turn) -> Product | None:
    """A product of the whole shop whose title the text says almost whole."""
    text = plain(turn.text)
    told = _telling_words(text)
    # "the hush 500": words that only one title has.
    said = {stem(word) for word in words(text) if word.isdecimal()} | told
    titles = {product_id: plain(title) for product_id, title in _sharing(turn, said, least=min(2, len(said)))}
    only = [product_id for product_id, title in titles.items() if told and said <= set(key(title))]
    if len(only) == 1:
        return turn.shop.product(only[0])
    likely = {product_id: title for product_id, title in titles.items() if len(told & set(key(title))) >= 2}
    scored = [(fuzz.partial_ratio(title, text), len(title), product_id) for product_id, title in likely.items()]
    best = max(scored, default=(0.0, 0, ""))
    return turn.shop.product(best[2]) if best[0] >= _SAID_WHOLE else None


def _sharing(turn: Turn, stems: set[str], *, least: int) -> Iterator[tuple[str, str]]:
    """Ids and titles of several words that may share so many stems: a large shop is not read for each question."""
    called, titles = turn.shop.catalogue.called, turn.shop.vocabulary.titles
    shared = Counter(product_id for one in stems for product_id in called.get(one, ()))
    return ((name, titles[name]) for name in sorted(shared) if shared[name] >= least and " " in titles.get(name, ""))


def is_about_one(turn: Turn) -> bool:
    """Whether "it" or "this" stands for a product in the text."""
    return turn.says("it") and not turn.says("it_beside")


def is_about_several(turn: Turn) -> bool:
    """Whether "these" or "they" stands for products in the text."""
    return turn.says("those")


def asked_about(turn: Turn) -> Product | None:
    """The product in focus when a text that looks like a wish asks about it ("do you have it in blue?")."""
    is_one = is_about_one(turn)
    product = turn.this_product if is_one else turn.focus_product
    product = product or (turn.shown_products[0] if len(turn.shown_products) == 1 else None)
    about_it = is_one or turn.heard.says_nothing
    steps = turn.heard.steps & {"cheaper", "dearer"}
    asks = turn.act_as("show_product") not in ("", "where")
    return product if asks and about_it and not turn.heard.nouns and not steps else None


def called_in(turn: Turn, most: int = 1) -> tuple[Product, ...]:
    """The product of the shop that "the mouse" or "the chaz hoodie" can only be; one shown before its namesakes.

    () where many could be meant, `most` = 1 for where more than one could.
    """
    said = turn.heard.words
    runs = [_called(turn, start + 1) for start, word in enumerate(said) if word in _LEADING]
    products = next((found for _, found in sorted(runs, key=lambda run: -run[0]) if found), frozenset())
    shown = products & set(turn.shown)
    chosen = shown or products
    return tuple(turn.shop.products(sorted(chosen))) if len(chosen) <= most else ()


def _called(turn: Turn, start: int) -> tuple[int, frozenset[str]]:
    """How many words from `start` on name a product together, and the products that have them all."""
    stems, called = turn.heard.words, turn.shop.catalogue.called
    found: frozenset[str] = frozenset()
    end = start
    while end < len(stems):
        having = called.get(stem(stems[end]), frozenset())
        narrowed = having & found if end > start else having
        if not narrowed:
            break
        found, end = narrowed, end + 1
    # "This one" is no product that is called "One".
    says_more = not word_set("words", "fillers").issuperset(stems[start:end])
    return (end - start, found) if says_more else (0, frozenset())


def questioned(turn: Turn) -> tuple[Product, ...]:
    """The products that a question is about which was taken for something else ("does the mouse work with mac").

    Those that it names, or the one in focus when the shop surely tells what is asked; all that are shown when it
    tells that of each of them.
    """
    if not turn.says("question", "asks_fact") or turn.heard.steps:
        return ()
    if named := said_whole(turn) or called_in(turn, _MOST_CALLED):
        asks = turn.act_as("show_product") not in ("", "where") and not turn.says("asks_whether_had")
        return named if asks and (len(named) == 1 or any(surely_told(turn, one) for one in named)) else ()
    if turn.heard.nouns or turn.heard.places.positions:
        return ()
    if turn.this_product:
        return (turn.this_product,) if surely_told(turn, turn.this_product) else ()
    told = [surely_told(turn, product) for product in turn.shown_products]
    facts = all(one and (one.attribute or len(told) == 1) for one in told)
    return tuple(turn.shown_products) if facts else ()


def surely_told(turn: Turn, product: Product) -> Told | None:
    """What the shop surely answers to the turn's question about the product, None where it does not."""
    told = turn.shop.teller.told(without_title(turn.mended, product), product)
    return told[0] if told and told[0].score >= SURELY else None
