"""What a shop may conclude of one customer, how sure it is and from what; what they say of themselves counts first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.products import Product, Variant
from catalog.recommend.history import History
from catalog.recommend.kinds import PEOPLE, stemmed
from catalog.recommend.labels import Guess
from catalog.recommend.popularity import WEIGHTS
from catalog.recommend.tastes import Tastes
from catalog.records import Event, Statement

LETTERS = frozenset(("xxs", "xs", "s", "m", "l", "xl", "xxl", "2xl", "xxxl", "3xl", "4xl"))
#: Weighted evidence that makes a conclusion half sure; of each facet the surest few are told.
HALF_SURE, MOST_TOLD = 12.0, 3
#: A conclusion less sure than this is none.
WORTH_TELLING = 0.2
#: A number said is a size of things whose sizes begin or end so near to it.
NEAR = 3
DEEDS = {"purchase": "bought", "cart": "put in the cart", "like": "liked", "click": "looked at", "view": "looked at"}

#: Things whose sizes mean the same: letters or numbers, the department, the gender ("" = anybody).
SizeGroup = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Trait:
    """One conclusion: the customer turns to `value` of `facet` ("size", "kind", "brand", "colour" or "price").

    Attributes:
        confidence: 0..1; 1 = they said so themselves.
        evidence: what it rests on, for the customer: "bought 3, looked at 5".
    """

    facet: str
    value: str
    confidence: float
    evidence: str


class Profile:
    """The traits of one customer.

    Args:
        history: what they did; without interests when they want nothing learnt.
        products: id -> product, all of the shop's.
        said: what they said of themselves, oldest first.
        guesses: asked for what the shop's own models tell of them, where they and the merchant allow that.
    """

    def __init__(
        self,
        history: History,
        products: Mapping[str, Product],
        said: Sequence[Statement] = (),
        guesses: Callable[[], Sequence[Guess]] = tuple,
    ) -> None:
        self._history, self._products = history, products
        self._guesses = guesses
        self.tastes = Tastes.of(said)
        self._said_sizes = {system_of(one.value): one.value.upper() for one in said if one.subject == "size"}

    def traits(self) -> list[Trait]:
        """All that is concluded: sizes, then kinds, brands, colours and the usual price; the surest of each."""
        found = [*self._sizes_told(), *self._price()]
        for facet in ("kind", "brand", "colour"):
            found += self.affinities(facet)[:MOST_TOLD]
        return [trait for trait in found if trait.confidence >= WORTH_TELLING]

    def guessed(self) -> list[Trait]:
        """Labels that were learnt, which nobody said: the facet is the label's name."""
        found = ((guess, f"from {' and '.join(guess.evidence) or 'all you turned to'}") for guess in self._guesses())
        return [Trait(guess.label, guess.value, guess.confidence, evidence) for guess, evidence in found]

    def affinities(self, facet: str) -> list[Trait]:
        """What they turn to in "kind", "brand" or "colour", the most first."""
        weights: Counter[str] = Counter()
        deeds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for event, product in self._counted:
            for value in self._values(product, facet):
                weights[value] += round(WEIGHTS[event.kind])
                deeds[value][DEEDS[event.kind]] += 1
        wanted = (pair for pair in weights.items() if not self.tastes.names(facet, pair[0]))
        ranked = sorted(wanted, key=lambda pair: (-pair[1], pair[0]))
        return [Trait(facet, value, weight / (weight + HALF_SURE), _evidence(deeds[value])) for value, weight in ranked]

    def sizes_for(self, product: Product) -> frozenset[str]:
        """The sizes this customer wears of such a product, as the shop writes them; empty when nothing is known."""
        return frozenset(variant.size for variant in product.variants if self._wears(product, variant))

    def suits(self, product: Product) -> bool:
        """Whether it is to their taste and can be had in a size that they wear, as far as either is known."""
        if self.tastes.forbid(product):
            return False
        return not self._is_sized(product) or any(v.buyable and self._wears(product, v) for v in product.variants)

    def variant_of(self, product: Product) -> Variant | None:
        """The variant in their size to show first, of several sizes that they bought most; None when none is known."""
        worn = [(self._worn(product, v)[v.size.upper()], v) for v in product.variants if v.buyable]
        times, variant = max(worn, key=lambda pair: pair[0], default=(0, None))
        return variant if times else None

    def _is_sized(self, product: Product) -> bool:
        return any(self._worn(product, v) for v in product.variants)

    def _wears(self, product: Product, variant: Variant) -> bool:
        return variant.size.upper() in self._worn(product, variant)

    def _worn(self, product: Product, variant: Variant) -> Counter[str]:
        """How often sizes (in capitals) that a variant's is compared with were bought; what was said goes first."""
        group = group_of(product, variant)
        if group is None:
            return Counter()
        system, department, gender = group
        said = self._said_sizes.get(system)
        if said and (system == "letters" or _is_near(said, product)):
            return Counter((said,))
        worn: Counter[str] = Counter()
        for (own_system, own_department, own_gender), sizes in self._bought_sizes.items():
            if (own_system, own_department) == (system, department) and (not gender or own_gender in ("", gender)):
                worn += sizes
        return worn

    @cached_property
    def _bought_sizes(self) -> Mapping[SizeGroup, Counter[str]]:
        found: defaultdict[SizeGroup, Counter[str]] = defaultdict(Counter)
        for line in self._history.bought if self._history.learns else ():
            product = self._products.get(line.product_id)
            variant = next((v for v in product.variants if v.sku == line.sku), None) if product else None
            if product and variant and (group := group_of(product, variant)):
                found[group][variant.size.upper()] += 1
        return found

    def _sizes_told(self) -> Iterator[Trait]:
        for size in self._said_sizes.values():
            yield Trait("size", size, 1.0, "you said so")
        for (system, department, _gender), sizes in self._bought_sizes.items():
            if system not in self._said_sizes:
                size, times = sizes.most_common(1)[0]
                weight = times * WEIGHTS["purchase"] / 2
                yield Trait("size", f"{size} in {department}", weight / (weight + HALF_SURE), f"bought {times}")

    def _price(self) -> Iterator[Trait]:
        prices = sorted(product.price_minor for event, product in self._counted if event.kind in ("purchase", "cart"))
        if len(prices) >= 3:
            low, high = prices[len(prices) // 4], prices[(3 * len(prices)) // 4]
            yield Trait(
                "price", f"{low}-{high}", len(prices) / (len(prices) + 5), f"{len(prices)} bought or in the cart"
            )

    @cached_property
    def _counted(self) -> list[tuple[Event, Product]]:
        history = self._history
        unwanted = history.refused | history.unlearnt
        pairs = ((event, self._products.get(event.product_id or "")) for event in history.events)
        return [
            (event, product)
            for event, product in pairs
            if history.learns and product and event.kind in DEEDS and product.id not in unwanted
        ]

    def _values(self, product: Product, facet: str) -> set[str]:
        if facet == "kind":
            return {product.kind} - {""}
        if facet == "brand":
            return {product.brand} - {""}
        bought = {line.sku for line in self._history.bought if line.product_id == product.id}
        variants = [v for v in product.variants if v.sku in bought] or product.variants
        colours = {variant.colour for variant in variants} - {""}
        return colours if len(colours) == 1 else set()


def system_of(size: str) -> str:
    """What a size is written in: "letters" or "numbers", "" for anything else ("one size", "500 g")."""
    if size.casefold() in LETTERS:
        return "letters"
    return "numbers" if size.replace(".", "", 1).replace(",", "", 1).isdecimal() else ""


def group_of(product: Product, variant: Variant) -> SizeGroup | None:
    """Which sizes this variant's is to be compared with; None where it has none that people wear."""
    system = system_of(variant.size)
    if not system:
        return None
    parts = [part for path in product.categories[:1] for part in path.split("/") if stemmed(part) not in PEOPLE]
    gender = product.gender.casefold()
    return system, (parts[0] if parts else ""), "" if gender == "unisex" else gender


def _is_near(size: str, product: Product) -> bool:
    """Whether a number said may be a size of this product: 42 of shoes in 36 to 40, but not of jeans in 28 to 34."""
    sizes = [float(v.size.replace(",", ".")) for v in product.variants if system_of(v.size) == "numbers"]
    return min(sizes) - NEAR <= float(size.replace(",", ".")) <= max(sizes) + NEAR


def _evidence(deeds: Counter[str]) -> str:
    return ", ".join(f"{deed} {deeds[deed]}" for deed in dict.fromkeys(DEEDS.values()) if deeds[deed])
