"""Whether anything that may arrive makes the shop crash, fall silent, hang or grow: `python -m benchmarks.fuzz`.

Four parts: `messages` (talks with the actions in this process, over the demo shop), `service` (talks with the whole
service over HTTP), `pictures` (through the processes that read photos) and `feeds` (each imported as a trial). Every
try is drawn from the seed and its own number: `--part pictures --first 4711 --count 1` repeats one, and a run that
was interrupted goes on with `--first`. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

from benchmarks.mutations import feed, message, picture
from benchmarks.processes import ROOT, fresh_home, resident_megabytes, shopmate
from bot.first_shop import fill_empty_home
from bot.gateway.errors import ApiError
from bot.gateway.rasa import APOLOGY
from bot.gateway.texts import clean_text, without_command
from catalog.feeds import import_feed
from catalog.settings import Settings, load_settings
from catalog.shop import Shop, open_shop
from catalog.store import open_store
from tests.actions.talk import Said, Talk
from vision.image import UnusableImageError
from vision.reader import ImageReader

#: Nothing may take longer, in seconds. On a busy machine what took longer is tried twice again: a hang stays one.
LONGEST_SECONDS = 2.0
#: What the memory may grow by after the first fifth of the tries.
MOST_GROWTH_MEGABYTES = 100
TURNS_A_TALK = 10
#: Tries of each part: messages, messages, pictures, rows of feeds.
COUNTS = {"messages": 20_000, "service": 2_000, "pictures": 20_000, "feeds": 20_000}

#: One try: whatever it raises is a crash. Returns: how it ended, in a word; "silence" is a fault.
Try = Callable[[], str]
#: (number of the unit, how many it counts, the try)
Tries = Iterator[tuple[int, int, Try]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=COUNTS, action="append", help="one or more; all of them otherwise")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--first", type=int, default=0, help="number of the first talk, picture or feed")
    parser.add_argument("--count", type=int, help="tries of each part")
    arguments = parser.parse_args()
    found: dict[str, Any] = {}
    for part in arguments.part or COUNTS:
        count = arguments.count or COUNTS[part]
        found[part] = PARTS[part](arguments.seed, arguments.first, count)
    found |= {"seed": arguments.seed, "load_average": round(os.getloadavg()[0], 1)}
    print(json.dumps(found))
    return 0 if all(found[part]["sound"] for part in arguments.part or COUNTS) else 1


def messages(seed: int, first: int, count: int) -> dict[str, Any]:
    """Talks with the actions; the seconds are those of the processor."""
    with tempfile.TemporaryDirectory() as home:
        shop = _demo_shop(Path(home))
        tries = _talks(shop, seed, first)
        try:
            return measure("messages", tries, count, clock=time.process_time, process=psutil.Process())
        finally:
            shop.close()


def service(seed: int, first: int, count: int) -> dict[str, Any]:
    """The same talks over HTTP, through Rasa; the seconds are those of the clock on the wall."""
    with shopmate(fresh_home()) as (address, process), httpx.Client(base_url=address, timeout=60) as web:
        products = web.get("/api/products?limit=100").json()["products"]
        tries = _visits(web, [product["title"] for product in products], seed, first)
        return measure("service", tries, count, clock=time.monotonic, process=process)


def pictures(seed: int, first: int, count: int) -> dict[str, Any]:
    reader = ImageReader(1)

    def look(number: int) -> str:
        try:
            reader.read(picture(_dice(seed, "pictures", number)))
        except UnusableImageError as error:
            return "ended by force" if "safe means" in str(error) else "refused"
        return "read"

    try:
        tries = ((number, 1, lambda number=number: look(number)) for number in itertools.count(first))
        return measure("pictures", tries, count, clock=time.monotonic, process=psutil.Process())
    finally:
        reader.close()


def feeds(seed: int, first: int, count: int) -> dict[str, Any]:
    """Feeds of a few rows, counted by rows; each is read as `shopmate import --dry-run` does."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        store = open_store(settings)

        def take_in(name: str, content: bytes) -> str:
            path = Path(folder) / name
            path.write_bytes(content)
            report = import_feed(store, settings, path, dry_run=True)
            return f"exit {report.exit_code}" if report.text() else "silence"

        def tries() -> Tries:
            for number in itertools.count(first):
                name, content, rows = feed(_dice(seed, "feeds", number))
                yield number, rows, lambda name=name, content=content: take_in(name, content)

        try:
            return measure("feeds", tries(), count, clock=time.process_time, process=psutil.Process())
        finally:
            store.close()


