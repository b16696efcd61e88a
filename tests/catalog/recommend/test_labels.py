"""Labels of customers: read from files, learnt where there is something to learn, served as they were trained."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.products import Product, Variant
from catalog.recommend.history import History
from catalog.recommend.labels import Deed, LabelModel, LabelModelError
from catalog.records import Event
from catalog.trained import Trained
from tests.training import needs_training

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KINDS = [f"kind{number}" for number in range(10)]


def deeds(kinds: Sequence[str]) -> list[Deed]:
    return [Deed(f"of {kind}", ("All", kind), NOW + timedelta(days=day)) for day, kind in enumerate(kinds)]


def crowd(number: int, seed: int = 0) -> Any:
    """Half turn to the first kinds more often, half to the last."""
    from catalog.recommend.training.people import People

    chance, rows, labels = np.random.default_rng(seed), [], []
    for each in range(number):
        favours = np.array([3.0] * 5 + [1.0] * 5) if each % 2 else np.array([1.0] * 5 + [3.0] * 5)
        rows.append(deeds([KINDS[place] for place in chance.choice(10, 8, p=favours / favours.sum())]))
        labels.append("young" if each % 2 else "old")
    return People(rows, labels, "age_group")


def fitted(people: Any, **changes: Any) -> LabelModel:
    from catalog.recommend.training.labels import LabelTraining, fit_labels

    return fit_labels(people, LabelTraining(dimension=8, epochs=2, **changes))


@needs_training
@pytest.mark.parametrize("encoder", ["gru", "attention"])
def test_what_is_there_is_learnt_and_kept_in_a_file(encoder: str, tmp_path: Path) -> None:
    from catalog.recommend.training.label_evaluation import told_by

    model = fitted(crowd(400), encoder=encoder)
    unseen = crowd(200, seed=1)
    right = np.mean([one == other for one, other in zip(told_by(model, unseen), unseen.labels, strict=True)])
    assert right > 0.75
    model.save(tmp_path)
    again = LabelModel.read(tmp_path)
    np.testing.assert_allclose(again.chances(unseen.deeds[0]), model.chances(unseen.deeds[0]))
    guess = again.guess(deeds(["kind0", "kind0", "kind1", "kind9"]))
    assert guess
    assert guess.value == "young"
    assert guess.confidence > 0.5
    assert "kind9" not in guess.evidence
    assert again.guess(deeds(["kind0"])) is None


@needs_training
@pytest.mark.parametrize("encoder", ["gru", "attention"])
def test_numpy_tells_what_torch_does(encoder: str) -> None:
    import torch

    from catalog.recommend.training.labels import LabelTraining, _Network, _padded, _read, _served

    class Nothing:
        coef_, intercept_ = np.zeros((3, 4)), np.zeros(3)

    torch.manual_seed(0)
    signs = {sign: place for place, sign in enumerate(("kind All", "kind kind1", "kind kind2", "product of kind1"))}
    how: Any = LabelTraining(encoder=encoder, dimension=8)  # type: ignore[arg-type]
    network, nothing = _Network(4, np.array([9, 3, 1]), how).eval(), Nothing()
    model = _served("x", ("a", "b", "c"), signs, network, nothing, 1.0, np.zeros(3), how)  # type: ignore[arg-type]
    row = deeds(["kind1", "kind2", "kind7", "kind1"])
    with torch.inference_mode():
        wanted = network(*_padded([_read(row, signs), [[0]]], 4))[0].softmax(0).numpy()
    np.testing.assert_allclose(model.chances(row), wanted, atol=1e-5)


@needs_training
def test_files_are_read_and_what_is_wrong_is_named(tmp_path: Path) -> None:
    from catalog.recommend.training.people import PeopleError, read_labels, read_people

    rows = "transaction_dt,customer_id,age_group,product_subclass,product_id\n"
    rows += "12/1/2000,b,<25,110411,x\n11/2/2000,b,<25,Tea/Green,y\n1/5/2001,a,>65,7,x\n"
    (tmp_path / "people.csv.gz").write_bytes(gzip.compress(rows.encode()))
    people = read_people(tmp_path / "people.csv.gz")
    assert (people.label, people.labels) == ("age_group", [">65", "<25"])
    assert [deed.kinds for deed in people.deeds[1]] == [("Tea", "Green"), ("11", "1104", "110411")]
    (tmp_path / "two.csv").write_text(rows + "1/6/2001,a,<25,7,x\n")
    with pytest.raises(PeopleError, match="line 5: customer a is >65 and <25"):
        read_people(tmp_path / "two.csv")
    (tmp_path / "list.csv").write_text("customer_id,tier\n1,gold\n2,\n")
    assert read_labels(tmp_path / "list.csv", "tier") == ("tier", {"1": "gold"})
    with pytest.raises(PeopleError, match="no column label or age_group or gender; it has customer_id, tier"):
        read_labels(tmp_path / "list.csv")


@needs_training
def test_the_report_names_every_class_and_what_is_to_be_beaten(tmp_path: Path) -> None:
    from catalog.recommend.training.label_evaluation import evaluate_profile
    from catalog.recommend.training.labels import LabelTraining

    people, lines = crowd(200), ["customer_id,product_id,category,date,label"]
    for number, (row, label) in enumerate(zip(people.deeds, people.labels, strict=True)):
        lines += [f"{number},{deed.product},{'/'.join(deed.kinds)},{deed.at:%Y-%m-%d},{label}" for deed in row]
    (tmp_path / "people.csv").write_text("\n".join(lines))
    report = evaluate_profile(tmp_path / "people.csv", training=LabelTraining(dimension=8, epochs=1))
    assert report["asked"] == 40
    assert report["accuracy"] > report["commonest_accuracy"]
    assert set(report["classes"]) == {"young", "old"}
    assert report["bag_of_categories_macro_f1"] > 0.5


@needs_training
def test_a_shop_keeps_a_model_only_where_it_tells_unseen_customers_better(tmp_path: Path) -> None:
    from catalog.recommend.training.label_shop import people_in, train_profile
    from catalog.recommend.training.labels import LabelTraining
    from catalog.recommend.training.people import PeopleError

    people, products, done = crowd(300), {}, {}
    for number, row in enumerate(people.deeds):
        events = [Event("view", customer_id=f"c{number}", product_id=deed.product, at=deed.at) for deed in row]
        done[f"c{number}"] = History(events, NOW + timedelta(days=9), learns=number != 7)
        for deed in row:
            kinds = ("/".join(deed.kinds),)
            products[deed.product] = Product(deed.product, "", "USD", (Variant("v", 1, 1),), categories=kinds)
    values = {f"c{number}": value for number, value in enumerate(people.labels)}
    learnt, asked = people_in("tier", values, done.get, products)
    assert len(learnt.labels) + len(asked.labels) == 299
    how, versions = LabelTraining(dimension=8, epochs=1), Trained(tmp_path, "profile-tier")
    first = train_profile(learnt, asked, versions, how)
    assert first.adopted
    assert train_profile(learnt, asked, versions, how).adopted is None
    with pytest.raises(PeopleError, match="it takes 100"):
        people_in("tier", dict(list(values.items())[:20]), done.get, products)


def test_a_spoilt_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LabelModelError, match="shopmate train profile"):
        LabelModel.read(tmp_path)
