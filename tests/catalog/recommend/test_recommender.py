"""Recommendations follow the visitor's last step, give their reason, and never show what can't be had."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.products import Hit, Link, Product, Variant
from catalog.recommend.history import History
from catalog.recommend.popularity import Popularity
from catalog.recommend.recommender import Recommender
from catalog.recommend.sources import Candidate
from catalog.records import Event

NOW = datetime(2026, 6, 1, tzinfo=UTC)
STRANGER = History([], NOW)


def product(name: str, category: str = "Camping", stock: int = 3) -> Product:
    return Product(name, name.title(), "USD", (Variant(f"{name}-1", 1000, stock),), categories=(category,))


def event(kind: str, product_id: str, days_ago: float = 0, visitor: str = "v") -> Event:
    return Event(kind, visitor, product_id=product_id, at=NOW - timedelta(days=days_ago))  # type: ignore[arg-type]


PRODUCTS = {each.id: each for each in map(product, ["tent", "stove", "lamp", "rope", "mat", "boots"])}


def recommender(products: dict[str, Product] = PRODUCTS, **changes: object) -> Recommender:
    def similar(product_id: str, limit: int) -> list[Hit]:
        alike = {"tent": ["mat", "rope"], "boots": ["rope"]}.get(product_id, [])
        return [Hit(products[each], 1.0) for each in alike][:limit]

    known: dict[str, object] = {
        "popularity": Popularity.of([event("view", "lamp", visitor=f"v{number}") for number in range(9)], NOW),
        "baskets": [["tent", "stove"]] * 6 + [["lamp"], ["boots"], ["rope", "lamp"]] * 4,
        "links": [Link("crosssell", "boots", "mat")],
        "similar": similar,
    }
    return Recommender(products, **(known | changes))  # type: ignore[arg-type]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.product.id for hit in hits]


def test_what_goes_with_a_tent_is_what_others_bought_with_it() -> None:
    hits = recommender().goes_with("tent", STRANGER, limit=5)
    assert [(hit.product.id, hit.reason) for hit in hits] == [("stove", "often bought with Tent")]


def test_the_merchant_s_own_pairing_fills_in_and_says_so() -> None:
    (hit,) = recommender().goes_with("boots", STRANGER, limit=5)
    assert (hit.product.id, hit.reason) == ("mat", "goes well with Boots, says the shop")


def test_what_a_kind_goes_with_is_said_of_one_and_of_several() -> None:
    shelf = [product("shoe", "Running Shoes"), product("bottle", "Hydration"), product("sock", "Socks")]
    hits = recommender({each.id: each for each in shelf}, baskets=[], links=[]).goes_with("shoe", STRANGER, limit=5)
    assert {hit.reason for hit in hits} == {
        "hydration goes well with running shoes",
        "socks go well with running shoes",
    }


def test_a_stranger_sees_what_is_popular() -> None:
    hits = recommender().for_visitor(STRANGER, limit=3)
    assert (hits[0].product.id, hits[0].reason) == ("lamp", "popular with other customers")


def test_the_last_look_changes_the_next_answer() -> None:
    before = History([event("view", "boots", 0.1)], NOW)
    after = History([event("view", "boots", 0.1), event("view", "tent")], NOW)
    assert ids(recommender().for_visitor(before, limit=1)) == ["rope"]
    assert ids(recommender().for_visitor(after, limit=1)) == ["stove"]


def test_a_reason_names_the_signal_that_weighed_most() -> None:
    hits = recommender(baskets=[]).for_visitor(History([event("purchase", "tent")], NOW), limit=3)
    assert {hit.product.id: hit.reason for hit in hits}["mat"] == "because you bought Tent"


@pytest.mark.parametrize("change", [{"visible": False}, {"variants": (Variant("stove-1", 1000, 0),)}])
def test_hidden_and_sold_out_products_are_never_shown(change: dict[str, object]) -> None:
    products = PRODUCTS | {"stove": replace(PRODUCTS["stove"], **change)}  # type: ignore[arg-type]
    history = History([event("view", "tent")], NOW)
    assert "stove" not in ids(recommender(products).for_visitor(history, limit=6))
    assert "stove" not in ids(recommender(products).goes_with("tent", history, limit=6))


def test_what_was_just_bought_or_turned_away_is_not_offered() -> None:
    history = History([event("purchase", "stove", 5), event("dismiss", "lamp"), event("view", "tent")], NOW)
    assert not {"stove", "lamp"} & set(ids(recommender().for_visitor(history, limit=6)))


def test_what_was_bought_long_ago_may_be_wanted_again() -> None:
    history = History([event("purchase", "stove", 300), event("view", "tent")], NOW)
    assert "stove" in ids(recommender().for_visitor(history, limit=6))


def test_a_dismissed_product_is_no_interest_to_build_on() -> None:
    assert History([event("view", "tent", 1), event("dismiss", "tent")], NOW).interests == []


def test_a_wish_keeps_the_answer_to_its_products() -> None:
    hits = recommender().for_visitor(History([event("view", "tent")], NOW), limit=6, allowed=frozenset({"mat"}))
    assert ids(hits) == ["mat"]


def test_no_kind_of_product_fills_every_place() -> None:
    products = {f"shirt{n}": product(f"shirt{n}", "Shirts") for n in range(6)} | {"cup": product("cup", "Cups")}
    views = [event("view", f"shirt{n}", visitor=f"{n}{k}") for n in range(6) for k in range(5)] + [
        event("view", "cup", visitor=f"c{k}") for k in range(3)
    ]
    answer = recommender(products, popularity=Popularity.of(views, NOW), baskets=[], links=[]).popular(
        STRANGER, limit=4
    )
    assert "cup" in ids(answer)


def test_similar_products_leave_out_the_one_asked_about() -> None:
    hits = recommender().similar_to("tent", STRANGER, limit=5)
    assert ids(hits) == ["mat", "rope"]
    assert hits[0].reason == "similar to Tent"


def test_an_unknown_product_has_no_companions() -> None:
    assert recommender().goes_with("gone", STRANGER, limit=5) == []
    assert recommender().similar_to("gone", STRANGER, limit=5) == []


def test_what_was_just_looked_at_is_not_brought_back() -> None:
    history = History([event("view", "lamp"), event("view", "tent")], NOW)
    assert not {"lamp", "tent"} & set(ids(recommender().for_visitor(history, limit=6)))


class Oracle:
    """A source of its own, as a trained model is one."""

    name = "oracle"

    def candidates(self, history: History, *, limit: int, among: Collection[str] | None = None) -> list[Candidate]:
        bought = [event.product_id for event in history.events if event.kind == "purchase"]
        proposed = [Candidate(each, 0.5, "because you bought Boots", "boots") for each in ("rope", "gone", "lamp")]
        return [each for each in proposed if "boots" in bought and (among is None or each.product_id in among)][:limit]


def test_a_source_of_its_own_proposes_and_explains() -> None:
    history = History([event("purchase", "boots", 1)], NOW)
    (first, *_) = recommender(more=[Oracle()]).for_visitor(history, limit=3)
    assert (first.product.id, first.source, first.because) == ("rope", "oracle", "boots")
    kept = recommender(more=[Oracle()]).for_visitor(history, limit=3, allowed=frozenset({"lamp"}))
    assert [(hit.product.id, hit.source) for hit in kept] == [("lamp", "oracle")]


def test_a_reason_of_long_ago_names_its_month() -> None:
    history = History([event("purchase", "tent", 40)], NOW)
    hits = {hit.product.id: hit for hit in recommender(baskets=[]).for_visitor(history, limit=3)}
    assert hits["mat"].reason == "because you bought Tent in April"