def measure(
    part: str, tries: Tries, count: int, *, clock: Callable[[], float], process: psutil.Process
) -> dict[str, Any]:
    """Tries until `count` is reached.

    Returns: tried, ends (how many ended how), crashes, silences and hangs (numbers of units with what was wrong),
        slowest_ms, megabytes (resident with all children, after a fifth of the tries), growth_mb, sound.
    """
    ends, faults = Counter[str](), {"crashes": list[str](), "silences": list[str](), "hangs": list[str]()}
    tried, slowest, early, started = 0, 0.0, 0.0, time.monotonic()
    while tried < count:
        number, units, attempt = next(tries)
        end, spent = _patiently(attempt, clock)
        kind = {"crash": "crashes", "silence": "silences"}.get(end.partition(":")[0])
        if kind or spent > LONGEST_SECONDS:
            faults[kind or "hangs"].append(f"{number}: {end} in {spent:.2f} s")
        ends[end.partition(":")[0]] += 1
        before, tried, slowest = tried, tried + units, max(slowest, spent)
        if tried // 1000 > before // 1000:
            early = early if early and tried > count // 5 else resident_megabytes(process)
            _say(f"{part}: {tried} of {count} after {time.monotonic() - started:.0f} s, number {number}, {dict(ends)}")
    growth = resident_megabytes(process) - early if early else 0.0
    sound = not any(faults.values()) and growth <= MOST_GROWTH_MEGABYTES
    figures = {"slowest_ms": round(slowest * 1000), "megabytes": round(early), "growth_mb": round(growth)}
    return {"tried": tried, "ends": dict(ends), **faults, **figures, "sound": sound}


def _patiently(attempt: Try, clock: Callable[[], float]) -> tuple[str, float]:
    """How it ended, and its shortest time of up to three when the first was too long."""
    end, spent = _once(attempt, clock)
    for _ in range(2):
        if spent <= LONGEST_SECONDS or end.startswith("crash"):
            break
        end, again = _once(attempt, clock)
        spent = min(spent, again)
    return end, spent


def _once(attempt: Try, clock: Callable[[], float]) -> tuple[str, float]:
    started = clock()
    try:
        end = attempt()
    except Exception as error:
        end = f"crash: {type(error).__name__}: {error}"[:300]
    return end, clock() - started


def _talks(shop: Shop, seed: int, first: int) -> Tries:
    domain = yaml.safe_load((ROOT / "bot" / "dialogue" / "domain.yml").read_text(encoding="utf-8"))
    # A photo's turn needs a photo; acts are named "intent+act".
    heard = sorted({str(name).partition("+")[0] for name in domain["intents"]} - {"search_by_photo"})
    names, longest = _names(shop), shop.settings.service.message_characters
    for number in itertools.count(first):
        dice, talk = _dice(seed, "messages", number), Talk(shop)
        state: dict[str, Any] = {"chips": [], "ids": ["none"]}
        for _ in range(TURNS_A_TALK):
            text, intent = message(dice, names, longest), dice.choice((*heard, "refine_search", "search_product"))
            more = {"page": dice.choice(state["ids"])} if dice.random() < 0.1 else {}
            if state["chips"] and dice.random() < 0.1:
                more["remove"] = dice.choice(state["chips"])
            yield (
                number,
                1,
                lambda talk=talk, text=text, intent=intent, more=more, state=state: _turn(
                    talk, text, intent, more, state
                ),
            )


def _turn(talk: Talk, text: str, intent: str, more: dict[str, Any], state: dict[str, Any]) -> str:
    try:
        text = without_command(clean_text(text, limit=talk.shop.settings.service.message_characters))
    except ApiError as error:
        return f"refused {error.status_code}"
    said: Said = talk.say(text, intent, **more) if talk.next_action != "person_form" else talk.leave(text)
    state["ids"] = said.ids or state["ids"]
    state["chips"] = [chip["id"] for chip in said.wish or ()]
    if said.error:
        raise RuntimeError(f"answered with the error {said.error!r}")
    return "answered" if said.text.strip() or said.cards or talk.next_action else f"silence: {text!r}"


def _visits(web: httpx.Client, names: list[str], seed: int, first: int) -> Tries:
    for number in itertools.count(first):
        dice = _dice(seed, "messages", number)
        token = web.post("/api/sessions").raise_for_status().json()["token"]
        for _ in range(TURNS_A_TALK):
            text = message(dice, names, 1000)
            yield number, 1, lambda text=text, token=token: _visit(web, token, text)


def _visit(web: httpx.Client, token: str, text: str) -> str:
    body = json.dumps({"text": text})  # halves of characters too, as \ud800
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = web.post("/api/messages", content=body, headers=headers)
    if answer.status_code != 200:
        told = answer.json()["error"]["message"]
        return f"refused {answer.status_code}" if answer.status_code in (401, 413, 422) and told else f"crash: {told}"
    said = answer.json()["messages"]
    if any(one["text"] == APOLOGY for one in said):
        return f"crash: an apology to {text!r}"
    return "answered" if said and all(one["text"].strip() for one in said) else f"silence: {text!r}"


def _names(shop: Shop) -> list[str]:
    products = list(shop.catalogue.products.values())
    found = {word for product in products for word in (product.title, product.brand, *product.categories)}
    found |= {word for product in products for one in product.variants for word in (one.size, one.colour)}
    return sorted(word for word in found if word)


def _demo_shop(home: Path) -> Shop:
    settings = load_settings(environ={"SHOPMATE_HOME": str(home)})
    fill_empty_home(settings, _say)
    return open_shop(settings)


def _dice(seed: int, part: str, number: int) -> random.Random:
    return random.Random(f"{seed}:{part}:{number}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


PARTS = {"messages": messages, "service": service, "pictures": pictures, "feeds": feeds}

if __name__ == "__main__":
    sys.exit(main())
