"""The command line: exit codes, JSON as the last line, and errors that say what to do."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.conversations import conversations_file, forget_conversations
from bot.doctor import examine, free_port
from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys, first_merchant_key, is_merchant_key
from bot.ports import listen
from bot.service import HomeTakenError, only_service_of
from catalog.records import Customer, Event, Session, Turn, now
from catalog.settings import ROOT, Settings
from catalog.store import open_store

FEED = "id,title,price,currency,sku,stock,categories\nmug,Stone Mug,12.00,USD,mug-1,5,Home/Kitchen\n"


def shopmate(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    known = {**os.environ, "SHOPMATE_HOME": str(home), **environment}
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def test_help_lists_every_command(tmp_path: Path) -> None:
    told = shopmate(tmp_path, "--help").stdout
    for name in ("run", "import", "chat", "train", "eval", "doctor", "export-customer", "erase-customer"):
        assert name in told


def test_a_feed_is_imported_and_its_report_written(tmp_path: Path) -> None:
    feed = tmp_path / "products.csv"
    feed.write_text(FEED)
    done = shopmate(tmp_path / "home", "import", str(feed), "--report", str(tmp_path / "report.json"))
    assert done.returncode == 0, done.stderr
    assert "products: 1 added" in done.stdout
    assert json.loads((tmp_path / "report.json").read_text())["counts"]["products"]["added"] == 1


def test_some_refused_rows_end_with_three_and_nothing_usable_with_two(tmp_path: Path) -> None:
    feed = tmp_path / "products.csv"
    feed.write_text(FEED + "cup,Cup,free,USD,cup-1,5,Home\n")
    refused = shopmate(tmp_path / "home", "import", str(feed))
    assert refused.returncode == 3
    assert "line 3" in refused.stdout
    feed.write_text("nonsense")
    assert shopmate(tmp_path / "home", "import", str(feed)).returncode == 2
    assert shopmate(tmp_path / "home", "import", str(tmp_path / "none.csv")).returncode == 2


def test_an_unknown_setting_is_told_without_a_traceback(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("shop:\n  nmae: x\n")
    failed = shopmate(tmp_path, "run", SHOPMATE_CONFIG=str(config))
    assert failed.returncode == 1
    assert "unknown setting shop.nmae" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_port_in_use_is_told_without_a_traceback(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0, "PORT") as taken:
        port = taken.getsockname()[1]
        failed = shopmate(tmp_path, "run", PORT=str(port))
    assert failed.returncode == 1
    assert f"Port {port}" in failed.stderr
    assert "PORT=" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_one_home_is_served_once(tmp_path: Path) -> None:
    with only_service_of(tmp_path), pytest.raises(HomeTakenError, match="SHOPMATE_HOME"), only_service_of(tmp_path):
        pass
    with only_service_of(tmp_path):
        pass


def test_the_doctor_ends_with_one_and_a_way_out_when_an_environment_is_missing(tmp_path: Path) -> None:
    examined = shopmate(tmp_path, "doctor", "--json", RASA_VENV=str(tmp_path / "none"))
    assert examined.returncode == 1
    found = json.loads(examined.stdout.splitlines()[-1])
    assert found["ok"] is False
    wrong = next(entry for entry in found["findings"] if entry["what"] == "Rasa's environment")
    assert "make setup" in wrong["mend"]


def test_the_doctor_looks_at_every_part(tmp_path: Path) -> None:
    findings = {finding.what: finding for finding in examine(Settings(home=tmp_path), port=1, rasa_port=1)}
    names = " ".join(findings)
    for part in (
        "Python",
        "packages of the app",
        "Rasa's environment",
        "models",
        "home",
        "database",
        "dialogue",
        "port",
    ):
        assert part in names
    assert findings["database"].found.startswith("none yet")
    assert not findings["home"].is_wrong


def test_a_running_service_is_no_fault_to_the_doctor() -> None:
    with listen("127.0.0.1", 0, "PORT") as taken:
        finding = free_port("web port", taken.getsockname()[1], "PORT")
    assert finding.mend
    assert not finding.is_wrong


def test_a_customer_can_be_exported_and_erased_from_every_table(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    store = open_store(settings)
    store.save_customer(Customer("ana", "Ana", "ana@example.com"))
    store.save_session("hash", Session("conversation", "ana", now(), now(), now()))
    store.append_turns("conversation", [Turn("customer", "my secret wish")])
    store.record([Event("view", "conversation", "ana", None, "shoes")])
    exported = shopmate(tmp_path, "export-customer", "ana")
    assert exported.returncode == 0
    assert "my secret wish" in exported.stdout
    assert "ana@example.com" in exported.stdout
    assert shopmate(tmp_path, "erase-customer", "ana", "--yes").returncode == 0
    assert not any(store.export_customer("ana").values())
    assert store.turns("conversation") == []
    assert shopmate(tmp_path, "erase-customer", "ana", "--yes").returncode == 1
    store.close()


def test_rasas_own_notes_of_a_conversation_are_forgotten_too(tmp_path: Path) -> None:
    import sqlite3

    forget_conversations(tmp_path, ["any"])  # before Rasa made its file
    with sqlite3.connect(conversations_file(tmp_path)) as file:
        file.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, conversation TEXT, data TEXT)")
        file.executemany("INSERT INTO events (conversation, data) VALUES (?, ?)", [("mine", "a"), ("other", "b")])
    forget_conversations(tmp_path, ["mine"])
    with sqlite3.connect(conversations_file(tmp_path)) as file:
        assert file.execute("SELECT conversation FROM events").fetchall() == [("other",)]


def test_the_merchants_key_is_shown_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    key = first_merchant_key(tmp_path)
    assert key is not None
    assert first_merchant_key(tmp_path) is None
    assert is_merchant_key(tmp_path, key)
    assert not is_merchant_key(tmp_path, key[:-1])
    kept = tmp_path / "merchant.key.sha256"
    assert key not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not is_merchant_key(tmp_path / "none", key)


def test_a_homes_own_key_signs_first_and_stays(tmp_path: Path) -> None:
    keys = customer_keys(tmp_path, {"SHOPMATE_CUSTOMER_KEYS": f"web:{'w' * 40}"})
    assert list(keys) == ["home", "web"]
    assert customer_keys(tmp_path, {})["home"] == keys["home"]
    assert stat.S_IMODE((tmp_path / "customer.key").stat().st_mode) == 0o600
    assert (
        CustomerTokens(keys, "Shop").proof(CustomerTokens(keys, "Shop").sign("ana", int(now().timestamp()))).customer
        == "ana"
    )
