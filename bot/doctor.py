"""What an installation needs, checked one by one; each finding says how to mend it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.ports import PortTakenError, check_free
from bot.rasa_process import rasa_python
from bot.repairs import damages
from bot.training import is_trained, model_file
from catalog.demo.moved import FOLDER as DEMO
from catalog.settings import ROOT, Settings, models_folder, own_config

if TYPE_CHECKING:
    from catalog.store import Store

LOCKS = ROOT / "bot" / "setup"


@dataclass(frozen=True)
class Finding:
    """One check: `mend` is "" when all is well; a warning does not make the installation unfit."""

    what: str
    found: str
    mend: str = ""
    warning: bool = False

    @property
    def is_wrong(self) -> bool:
        return bool(self.mend) and not self.warning


def examine(settings: Settings, *, port: int, rasa_port: int) -> Iterator[Finding]:
    """Every finding, in the order in which things are needed."""
    yield python()
    yield app_packages()
    yield rasa_packages()
    yield models(settings)
    yield home(settings)
    yield own_settings(settings)
    yield from damaged(settings)
    yield from database(settings)
    yield dialogue(settings)
    yield demo_shop()
    yield free_port("web port", port, "PORT")
    yield free_port("Rasa's port", rasa_port, "RASA_PORT")


def python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("Python of the app", found, "" if fits else "Use Python 3.11, 3.12 or 3.13: 'make setup' finds one.")


def app_packages() -> Finding:
    installed = {_plain(entry.name): entry.version for entry in metadata.distributions()}
    return _compare("packages of the app", LOCKS / "app.lock", installed)


def rasa_packages() -> Finding:
    """Asks Rasa's Python for its version and its packages: it can't be imported here."""
    what, runner = "Rasa's environment", rasa_python()
    if not runner.exists():
        return Finding(what, f"{runner} is missing", "Run 'make setup'; RASA_PYTHON names a Python 3.10.")
    script = (
        "import sys; from importlib import metadata; print(*sys.version_info[:2], sep='.'); "
        "[print(d.metadata['Name'], d.version) for d in metadata.distributions()]"
    )
    ran = subprocess.run([str(runner), "-c", script], capture_output=True, text=True, check=False)
    version, *rows = ran.stdout.splitlines() or [""]
    if version != "3.10":
        return Finding(what, f"Python {version or 'does not run'}", "Remove .venv-rasa and run 'make setup'.")
    installed = {_plain(name): number for name, _, number in (row.rpartition(" ") for row in rows)}
    return _compare(f"{what} (Python {version})", LOCKS / "rasa.lock", installed)


def models(settings: Settings) -> Finding:
    from bot.models.missing import chosen_encoders, missing

    try:
        lacking = missing(models_folder(), chosen_encoders(settings))
    except Exception as error:
        return Finding("models", str(error), "See the message; then run 'make setup', which prepares the models.")
    if lacking:
        return Finding("models", f"missing: {', '.join(lacking)}", "Run 'make setup': it prepares the models.")
    return Finding("models", f"all prepared in {models_folder()}")


def home(settings: Settings) -> Finding:
    folder = settings.home
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if os.access(nearest, os.W_OK):
        return Finding("home", f"{folder}{'' if folder.exists() else ' (made at the first start)'}")
    return Finding("home", f"{nearest} can't be written", "Set SHOPMATE_HOME to a folder that you may write.")


def own_settings(settings: Settings) -> Finding:
    """Which files the settings were read from; that they can be meant was checked when they were read."""
    alone, own = os.environ.get("SHOPMATE_CONFIG"), own_config(settings.home)
    if alone:
        unread = f"; {own} is not read" if own.exists() and own.resolve() != Path(alone).resolve() else ""
        return Finding("settings", f"{alone} alone (SHOPMATE_CONFIG){unread}")
    if not own.exists():
        mend = f"Write what is yours into {own}: a shop section with name, currency, mail …; see config.yml."
        return Finding("settings", "as shipped", mend, warning=True)
    others = sorted((yaml.safe_load(own.read_text(encoding="utf-8")) or {}).keys() - {"shop"})
    if others:
        return Finding("settings", f"{own}", f"Only its shop section is read, not {', '.join(others)}.", warning=True)
    return Finding("settings", f"{own} over the shipped ones")


def damaged(settings: Settings) -> Iterator[Finding]:
    """Files that the next start of the service will mend."""
    for damage in damages(settings.home):
        what, _, does = damage.told.partition(": ")
        yield Finding("files of the home", what, f"The next start of the service mends it: {does}")


def database(settings: Settings) -> Iterator[Finding]:
    from catalog.store import StoreError, open_store

    if not settings.database and not (settings.home / "shop.db").exists():
        yield Finding("database", "none yet: the first start makes it and imports the demo shop")
        return
    try:
        store = open_store(settings)
    except StoreError as error:
        yield Finding("database", str(error), "See the message; shop.database in config.yml names the database.")
        return
    try:
        yield Finding("database", f"up to date, {len(store.product_ids())} products")
        yield from shop_facts(settings, store)
    finally:
        store.close()


def shop_facts(settings: Settings, store: Store) -> Iterator[Finding]:
    """Whether the shop is the merchant's own, and what shoppers will stumble over."""
    from catalog.demo.left import demo_left
    from catalog.health import examine as look_over
    from catalog.photos.kinds import SeenKinds

    left, products = demo_left(store), len(store.product_ids())
    if left and len(left.products) < products:
        yield Finding("demo data", f"beside your own: {left}", "Run 'shopmate empty --demo'.", warning=True)
    else:
        yield Finding("demo data", f"the demo shop: {left}" if left else "none")
    if not left and settings.name == Settings.name:
        yield Finding("name", "not set", f"Set shop.name in {own_config(settings.home)}.", warning=True)
    if store.faq():
        yield Finding("FAQ", f"{len(store.faq())} entries")
    else:
        yield Finding("FAQ", "empty", "Run 'shopmate faq import FILE' or 'shopmate faq add'.", warning=True)
    symptoms = look_over(store, settings.images, SeenKinds.read(settings.index))
    for one in symptoms:
        yield Finding("catalogue", one.text(), "'shopmate health --json' lists them.", warning=True)
    if not symptoms:
        yield Finding("catalogue", "every product has a price, a picture and stock")


