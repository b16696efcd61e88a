"""A shop of one's own: nothing of the demo in it, its settings in its home, its feeds pulled by themselves."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.doctor import own_settings, shop_facts
from bot.feed_pulling import FeedPuller
from bot.gateway.demo import demo_customers
from catalog.demo.left import demo_left
from catalog.demo.moved import FOLDER as DEMO
from catalog.feeds import import_feed
from catalog.products import FaqEntry
from catalog.records import Customer, Event, Session, Turn, now
from catalog.settings import FeedSource, Settings, load_settings
from catalog.store import Store, open_store
from tests.catalog.pictures.picture_server import served

FEED = "id,title,price,currency,stock,categories\nmug,Stone Mug,12.00,EUR,5,Home/Kitchen\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("SHOPMATE_HOME", str(folder))
    monkeypatch.delenv("SHOPMATE_CONFIG", raising=False)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(FEED)
    return path


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=home))
    yield opened
    opened.close()


def shopmate(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(app, list(arguments), **more)


@pytest.fixture
def demo(store: Store, tmp_path: Path) -> Store:
    """A part of the demo, imported, talked to, and with an entry of the merchant's own in its FAQ."""
    folder = tmp_path / "part"
    folder.mkdir()
    for name, count in {"products": 4, "faq": 3, "customers": 2}.items():
        rows = (DEMO / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:count]
        (folder / f"{name}.jsonl").write_text("\n".join(rows) + "\n")
    assert shopmate("import", str(folder), "--yes").exit_code == 0
    store.save_faq(FaqEntry("ours", "Do you repair?", "Yes.", (), ""))
    store.save_session("hash", Session("talk", "C0001", now(), now(), now()))
    store.append_turns("talk", [Turn("customer", "hello")])
    store.record([Event("view", "talk", "C0001", "petra-top-handle-bag")])
    return store


def test_the_first_own_import_asks_to_clear_the_demo_and_without_an_answer_does_nothing(demo: Store, own: Path) -> None:
    done = shopmate("import", str(own))
    assert done.exit_code == 2
    assert "demo shop (4 products, 3 FAQ entries, 2 customers)" in done.output
    assert "--yes" in done.output
    assert len(demo.product_ids()) == 4


def test_cleared_nothing_of_the_demo_is_left_and_the_merchant_s_own_stays(demo: Store, own: Path, home: Path) -> None:
    done = shopmate("import", str(own), "--yes")
    assert done.exit_code == 0, done.output
    assert "demo shop is cleared" in done.output
    assert demo.product_ids() == {"mug"}
    assert [entry.id for entry in demo.faq()] == ["ours"]
    assert not demo.customers()
    assert not demo.events()
    assert not demo.turns("talk")
    assert not demo.conversations()
    assert demo.currency() == "EUR"
    assert not list((home / "images").glob("*.webp")) if (home / "images").exists() else True
    assert not demo_left(demo)


