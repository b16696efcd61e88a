"""The product types: what a shop sells, free of SQL and of any file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Variant:
    """One buyable form of a product.

    Attributes:
        sku: the shop's own number, unique in the shop.
        price_minor: price in minor units of the product's currency, >= 0.
        stock: pieces that can be bought now, >= 0; says nothing where `tracked` is False.
        tracked: False when the shop has it in stock without counting pieces.
        list_price_minor: the price before a sale, 0 = there is no sale.
        size, colour: "" when the product does not vary in it.
        image: file name under the shop's images folder, "" = the product's first image.
        attributes: further facts of this variant alone.
    """

    sku: str
    price_minor: int
    stock: int
    size: str = ""
    colour: str = ""
    image: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tracked: bool = True
    list_price_minor: int = 0

    def has(self, pieces: int) -> bool:
        return not self.tracked or self.stock >= pieces

    @property
    def buyable(self) -> bool:
        """Whether it is in stock and has a price; a price of 0 is one that the shop has not told."""
        return self.has(1) and self.price_minor > 0


@dataclass(frozen=True, slots=True)
class Product:
    """One product with at least one variant; what a card shows and a search finds.

    Attributes:
        id: the shop's id (for a Magento export the parent's sku), at most 64 characters.
        categories: paths from general to special, segments joined by "/": "Women/Tops/Jackets".
        images: file names under the shop's images folder, best first.
        attributes: name -> values, names in lower case: {"material": ("Wool",)}.
        rating: mean stars 1..5, None without reviews; review_count: how many.
        url: the shop's page for it, "" = the page Shopmate serves.
        visible: False keeps it out of every answer.
        created_at: ISO 8601 date, "" unknown; for "newest".
    """

    id: str
    title: str
    currency: str
    variants: tuple[Variant, ...]
    description: str = ""
    categories: tuple[str, ...] = ()
    brand: str = ""
    gender: str = ""
    images: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rating: float | None = None
    review_count: int = 0
    url: str = ""
    visible: bool = True
    created_at: str = ""

    @property
    def kind(self) -> str:
        """The last name of its first category path, as the shop writes it; "" without one."""
        return next((path.rsplit("/", 1)[-1] for path in self.categories), "")

    @property
    def in_stock(self) -> bool:
        return any(variant.buyable for variant in self.variants)

    @property
    def price_minor(self) -> int:
        """The lowest price that can be paid now, or the lowest at all when sold out."""
        buyable = [variant.price_minor for variant in self.variants if variant.buyable]
        told = [variant.price_minor for variant in self.variants if variant.price_minor]
        return min(buyable or told or [0])


@dataclass(frozen=True, slots=True)
class Hit:
    """A product and why it is here.

    Attributes:
        score: higher is better; comparable within one answer only.
        variant: the variant that satisfies the wish (its picture and price are shown), None = any.
        reason: one short clause tied to the signal ("often bought with Fusion Backpack"), "" = none.
        because: id of the product of the customer's own history that the reason rests on, "" = of none.
        source: the name of the recommender's source that proposed it, "" = it was asked for.
        propensity: how likely (0..1) that source was to be the first choice, None = nothing was left to chance.
    """

    product: Product
    score: float
    variant: Variant | None = None
    reason: str = ""
    because: str = ""
    source: str = ""
    propensity: float | None = None


@dataclass(frozen=True, slots=True)
class Review:
    product_id: str
    stars: int
    title: str
    text: str
    reviewer: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A merchant's own pairing; kind is "related", "crosssell" or "upsell"."""

    kind: str
    product_id: str
    linked_product_id: str


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A service question with its answer; `paraphrases` are other ways to ask it.

    Attributes:
        link: an http(s) address told with the answer, "" = none.
        valid_from, valid_until: first and last day (ISO 8601) on which it answers, "" = no such day.
    """

    id: str
    question: str
    answer: str
    paraphrases: tuple[str, ...] = ()
    topic: str = ""
    link: str = ""
    valid_from: str = ""
    valid_until: str = ""

    @property
    def told(self) -> str:
        """The answer as a customer reads it."""
        return f"{self.answer}\n{self.link}" if self.link else self.answer

    def is_valid(self, day: date) -> bool:
        return (self.valid_from or "0") <= day.isoformat() <= (self.valid_until or "9")


@dataclass(frozen=True, slots=True)
class WebPicture:
    """A picture that a feed names by its address; `file` is its name in the images folder, once it is there.

    place: 0 for a product's first picture, which is fetched before the others.
    """

    file: str
    address: str
    place: int = field(default=0, compare=False)
