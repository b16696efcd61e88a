"""Products, reviews, links and FAQ go in and come out the same, and only what differs is written."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from catalog.products import FaqEntry, Link, Product, Review, Variant
from catalog.settings import Settings
from catalog.store import CatalogChange, Count, Store, open_store

SHIRT = Product(
    id="shirt",
    title="Linen shirt",
    currency="USD",
    variants=(
        Variant("shirt-S", 4990, 3, "S", "White", "white.webp", {"fit": ("Slim", "Long")}),
        Variant("shirt-M", 5490, 0, "M", "Navy"),
    ),
    description="Cool in summer.\nWashes at 40°.",
    categories=("Clothing/Shirts", "Summer"),
    brand="Nord",
    gender="Men",
    images=("white.webp", "navy.webp"),
    attributes={"material": ("Linen", "Cotton"), "care": ("Machine",)},
    url="https://shop.example/shirt",
    created_at="2025-04-01",
)
MUG = Product("mug", "Mug", "USD", (Variant("mug", 900, 12),))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_a_product_comes_back_as_it_went_in(store: Store) -> None:
    store.apply(CatalogChange(products=[SHIRT, MUG]))
    assert store.product("shirt") == SHIRT
    assert store.products() == [MUG, SHIRT]
    assert store.product("none") is None


def test_a_repeated_change_writes_nothing_and_leaves_the_revision(store: Store) -> None:
    change = CatalogChange(
        products=[SHIRT, MUG],
        reviews=[Review("mug", 4, "Good", "Holds tea."), Review("mug", 4, "Good", "Holds tea.")],
        links=[Link("related", "mug", "shirt")],
        faq=[FaqEntry("returns", "Can I return it?", "Within 30 days.", ("Send it back?",))],
    )
    first = store.apply(change)
    assert (first["products"].added, first["reviews"].added, first["links"].added, first["faq"].added) == (2, 2, 1, 1)
    revision = store.revision()
    again = store.apply(change)
    assert all(count.written == 0 for count in again.values())
    assert again["products"].unchanged == 2
    assert store.revision() == revision == 1


def test_only_the_changed_product_is_written(store: Store) -> None:
    store.apply(CatalogChange(products=[SHIRT, MUG]))
    with store.writing() as connection:
        connection.execute(text("update products set title = 'untouched by the import' where id = 'mug'"))
    cheaper = replace(SHIRT, variants=(replace(SHIRT.variants[0], price_minor=3990),))
    assert store.apply(CatalogChange(products=[cheaper, MUG]))["products"] == Count(changed=1, unchanged=1)
    assert store.product("shirt") == cheaper
    assert store.product("mug").title == "untouched by the import"  # type: ignore[union-attr]


def test_a_changed_product_keeps_its_reviews_and_links(store: Store) -> None:
    store.apply(
        CatalogChange(
            products=[SHIRT, MUG], reviews=[Review("mug", 5, "", "Fine")], links=[Link("upsell", "shirt", "mug")]
        )
    )
    store.apply(CatalogChange(products=[replace(MUG, title="Big mug"), replace(SHIRT, title="Shirt")]))
    assert [review.stars for review in store.reviews("mug")] == [5]
    assert store.links("shirt") == [Link("upsell", "shirt", "mug")]


def test_the_rating_is_the_mean_of_the_stars(store: Store) -> None:
    store.apply(CatalogChange(products=[MUG], reviews=[Review("mug", stars, "", f"{stars}") for stars in (5, 4, 4)]))
    mug = store.product("mug")
    assert mug is not None
    assert mug.review_count == 3
    assert mug.rating is not None
    assert abs(mug.rating - 13 / 3) < 1e-9


def test_products_that_a_full_feed_does_not_name_are_hidden_and_come_back(store: Store) -> None:
    store.apply(CatalogChange(products=[SHIRT, MUG]))
    assert store.apply(CatalogChange(products=[MUG], replace=True))["products"] == Count(unchanged=1, hidden=1)
    assert not store.product("shirt").visible  # type: ignore[union-attr]
    assert store.apply(CatalogChange(products=[MUG], replace=True))["products"].written == 0
    assert store.apply(CatalogChange(products=[SHIRT, MUG]))["products"] == Count(changed=1, unchanged=1)
    assert store.product("shirt") == SHIRT


def test_a_sku_can_move_to_another_product(store: Store) -> None:
    store.apply(CatalogChange(products=[SHIRT]))
    moved = Product("blouse", "Blouse", "USD", (SHIRT.variants[1],))
    store.apply(CatalogChange(products=[moved]))
    assert store.product("blouse") == moved
    assert [variant.sku for variant in store.product("shirt").variants] == ["shirt-S"]  # type: ignore[union-attr]
    # The old owner is no longer as its feed said, so the same feed writes it again.
    assert store.apply(CatalogChange(products=[SHIRT]))["products"].changed == 1


def test_reviews_and_links_of_a_named_product_are_replaced_as_a_set(store: Store) -> None:
    products, tea, cup = [SHIRT, MUG], Review("mug", 4, "", "tea"), Review("mug", 2, "", "cup")
    store.apply(CatalogChange(products=products, reviews=[tea, cup], links=[Link("related", "mug", "shirt")]))
    counts = store.apply(
        CatalogChange(reviews=[replace(cup, text="Cup!"), tea], links=[Link("upsell", "mug", "shirt")])
    )
    assert counts["reviews"] == Count(added=1, unchanged=1, hidden=1)
    assert counts["links"] == Count(added=1, hidden=1)
    assert sorted(review.text for review in store.reviews("mug")) == ["Cup!", "tea"]
    assert store.links("mug") == [Link("upsell", "mug", "shirt")]


def test_a_failing_change_leaves_everything_as_it_was(store: Store) -> None:
    store.apply(CatalogChange(products=[MUG]))
    broken = CatalogChange(products=[SHIRT, replace(MUG, title="New")], reviews=[Review("nobody", 5, "", "?")])
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        store.apply(broken)
    assert store.products() == [MUG]
    assert store.revision() == 1


def test_a_dry_run_counts_and_writes_nothing(store: Store) -> None:
    counts = store.apply(CatalogChange(products=[SHIRT, MUG]), dry_run=True)
    assert counts["products"].added == 2
    assert store.products() == []
    assert store.revision() == 0


def test_faq_changes_are_seen_by_another_process_through_the_revision(store: Store, settings: Settings) -> None:
    console = open_store(settings)
    entry = FaqEntry("hours", "When are you open?", "9 to 5.", ("Opening hours?", "Are you open?"), "shop")
    console.save_faq(entry)
    assert store.revision() == 1
    assert store.faq() == [entry]
    console.save_faq(replace(entry, answer="8 to 4.", paraphrases=()))
    assert store.faq()[0].answer == "8 to 4."
    assert store.delete_faq("hours")
    assert not store.delete_faq("hours")
    assert console.faq() == []
    assert console.revision() == 3
    console.close()


def test_many_threads_read_while_one_writes(store: Store) -> None:
    store.apply(CatalogChange(products=[SHIRT, MUG]))
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(40):
                found = store.products()
                titles = {product.title for product in found if product.id in ("shirt", "mug")}
                # Both were renamed in one transaction, so nobody may see one of them renamed.
                assert len({title.partition(" ")[2] for title in titles}) == 1, titles
        except BaseException as error:
            failures.append(error)

    def name(turn: int) -> list[Product]:
        return [replace(SHIRT, title=f"Shirt {turn}"), replace(MUG, title=f"Mug {turn}")]

    store.apply(CatalogChange(products=name(0)))
    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for turn in range(30):
        store.apply(CatalogChange(products=name(turn)))
    for reader in readers:
        reader.join()
    assert not failures