def test_a_feed_that_cannot_be_used_leaves_the_demo_as_it_was(demo: Store, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name,stock\nMug,3\n")
    assert shopmate("import", str(bad), "--yes").exit_code == 2
    assert len(demo.product_ids()) == 4
    assert len(demo.faq()) == 4


def test_an_import_that_is_broken_off_leaves_the_demo_as_it_was(demo: Store, home: Path, own: Path) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    before = demo_left(demo), demo.turns("talk"), len(demo.events())
    with pytest.raises(KeyboardInterrupt):
        import_feed(demo, Settings(home=home), own, progress=broken_off, instead_of=demo_left(demo))
    assert (demo_left(demo), demo.turns("talk"), len(demo.events())) == before


def test_a_running_service_lets_go_of_the_demo_whatever_the_own_import_brings(demo: Store, tmp_path: Path) -> None:
    folder, before = tmp_path / "words", demo.goods_revision()
    folder.mkdir()
    row = {"id": "till-when", "question": "Till when are you open?", "answer": "Till six."}
    (folder / "faq.jsonl").write_text(json.dumps(row) + "\n")
    assert shopmate("import", str(folder), "--yes").exit_code == 0
    assert not demo.product_ids()
    assert demo.goods_revision() > before


def test_what_the_merchant_changed_is_the_merchant_s(demo: Store) -> None:
    entry = next(entry for entry in demo.faq() if entry.id != "ours")
    demo.save_faq(FaqEntry(entry.id, entry.question, "Our own answer.", (), ""))
    demo.save_customer(Customer("C0002", "Someone", "someone@shop.example"))
    left = demo_left(demo)
    assert entry.id not in left.faq
    assert "C0002" not in left.customers


def test_imported_beside_the_demo_only_the_demo_can_be_taken_out(demo: Store, tmp_path: Path) -> None:
    beside = tmp_path / "beside.csv"
    beside.write_text(FEED.replace("EUR", "USD"))
    assert shopmate("import", str(beside), "--keep-demo").exit_code == 0
    assert len(demo.product_ids()) == 5
    findings = {finding.what: finding for finding in shop_facts(Settings(home=tmp_path / "home"), demo)}
    assert "empty --demo" in findings["demo data"].mend
    assert shopmate("empty", "--demo", "--yes").exit_code == 0
    assert demo.product_ids() == {"mug"}


def test_empty_takes_everything_and_asks_first(demo: Store, home: Path) -> None:
    assert shopmate("empty", input="n\n").exit_code == 1
    assert demo.product_ids()
    revision = demo.revision()
    assert shopmate("empty", "--yes").exit_code == 0
    assert not demo.product_ids()
    assert not demo.faq()
    assert not demo.customers()
    assert demo.revision() > revision


def test_no_one_can_log_in_as_the_demo_s_people_in_a_shop_of_one_s_own(demo: Store, own: Path) -> None:
    from bot.gateway.customers import CustomerTokens

    tokens = CustomerTokens({"k": "k" * 40}, "Shop")
    assert demo_customers(demo, tokens)
    shopmate("import", str(own), "--yes")
    assert demo_customers(demo, tokens) == []


def test_the_demo_s_name_is_not_that_of_a_merchant_who_set_none(home: Path) -> None:
    home.mkdir()
    assert Settings(home=home).shown_name == "our shop"
    assert Settings(home=home, name="Hof Laden").shown_name == "Hof Laden"
    (home / "demo").touch()
    assert Settings(home=home).shown_name == "Shopmate demo shop"


def test_a_shop_s_own_section_is_laid_over_the_shipped_file(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "config.yml").write_text(
        "shop:\n  name: Hof\n  search: {limit: 3}\n  feeds: [{source: f.csv, every: 6h}]\n"
    )
    environ = {"SHOPMATE_HOME": str(home)}
    settings = load_settings(environ=environ)
    assert (settings.name, settings.search.limit, settings.search.encoder) == ("Hof", 3, "minilm")
    assert settings.feeds == (FeedSource("f.csv", "6h", replace=False),)
    alone = tmp_path / "alone.yml"
    alone.write_text("shop: {name: Alone}\n")
    assert load_settings(environ={**environ, "SHOPMATE_CONFIG": str(alone)}).search.limit == 6
    assert "over the shipped" in own_settings(settings).found


def test_a_due_feed_is_pulled_and_one_that_is_not_is_left(home: Path, own: Path, store: Store) -> None:
    said: list[str] = []
    settings = Settings(home=home, feeds=(FeedSource(str(own), "6h"),))
    puller = FeedPuller(settings, said.append)
    puller.pull_due()
    assert store.product_ids() == {"mug"}, said
    own.write_text(FEED.replace("mug,", "cup,"))
    puller.pull_due()
    assert store.product_ids() == {"mug"}
    (noted,) = (home / "feeds").glob("*-pulled.json")
    noted.write_text(json.dumps({"at": time.time() - 7 * 3600}))
    puller.pull_due()
    assert store.product_ids() == {"mug", "cup"}


def test_a_feed_at_an_address_is_fetched_once_and_again_only_when_it_changed(home: Path, store: Store) -> None:
    with served() as server:
        server.files["/feed.csv"] = FEED.encode()
        address = server.address("feed.csv")
        assert shopmate("import", address).exit_code == 0
        assert store.product_ids() == {"mug"}
        said: list[str] = []
        puller = FeedPuller(Settings(home=home, feeds=(FeedSource(address, "1d"),)), said.append)
        puller.pull_due()
        assert not said  # the server says that it did not change
        assert server.headers_seen["/feed.csv"]["If-None-Match"]
        assert shopmate("import", server.address("none.csv")).exit_code == 2


def test_a_feed_that_fails_is_told_and_changes_nothing(home: Path, store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    FeedPuller(Settings(home=home, feeds=(FeedSource(str(tmp_path / "none.csv")),)), said.append).pull_due()
    assert "does not exist" in said[0]


def test_ctrl_c_leaves_nothing_half_done_and_says_so(home: Path, tmp_path: Path) -> None:
    import signal
    import subprocess

    big = tmp_path / "big.csv"
    rows = (f"p{number},Mug {number},12.00,EUR,5,Home\n" for number in range(60_000))
    big.write_text(FEED.splitlines()[0] + "\n" + "".join(rows))
    command = [sys.executable, "-m", "bot.cli", "import", str(big)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    deadline = time.monotonic() + 60
    while not (home / "shop.db").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Nothing was imported" in told
    opened = open_store(Settings(home=home))
    assert not opened.product_ids()
    opened.close()
