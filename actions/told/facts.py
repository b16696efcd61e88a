"""What is true of a product, in short sentences; nothing is said that the shop does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from actions.told.answering import Voices, answer
from actions.told.cards import colours_of, price_text, sizes_of
from actions.told.wording import count, join
from catalog.products import Product, Variant
from catalog.telling import Teller, without_title
from nlu.hearing.lexicon import word_set
from nlu.tokens import words
from nlu.wish import Wish

_SENTENCES = 3
#: Acts that ask for the colour and size named with them, where some are.
_OF_A_VARIANT = frozenset({"variant", "stock", "colours", "sizes", "choices", "whether"})


def description(product: Product) -> str:
    """Name, price, the first sentences of its text, and what can be chosen."""
    text = " ".join(re.split(r"(?<=[.!?])\s+", product.description.strip())[:_SENTENCES])
    name = f"{product.title}{f' by {product.brand}' if product.brand else ''}, {price_range(product)}."
    rating = f"Rated {product.rating:.1f} of 5 ({count(product.review_count, 'review')})." if product.rating else ""
    return " ".join(part for part in (name, text, rating, *_choices(product), _stock(product)) if part)


def reply_to_question(
    act: str, text: str, wish: Wish, product: Product, teller: Teller, voices: Voices | None = None
) -> str:
    """The answer to what `act` asks of the product, "" when it asks nothing that is answered in a sentence.

    Args:
        act: of the intent show_product, as nlu/data names them.
        text, wish: the customer's words, and what they name.
        voices: has the sentences of its reviews that answer, for what the shop itself does not tell.
    """
    question = without_title(text, product)
    parts = _questions(question) if act else [question]
    if len(parts) > 1:
        replies = [
            _reply(act if first else "whether", part, wish if first else Wish(), product, teller, voices)
            for first, part in zip((True, False, False), parts, strict=False)
        ]
        reply = " ".join(dict.fromkeys(filter(None, replies)))
    else:
        reply = _reply(act, question, wish, product, teller, voices)
    return f"{product.title}: {reply}" if reply and product.title not in reply else reply


def _questions(text: str) -> list[str]:
    """The parts of a text that each ask something: "is it in stock in M and what's the material"."""
    said, starts = words(text), [0]
    asking = word_set("words", "asking_words")
    for place in range(2, len(said) - 1):
        joined = said[place - 1] in ("and", ",", "?", ".", ";", "!")
        if joined and said[place] in asking and place - starts[-1] > 2:
            starts.append(place)
    return [" ".join(said[start:end]) for start, end in pairwise([*starts, len(said)])]


def _reply(act: str, question: str, wish: Wish, product: Product, teller: Teller, voices: Voices | None) -> str:
    if act in _OF_A_VARIANT and (wish.facets.get("colour") or wish.facets.get("size")):
        reply = _has_variant(product, wish)
    elif act == "whether":
        reply = answer(question, product, teller, voices).text
    elif (told := answer(question, product, teller)).sure and _leaves_open(act, question, product):
        reply = told.text
    elif act == "choices" and (_choices(product) or _more_choices(product)):
        reply = " ".join([*_choices(product), *_more_choices(product), _variants_in_stock(product)])
    else:
        reply = _REPLIES[act](product) if act in _REPLIES else ""
    return f"{product.title}: {reply}" if reply and product.title not in reply else reply


def _leaves_open(act: str, question: str, product: Product) -> bool:
    """Whether the words ask for more than the act: "how much memory" asks for no price, "screen size" for no size."""
    small = word_set("words", "fillers") | word_set("list", "asked_words")
    asks_more = any(word not in small for word in words(question) if word[0].isalnum())
    return asks_more and act in ("", "price", "sizes", "choices", "material", "stock", "variant", "colours")


def _price(product: Product) -> str:
    return f"The {product.title} costs {price_range(product)}."


def _in_colours(product: Product) -> str:
    colours = _colours(product)
    return f"The {product.title} comes in {colours}." if colours else "The shop names no colour for it."


def _in_sizes(product: Product) -> str:
    sizes = _sizes(product)
    return f"The {product.title} comes in {sizes}." if sizes else "It comes in one size only."


def _material(product: Product) -> str:
    material = product.attributes.get("material", ())
    told = f"It is made of {join(map(str.lower, material))}."
    return told if material else "The shop does not say what it is made of."


def price_range(product: Product) -> str:
    """One price, or from the lowest to the highest of the variants that can be bought."""
    prices = sorted({variant.price_minor for variant in product.variants if variant.buyable} or {product.price_minor})
    first, last = price_text(prices[0], product.currency), price_text(prices[-1], product.currency)
    return first if first == last else f"{first} to {last}"


def comparison(products: Sequence[Product]) -> str:
    """Numbered names, then one line for each fact in which they differ."""
    lines = [f"{number}. {product.title}" for number, product in enumerate(products, 1)]
    names = dict.fromkeys(name for product in products for name in product.attributes)
    rows: dict[str, Callable[[Product], str]] = {
        "Price": price_range,
        "Rating": lambda product: f"{product.rating:.1f} of 5" if product.rating else "",
        "Brand": lambda product: product.brand,
        "Colours": lambda product: _colours(product),
        "Sizes": lambda product: _sizes(product),
        "In stock": lambda product: "yes" if product.in_stock else "no",
    }
    rows |= {_label(name): _attribute(name) for name in names}
    same = []
    for label, fact in rows.items():
        facts = [fact(product) for product in products]
        if len(set(facts)) > 1:
            lines.append(f"{label}: {' | '.join(value or '-' for value in facts)}")
        elif facts[0] and label not in ("In stock",):
            same.append(f"{label.lower()} {facts[0]}")
    shared = "both" if len(products) == 2 else "all"
    return "\n".join([*lines, *([f"The same for {shared}: {'; '.join(same[:4])}."] if same else [])])


def fitting_variant(product: Product, wish: Wish) -> Variant | None:
    """The variant of the colour and size that a text names, a buyable one if there is; None when it names none."""
    colours, sizes = wish.facets.get("colour", ()), wish.facets.get("size", ())
    if not colours and not sizes:
        return None
    fitting = [variant for variant in product.variants if _fits(variant, colours, sizes)]
    return min(fitting, key=lambda variant: not variant.buyable, default=None)


def _fits(variant: Variant, colours: Sequence[str], sizes: Sequence[str]) -> bool:
    return (not colours or variant.colour in colours) and (not sizes or variant.size in sizes)


def _has_variant(product: Product, wish: Wish) -> str:
    """Whether the product comes in the colour and size asked for, and whether that can be bought."""
    colours, sizes = wish.facets.get("colour", ()), wish.facets.get("size", ())
    fitting = [variant for variant in product.variants if _fits(variant, colours, sizes)]
    buyable = [variant for variant in fitting if variant.buyable]
    # Said is the colour the product has: "blue" may have been answered by navy.
    own = dict.fromkeys(variant.colour for variant in buyable or fitting) if colours else {}
    wanted = _in_words(list(own) or list(colours[:1]), sizes)
    if buyable:
        price = price_text(min(variant.price_minor for variant in buyable), product.currency)
        return f"Yes, the {product.title} is in stock {wanted} for {price}."
    choices = _choices(product)
    if fitting:
        return " ".join([f"The {product.title} comes {wanted}, but that is sold out at the moment.", *choices])
    return " ".join([f"No, the {product.title} does not come {wanted}.", *choices])


def _in_words(colours: Sequence[str], sizes: Sequence[str]) -> str:
    colour = f"in {join(colours, 'or').lower()}" if colours else ""
    return " ".join(filter(None, [colour, f"in size {join(sizes, 'or')}" if sizes else ""]))


def _choices(product: Product) -> list[str]:
    """What it comes in, as one sentence, or nothing when there is no choice."""
    colours, sizes = _colours(product), _sizes(product)
    parts = [
        f"in {colours}" if colours else "",
        f"in {'sizes' if len(sizes_of(product)) > 1 else 'size'} {sizes}" if sizes else "",
    ]
    said = join(parts)
    return [f"It comes {said}."] if said else []


def _more_choices(product: Product) -> list[str]:
    """What else sets its variants apart: "Material: cotton or polyester." """
    variants = [variant for variant in product.variants if variant.buyable or not product.in_stock]
    values: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, held in variant.attributes.items():
            values.setdefault(name, {}).update(dict.fromkeys(held))
    return [f"{_label(name)}: {join(list(held), 'or')}." for name, held in values.items() if len(held) > 1]


def _variants_in_stock(product: Product) -> str:
    number = sum(variant.buyable for variant in product.variants)
    return f"{number} variants of it are in stock." if number > 1 else _stock(product)


def _colours(product: Product) -> str:
    return join(map(str.lower, colours_of(product, buyable=product.in_stock)))


def _sizes(product: Product) -> str:
    """ "S, M and L"; an unbroken row of numbers is "36 to 46"."""
    sizes = sizes_of(product, buyable=product.in_stock)
    numbers = [int(size) for size in sizes if size.isdecimal()]
    if len(numbers) == len(sizes) > 3 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return join(sizes)


def _stock(product: Product) -> str:
    return "It is in stock." if product.in_stock else "It is sold out at the moment."


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _attribute(name: str) -> Callable[[Product], str]:
    return lambda product: join(product.attributes.get(name, ()))


#: act -> the sentence that answers it.
_REPLIES: dict[str, Callable[[Product], str]] = {
    "price": _price,
    "colours": _in_colours,
    "sizes": _in_sizes,
    "choices": _in_sizes,
    "variant": _stock,
    "stock": _stock,
    "material": _material,
}
