"""`train profile`, `order` and `encoder` on a small shop: what is learnt lies in its home, what is wrong is said."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from catalog.products import Product, Variant
from catalog.recommend.guessing import part_of
from catalog.recommend.labels import LabelModel
from catalog.records import Customer, Event, now
from catalog.settings import Settings
from catalog.store import CatalogChange, open_store
from catalog.trained import Trained
from tests.bot.test_cli import shopmate
from tests.training import needs_training

KINDS = [f"Kind {number}" for number in range(10)]
CUSTOMERS = 150


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the customers turn to the first kinds, half to the last."""
    folder = tmp_path_factory.mktemp("learning")
    goods = [
        Product(f"p{number}", f"Thing {number}", "USD", (Variant(f"v{number}", 900, 3),), categories=(f"All/{kind}",))
        for number, kind in enumerate(KINDS)
    ]
    chance, at = np.random.default_rng(0), now() - timedelta(days=9)
    events = [
        Event(
            "view",
            customer_id=f"c{who}",
            product_id=f"p{chance.integers(6) + 4 * (who % 2)}",
            at=at + timedelta(hours=step, minutes=who),
        )
        for who in range(CUSTOMERS)
        for step in range(8)
    ]
    store = open_store(Settings(home=folder))
    try:
        store.apply(CatalogChange(products=goods, customers=[Customer(f"c{who}") for who in range(CUSTOMERS)]))
        store.record(events)
    finally:
        store.close()
    rows = [f"c{who},{'late' if who % 2 else 'early'}" for who in range(CUSTOMERS)]
    (folder / "tiers.csv").write_text("\n".join(["customer_id,tier", *rows]))
    return folder


@needs_training
def test_a_label_is_learnt_into_the_home_and_gone_back_from(home: Path) -> None:
    done = shopmate(home, "train", "profile", str(home / "tiers.csv"), "--label", "tier")
    assert done.returncode == 0, done.stderr
    card = json.loads(done.stdout[: done.stdout.rindex("}") + 1])
    assert card["accuracy"] > card["accuracy before"]
    assert "It is not told yet: name tier in shop.recommend.labels" in done.stdout
    folder = Trained(home, part_of("tier")).in_use
    assert folder
    assert LabelModel.read(folder).classes == ("early", "late")
    back = shopmate(home, "train", "profile", "--label", "tier", "--rollback")
    assert back.stdout == "In use at once: what ships.\n"
    assert shopmate(home, "train", "profile", "--label", "tier", "--rollback").returncode == 2


@needs_training
def test_what_is_wrong_with_a_list_of_labels_is_said(home: Path) -> None:
    done = shopmate(home, "train", "profile", str(home / "tiers.csv"))
    assert done.returncode == 2
    assert "no column label or age_group or gender" in " ".join(done.stderr.split())
    assert shopmate(home, "train", "profile").returncode == 2


@needs_training
def test_a_shop_that_nobody_came_back_to_is_told_so(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path))
    try:
        store.apply(CatalogChange(products=[Product("p", "Mug", "USD", (Variant("v", 900, 3),))]))
    finally:
        store.close()
    done = shopmate(tmp_path, "train", "order")
    assert done.returncode == 2
    assert "it takes 30" in " ".join(done.stderr.split())
    done = shopmate(tmp_path, "train", "encoder")
    assert done.returncode == 2
    assert "0 wishes with what they meant were found; at least 100" in " ".join(done.stderr.split())
    assert "what ships is in use" in shopmate(tmp_path, "train", "encoder", "--rollback").stderr
