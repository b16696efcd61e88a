"""What the shop concludes of a customer, seen, corrected, stopped, guessed, handed out and forgotten in the chat."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys
from bot.training import model_file
from catalog.settings import ROOT, load_settings
from catalog.store import open_store
from tests.dialogue.conftest import Customer
from tests.guesses import LABEL, young_by
from tests.service import RunningShop, Visitor, running_shop

pytestmark = pytest.mark.rasa

#: Customers of the demo, one for each test that changes what is known of them.
CHIARA, DAVID, EMMA = "C0003", "C0004", "C0005"
KNOWN = "what do you know about me"
Login = Callable[[str], tuple[Customer, Visitor]]


@pytest.fixture(scope="module")
def guessing(service: RunningShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A demo shop of its own, whose merchant allows an age group to be guessed."""
    home = tmp_path_factory.mktemp("guessing")
    trained = model_file(service.home).parent
    shutil.copytree(trained, home / trained.name)
    lines = (ROOT / "catalog" / "demo" / "products.jsonl").read_text(encoding="utf-8").splitlines()
    paths = {path for line in lines for path in json.loads(line)["categories"]}
    young_by("Headphones", sorted({path.split("/")[-1] for path in paths}), home)
    with running_shop(home, {"recommend": {"labels": [LABEL]}}) as shop:
        yield shop


@pytest.fixture
def login(guessing: RunningShop) -> Iterator[Login]:
    with ExitStack() as sessions:

        def opened(customer_id: str) -> tuple[Customer, Visitor]:
            visitor = sessions.enter_context(guessing.visitor())
            name = load_settings(environ=guessing.environment).name
            token = CustomerTokens(customer_keys(guessing.home), name).sign(customer_id, int(time.time()))
            visitor.open_session(token)
            return Customer(visitor), visitor

        yield opened


@pytest.fixture
def guest(guessing: RunningShop) -> Iterator[tuple[Customer, Visitor]]:
    with guessing.visitor() as visitor:
        yield Customer(visitor), visitor


def looked_at(customer: Customer, what: str) -> str:
    """The title of the first of what was searched, looked at a few times."""
    title = customer.say(what).titles[0]
    for _ in range(4):
        customer.say("tell me more about the first one")
        customer.say(what)
    return title


def test_what_is_known_is_told_with_how_sure_it_is_corrected_and_followed(login: Login) -> None:
    chiara, _ = login(CHIARA)
    told = chiara.say(KNOWN).text
    assert re.search(r"You turn to: \w+ \((sure|likely|perhaps): (bought|put in the cart|looked at) \d+", told)
    assert "Size: M in Clothing" in told
    assert "I keep that you wear L" in chiara.say("that's wrong, I wear L").text
    assert "Size: L (sure: you said so)" in chiara.say(KNOWN).text
    assert "L (sure: you said so)" in chiara.say("what size am I").text
    chiara.say("recommend me jackets in my size")
    assert chiara.products
    assert all(str(each["reason"]).endswith("in your size L") for each in chiara.products)
    assert all(str(each["variant"]).endswith("-l") for each in chiara.products)
    found = chiara.say("show me sweaters in my size")
    assert "Your size is L" in found.text
    assert all(str(each["variant"]).endswith("-l") for each in found.products)
    chiara.say("tell me more about the first one")
    assert "in your size L" in chiara.say("do you have it in my size").text


def test_who_wants_nothing_learnt_is_shown_what_is_popular_until_they_say_otherwise(
    guest: tuple[Customer, Visitor],
) -> None:
    customer, _ = guest
    seen = looked_at(customer, "running shoes")
    assert any(seen in str(each["reason"]) for each in customer.say("what do you recommend").products)
    assert "keep nothing of what you look at" in customer.say("stop learning from me").text
    assert "I learn nothing" in customer.say(KNOWN).text
    assert "for recommendations" not in customer.text
    looked_at(customer, "backpacks")
    customer.say("what do you recommend")
    assert customer.products
    assert {str(each["reason"]) for each in customer.products} <= {"popular with other customers"}
    assert "counts for recommendations again" in customer.say("you may learn from me again").text
    assert "Backpacks" not in customer.say(KNOWN).text


def test_nothing_is_forgotten_without_a_yes_and_everything_with_one(login: Login, guessing: RunningShop) -> None:
    david, visitor = login(DAVID)
    assert "You turn to:" in david.say(KNOWN).text
    david.say("I wear XL")
    assert "Shall I delete" in david.say("forget my data").text
    assert "nothing is deleted" in david.say("no, keep it").text
    assert "XL (sure: you said so)" in david.say(KNOWN).text
    david.say("forget my data")
    assert "deleted" in david.say("yes, delete it").text
    assert visitor.http.get("/api/messages").status_code == 401
    again, seen = login(DAVID)
    told = again.say(KNOWN).text
    assert "You turn to:" not in told
    assert "Size:" not in told
    kept = seen.http.get("/api/my-data").json()
    assert not kept["events"]
    assert kept["orders"]
    store = open_store(load_settings(environ=guessing.environment))
    assert not store.events(customer_id=DAVID)
    store.close()


def test_what_is_kept_is_handed_out_to_whom_it_is_of(login: Login, guest: tuple[Customer, Visitor]) -> None:
    emma, hers = login(EMMA)
    emma.say("I wear S")
    assert re.search(r"\[my-data.json\]\(/api/my-data\).* orders? ", emma.say("send me my data").text)
    kept = hers.http.get("/api/my-data").json()
    assert [row["value"] for row in kept["statements"] if row["subject"] == "size"] == ["S"]
    assert {row["customer_id"] for row in kept["orders"]} == {EMMA}
    customer, theirs = guest
    customer.say("send me my data")
    assert not theirs.http.get("/api/my-data").json().get("orders")


def test_a_guess_is_told_only_once_the_customer_allowed_it(guest: tuple[Customer, Visitor]) -> None:
    customer, visitor = guest
    looked_at(customer, "headphones")
    told = customer.say(KNOWN).text
    assert "May I also guess your age group" in told
    assert "under 30" not in told
    assert "under 30" not in customer.say("what do you recommend").text
    customer.say(KNOWN)
    guess = r"My guess at your age group: under 30 \((sure|likely|perhaps): from Headphones"
    assert re.search(guess, customer.say("yes, you may guess").text)
    assert re.search(guess, customer.say(KNOWN).text)
    statements = visitor.http.get("/api/my-data").json()["statements"]
    assert [(row["subject"], row["value"]) for row in statements] == [("guesses", "on")]
    assert "guess nothing" in customer.say("stop guessing").text
    assert "under 30" not in customer.say(KNOWN).text


def test_a_guest_who_says_no_or_whose_shop_allows_no_guesses_is_never_guessed(
    guest: tuple[Customer, Visitor], customer: Customer
) -> None:
    asked, _ = guest
    looked_at(asked, "headphones")
    asked.say(KNOWN)
    assert "guess nothing" in asked.say("no").text
    assert "guess" not in asked.say(KNOWN).text
    looked_at(customer, "headphones")
    assert "guess" not in customer.say(KNOWN).text
