"""An encoder that a shop teaches what its wishes mean, and an order that weighs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.records import Event
from catalog.search.engine import SearchEngine
from catalog.search.evaluation import Judged
from catalog.search.learnt import PART, TAUGHT, LearntRanking
from catalog.settings import load_settings
from catalog.trained import Trained
from nlu.encoder import RECIPE, EncoderCard
from nlu.wish import Wish
from tests.catalog.search.shelf import WordBagEncoder, product
from tests.training import needs_training, small_bert

START = datetime(2026, 5, 1, tzinfo=UTC)
CARD = EncoderCard("small", 48, 128, "own", "chance", "", "", 0, "int8", 1.0, "test", recipe=RECIPE)


class Teachable(WordBagEncoder):
    card = CARD


ENCODER = Teachable()
#: What shoppers here call a thing, and what the shop does.
CALLED = {"bottom": "trouser", "footwear": "sandal", "headgear": "beanie", "outer": "parka"}
COLOURS = ("red", "blue", "green", "black", "white", "grey", "pink", "brown", "teal", "olive", "navy", "gold", "plum")
MADE = ("cotton", "wool", "linen")
SHOP = [
    product(f"{colour}-{made}-{name}", f"{name} {made} {colour}")
    for colour in COLOURS
    for made in MADE
    for name in CALLED.values()
]


def event(kind: str, minutes: float, visitor: str = "v", **told: object) -> Event:
    return Event(kind, visitor, at=START + timedelta(minutes=minutes), **told)  # type: ignore[arg-type]


def test_a_wish_means_what_was_turned_to_soon_after_it() -> None:
    from catalog.search.training.wishes import wishes_of

    happened = [
        event("view", 0, product_id="red-wool-parka"),
        event("search", 1, text="Red  outer"),
        event("click", 2, product_id="red-wool-parka"),
        event("purchase", 3, product_id="red-wool-parka"),
        event("click", 4, product_id="red-linen-parka"),
        event("click", 5, product_id="not-here"),
        event("click", 5, visitor="other", product_id="plum-wool-parka"),
        event("click", 40, product_id="red-cotton-parka"),
        event("search", 41, text="bottom"),
        event("dismiss", 42, product_id="red-wool-trouser"),
    ]
    judged = wishes_of(happened, SHOP)
    assert judged.grades == {"red outer": {"red-wool-parka": 3.0, "red-linen-parka": 2.0}}
    assert judged.queries == {"red outer": "red outer"}


def test_what_others_said_stays_out(tmp_path: Path) -> None:
    from catalog.records import Statement
    from catalog.search.training.wishes import wishes_in
    from catalog.store import Store, open_store

    store: Store = open_store(replace(load_settings(), home=tmp_path))
    try:
        for visitor in ("willing", "unwilling"):
            store.record([event("search", 1, visitor, text=f"{visitor} parka")])
            store.record([event("click", 2, visitor, product_id="red-wool-parka")])
        store.state("unwilling", None, Statement("learning", "off"))
        assert list(wishes_in(store, SHOP).queries) == ["willing parka"]
    finally:
        store.close()


def judged() -> Judged:
    grades = {
        f"{colour} {made} {called}": {
            f"{colour}-{made}-{name}": 3.0,
            **{f"{colour}-{made}-{other}": 1.0 for other in CALLED.values() if other != name},
        }
        for colour in COLOURS
        for made in MADE
        for called, name in CALLED.items()
    }
    return Judged(SHOP, {text: text for text in grades}, grades)


@needs_training
def test_a_shop_teaches_the_encoder_its_shoppers_words_and_goes_back(tmp_path: Path) -> None:
    from catalog.search.training.encoder import Bench, Recipe, train_search_encoder

    settings = replace(load_settings(), home=tmp_path / "home")
    stages: set[str] = set()
    scratch = tmp_path / "scratch"
    recipe = Recipe(epochs=40, batch=16, rate=3e-3)
    bench = Bench(ENCODER, small_bert(tmp_path / "weights"), scratch, lambda stage, _: stages.add(stage), recipe)  # type: ignore[arg-type]
    card = train_search_encoder(settings, judged(), bench, "shopmate train encoder")
    assert card["adopted"]
    assert card["ndcg@10_after"] > card["ndcg@10_before"] + 0.1  # type: ignore[operator]
    assert card["quality_after"] > card["quality_before"]  # type: ignore[operator]
    assert "teaching the encoder" in stages
    assert not scratch.exists(), "what came to its end leaves no checkpoints"
    learnt = LearntRanking.in_use(settings.home)
    assert learnt is not None
    assert learnt.taught == Trained(settings.home, PART).in_use / TAUGHT  # type: ignore[operator]
    engine = SearchEngine.build(SHOP, ENCODER, settings.index, learnt=learnt)  # type: ignore[arg-type]
    found = [engine.search(Wish(words=f"teal wool {called}"), limit=1).hits[0].product.id for called in CALLED]
    assert found == [f"teal-wool-{name}" for name in CALLED.values()]
    assert Trained(settings.home, PART).roll_back() is None
    assert LearntRanking.in_use(settings.home) is None


@needs_training
def test_a_hundred_wishes_are_enough_to_train(tmp_path: Path) -> None:
    """What the message and the manual promise: so few make smaller batches."""
    from catalog.search.training.encoder import FEWEST_WISHES, Bench, Recipe, train_search_encoder

    every = judged()
    names = list(every.queries)[:FEWEST_WISHES]
    few = Judged(SHOP, {name: every.queries[name] for name in names}, {name: every.grades[name] for name in names})
    settings = replace(load_settings(), home=tmp_path / "home")
    bench = Bench(ENCODER, small_bert(tmp_path / "weights"), tmp_path / "scratch", lambda *_: None, Recipe(epochs=1))  # type: ignore[arg-type]
    card = train_search_encoder(settings, few, bench, "shopmate train encoder")
    assert card["wishes"] == 90
    assert card["held_out_wishes"] == 10


@needs_training
def test_too_few_wishes_teach_nothing_and_leave_nothing(tmp_path: Path) -> None:
    from catalog.search.training.encoder import Bench, TooFewWishesError, train_search_encoder

    settings = replace(load_settings(), home=tmp_path / "home")
    few = Judged(SHOP, {"a": "red parka"}, {"a": {"red-wool-parka": 3.0}})
    bench = Bench(ENCODER, tmp_path, tmp_path / "scratch", lambda *_: None)  # type: ignore[arg-type]
    with pytest.raises(TooFewWishesError, match="at least 100"):
        train_search_encoder(settings, few, bench, "shopmate train encoder")
    assert not (tmp_path / "home").exists()