def dialogue(settings: Settings) -> Finding:
    if is_trained(settings.home):
        return Finding("dialogue model", "trained, and nothing it is made from changed")
    state = "older than its data" if model_file(settings.home).exists() else "none yet"
    mend = "The next start trains it (about a minute); 'shopmate train dialogue' does it now."
    return Finding("dialogue model", state, mend, warning=True)


def demo_shop() -> Finding:
    pictures = list((DEMO / "images").glob("*"))
    if (DEMO / "products.jsonl").exists() and pictures:
        return Finding("demo shop", f"{len(pictures)} pictures")
    return Finding("demo shop", f"{DEMO} is not whole", "Get the files of catalog/demo back from the repository.")


def free_port(what: str, port: int, variable: str) -> Finding:
    try:
        check_free(port, variable)
    except PortTakenError as error:
        return Finding(what, f"{port} is in use", f"{error} A shop that is running now is no fault.", warning=True)
    return Finding(what, f"{port} is free")


def _compare(what: str, lock: Path, installed: dict[str, str]) -> Finding:
    """Every pinned package against the installed ones."""
    wanted = dict(_pins(lock))
    off = [f"{name} {installed.get(name, 'missing')} (pinned {pin})" for name, pin in wanted.items()]
    off = [text for text, (name, pin) in zip(off, wanted.items(), strict=True) if installed.get(name) != pin]
    if not wanted:
        return Finding(what, f"{lock.name} pins nothing", "Get bot/setup back from the repository.")
    if off:
        more = f" and {len(off) - 5} more" if len(off) > 5 else ""
        return Finding(what, f"not as pinned: {', '.join(off[:5])}{more}", "Run 'make setup'.")
    return Finding(what, f"{len(wanted)} packages as pinned")


def _pins(lock: Path) -> Iterator[tuple[str, str]]:
    for line in lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []:
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;#]+)", line)
        if match:
            yield _plain(match[1]), match[2]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
