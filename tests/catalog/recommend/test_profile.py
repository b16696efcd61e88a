"""A profile says what it rests on; what the customer says counts more; sizes are compared with their like only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from catalog.products import Product, Variant
from catalog.recommend.history import History
from catalog.recommend.profile import Profile
from catalog.records import Bought, Event, Statement

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def product(name: str, category: str, *sizes: str, stock: int = 3, brand: str = "", gender: str = "") -> Product:
    variants = tuple(Variant(f"{name}-{size}", 1000, stock, size=size, colour="Blue") for size in sizes or ("",))
    return Product(name, name.title(), "USD", variants, categories=(category,), brand=brand, gender=gender)


SHOP = {
    each.id: each
    for each in (
        product("tee", "Clothing/Tops/T-shirts", "S", "M", "L", brand="Plain"),
        product("shirt", "Clothing/Shirts", "S", "M", brand="Plain"),
        product("vest", "Clothing/Vests", "XL"),
        product("runner", "Shoes/Running Shoes", "41", "42", "43", gender="Men"),
        product("pump", "Shoes/Heels", "38", "39", gender="Women"),
        product("boot", "Shoes/Boots", "42", stock=0, gender="Men"),
        product("jeans", "Clothing/Pants/Jeans", "32", "34"),
        product("mug", "Home/Mugs"),
    )
}


def bought(*skus: str) -> list[Bought]:
    return [Bought("ana", sku.rsplit("-", 1)[0], sku, NOW - timedelta(days=9)) for sku in skus]


def profile(*skus: str, said: str = "", learns: bool = True, events: list[Event] | None = None) -> Profile:
    statements = [Statement("size", said)] if said else []
    return Profile(History(events or [], NOW, bought(*skus), learns=learns), SHOP, statements)


def test_nothing_is_known_of_a_stranger_and_nothing_is_kept_from_them() -> None:
    assert profile().traits() == []
    assert all(profile().suits(each) for each in SHOP.values())


def test_a_size_bought_is_a_size_worn_among_its_like_alone() -> None:
    known = profile("tee-M")
    assert known.sizes_for(SHOP["shirt"]) == {"M"}
    assert not known.suits(SHOP["vest"])
    assert known.suits(SHOP["runner"]), "letters say nothing of shoes"
    variant = known.variant_of(SHOP["shirt"])
    assert variant is not None
    assert variant.sku == "shirt-M"


def test_of_several_sizes_the_one_bought_most_is_shown() -> None:
    known = profile("tee-S", "tee-M", "shirt-M")
    assert [known.variant_of(SHOP[each]).size for each in ("tee", "shirt")] == ["M", "M"]  # type: ignore[union-attr]
    assert known.sizes_for(SHOP["tee"]) == {"S", "M"}


def test_shoes_of_another_gender_and_trousers_are_no_measure() -> None:
    known = profile("runner-42")
    assert known.suits(SHOP["pump"])
    assert known.suits(SHOP["jeans"])
    assert not known.suits(SHOP["boot"]), "sold out in the size worn"


def test_what_the_customer_says_counts_more_than_what_was_bought() -> None:
    known = profile("tee-L", said="M")
    assert known.sizes_for(SHOP["tee"]) == {"M"}
    (size, *_) = known.traits()
    assert (size.value, size.confidence, size.evidence) == ("M", 1.0, "you said so")


def test_traits_name_their_evidence_and_grow_surer_with_it() -> None:
    once, often = profile("tee-M"), profile("tee-M", "shirt-M", "tee-M")
    assert once.affinities("brand")[0].evidence == "bought 1"
    assert often.affinities("brand")[0].evidence == "bought 3"
    assert once.affinities("brand")[0].confidence < often.affinities("brand")[0].confidence < 1
    assert [trait.value for trait in often.traits() if trait.facet == "kind"] == ["T-shirts", "Shirts"]


def test_what_was_refused_or_shall_not_count_makes_no_trait() -> None:
    looked = [Event("cart", "v", product_id="tee", at=NOW), Event("cart", "v", product_id="mug", at=NOW)]
    events = [*looked, Event("unlearn", "v", product_id="tee", at=NOW), Event("dismiss", "v", product_id="mug", at=NOW)]
    assert profile(events=looked).affinities("kind") != []
    assert profile(events=events).affinities("kind") == []


def test_who_wants_nothing_learnt_has_no_profile_but_what_they_say() -> None:
    known = profile("tee-L", said="M", learns=False)
    assert [(trait.facet, trait.value) for trait in known.traits()] == [("size", "M")]


def test_a_number_said_is_of_things_whose_sizes_are_near_it() -> None:
    known = profile(said="43")
    assert known.sizes_for(SHOP["runner"]) == {"43"}
    assert not known.suits(SHOP["boot"])
    assert known.suits(SHOP["jeans"])
    assert known.suits(SHOP["tee"])
