from __future__ import annotations

import asyncio
import importlib
import json
import logging
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.utils import common
from rasa.utils.endpoints import EndpointConfig

from bot.rasa.faster_turns import (
    keep_connections,
    may_match_text,
    node_order,
    pass_over_texts,
    remember_subclasses,
    run_in_order,
    schemas_by_kind,
    validate_with_one_validator,
)
from bot.rasa.replacements import REPLACEMENTS, Replacement, make_replacements, source_sha256

GOOD = {"events": [{"event": "slot", "name": "wish", "value": None}], "responses": [{"text": "hello"}]}
BAD = {"events": "none", "responses": []}


@pytest.fixture
def action() -> RemoteAction:
    return RemoteAction("action_search_products", None)


def complaint(check: Any, action: RemoteAction, answer: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        check(action, answer)
    return str(caught.value.message)


def verdict(check: Any, action: RemoteAction, answer: Any) -> str:
    """The complaint about an answer, none when it passes."""
    try:
        check(action, answer)
    except ValidationError as error:
        return str(error.message)
    return ""


@pytest.mark.parametrize("replacement", REPLACEMENTS, ids=lambda replacement: replacement.name)
def test_the_installed_rasa_has_the_functions_we_know(replacement: Replacement) -> None:
    holder: Any = importlib.import_module(replacement.module)
    for part in replacement.name.split("."):
        holder = getattr(holder, part)
    assert source_sha256(holder) == replacement.source_sha256


def test_the_one_validator_judges_like_rasas(action: RemoteAction) -> None:
    stock = RemoteAction._validate_action_result
    ours = validate_with_one_validator(stock)
    assert ours(action, GOOD) is stock(action, GOOD) is True
    for wrong in (BAD, {"events": [{"name": "no event type"}]}, [], {"responses": 3}):
        assert complaint(ours, action, wrong) == complaint(stock, action, wrong)


@pytest.mark.parametrize("root", [Event, Slot])
def test_remembered_subclasses_are_rasas(root: type) -> None:
    ours = remember_subclasses(common.all_subclasses)
    assert ours(root) == common.all_subclasses(root)
    assert ours(root) == common.all_subclasses(root)


def test_a_class_defined_later_is_seen() -> None:
    class Root: ...

    class Child(Root): ...

    ours = remember_subclasses(common.all_subclasses)
    assert ours(Root) == [Child]

    class Grandchild(Child): ...

    assert ours(Root) == [Child, Grandchild]


def test_a_function_we_do_not_know_stays_and_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    before = common.all_subclasses
    other = Replacement("rasa.shared.utils.common", "all_subclasses", "0" * 64, remember_subclasses)
    with caplog.at_level(logging.WARNING):
        assert make_replacements((other,)) == []
    assert common.all_subclasses is before
    assert "all_subclasses is not the function of Rasa 3.6.21" in caplog.text


def test_all_are_replaced_in_this_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    for replacement in REPLACEMENTS:
        holder: Any = importlib.import_module(replacement.module)
        *path, name = replacement.name.split(".")
        for part in path:
            holder = getattr(holder, part)
        monkeypatch.setattr(holder, name, getattr(holder, name))  # puts Rasa's own back afterwards
    assert make_replacements() == [replacement.name for replacement in REPLACEMENTS]
    assert common.all_subclasses(Event)[0].__name__


@pytest.mark.parametrize(
    "event",
    [
        {"event": "slot", "name": "wish", "value": {"words": "shoes"}},
        {"event": "slot", "name": "wish"},
        {"event": "slot", "name": 3, "value": 1, "timestamp": None},
        {"event": "slot", "name": "wish", "value": 1, "timestamp": "today"},
        {"event": "followup", "name": "action_listen"},
        {"event": "action", "name": 7},
        {"event": "user", "text": "hi", "parse_data": {"entities": [{"entity": "size"}]}},
        {"event": "entities"},
        {"event": "no such event"},
        {"event": ["slot"]},
        {"event": None},
        {},
        "slot",
    ],
    ids=str,
)
def test_an_event_is_judged_as_rasa_judges_it(action: RemoteAction, event: Any) -> None:
    stock, answer = RemoteAction._validate_action_result, {"events": [event], "responses": []}
    assert verdict(validate_with_one_validator(stock), action, answer) == verdict(stock, action, answer)


def test_every_kind_of_event_has_a_schema_of_its_own() -> None:
    spec = RemoteAction.action_response_format_spec()["properties"]["events"]
    assert len(schemas_by_kind(spec)) == len(spec["items"]["oneOf"])


def test_kinds_that_cannot_be_told_apart_get_none() -> None:
    kind = {"properties": {"event": {"const": "slot"}}}
    assert schemas_by_kind({"items": {"required": ["event"], "oneOf": [kind, kind]}}) == {}
    assert schemas_by_kind({"items": {"required": ["event"], "oneOf": [{"properties": {"event": {}}}]}}) == {}


def test_calls_to_an_endpoint_share_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async def call_three_times() -> tuple[list[Any], int]:
        peers = set()

        async def answer(request: web.Request) -> web.Response:
            assert request.transport is not None
            peers.add(request.transport.get_extra_info("peername"))
            return web.json_response({"secret": request.headers["X-Secret"], "user": request.headers["Authorization"]})

        application = web.Application()
        application.router.add_post("/", answer)
        async with TestServer(application) as server:
            login = {"username": "ann", "password": "pear"}
            endpoint = EndpointConfig(str(server.make_url("/")), headers={"X-Secret": "s"}, basic_auth=login)
            answers = [await endpoint.request(json={}) for _ in range(3)]
        return answers, len(peers)

    before, connections = asyncio.run(call_three_times())
    assert connections == 3
    monkeypatch.setattr(EndpointConfig, "session", keep_connections(EndpointConfig.session))
    after, connections = asyncio.run(call_three_times())
    assert connections == 1
    assert after == before
    # A new event loop, as in a second asyncio.run, must not meet the connections of the old one.
    assert asyncio.run(call_three_times())[0] == before


class Letters:
    """A component whose output tells what it was given."""

    def join(self, **given: str) -> str:
        if "!" in "".join(given.values()):
            raise RuntimeError("not that")
        return "(" + "".join(given.values()) + ")"


def graph(**needs: dict[str, str]) -> DaskGraphRunner:
    """A runner over nodes that each join the outputs of the nodes they need."""
    nodes = {
        name: SchemaNode(needs=need, uses=GraphComponent, constructor_name="load", fn="validate_config", config={})
        for name, need in needs.items()
    }
    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._graph_schema, runner._execution_context = GraphSchema(nodes), ExecutionContext(GraphSchema(nodes))
    runner._instantiated_nodes = {name: _node(name, need) for name, need in needs.items()}
    return runner


def _node(name: str, needs: dict[str, str]) -> Any:
    def run(*given: Any) -> tuple[str, str]:
        outputs = dict(one for one in given if isinstance(one, tuple))
        return name, Letters().join(**{need: outputs[source] for need, source in needs.items()})

    return run


def test_nodes_run_in_order_give_what_dask_gives() -> None:
    runner = graph(d={"x": "b", "y": "c"}, b={"x": "a"}, c={"x": "a", "y": "b"}, a={"x": "message"}, e={"x": "d"})
    ours = run_in_order(DaskGraphRunner.run)
    for targets in (["d"], ["c", "b"], ["e", "message"]):
        expected = DaskGraphRunner.run(runner, {"message": "hi"}, targets)
        assert ours(runner, {"message": "hi"}, targets) == expected
        assert ours(runner, {"message": "ho"}, targets) == DaskGraphRunner.run(runner, {"message": "ho"}, targets)


def test_only_what_a_target_needs_is_run() -> None:
    nodes = graph(a={"x": "message"}, b={"x": "a"}, c={"x": "a"})._graph_schema.nodes
    assert node_order(nodes, ["b"]) == ["a", "b"]
    assert node_order(nodes, ["message"]) == []


def test_errors_of_the_graph_are_rasas() -> None:
    ours = run_in_order(DaskGraphRunner.run)
    for given in ({"message": "!"}, {"message": "a"}):  # a node that fails; an input that reads like a node
        for run in (DaskGraphRunner.run, ours):
            with pytest.raises(GraphRunError):
                run(graph(a={"x": "message"}), given, ["a"])


def rule(action: str = "action_listen", **user: str) -> str:
    return json.dumps([{"prev_action": {"action_name": action}, "user": user}])


def test_only_rules_after_listening_without_an_intent_may_match_a_text() -> None:
    assert not may_match_text(rule(intent="greet"))
    assert not may_match_text(rule("utter_greet", intent="greet"))
    assert may_match_text(rule(text="hello"))
    assert may_match_text(rule())


class KnownPolicy:
    """Stands in for a RulePolicy; remembers how it was asked."""

    def __init__(self, *rules: str) -> None:
        self.lookup = {"rules": dict.fromkeys(rules, "utter_greet")}
        self.asked: list[bool] = []

    def find(self, tracker: Any, domain: Any, use_text: bool) -> tuple[str, str, bool]:
        self.asked.append(use_text)
        return "utter_greet", "a rule", False


class Talk:
    def __init__(self, active_loop_name: str | None = None) -> None:
        self.active_loop_name = active_loop_name


def test_a_text_is_not_looked_up_where_no_rule_matches_one() -> None:
    policy, find = KnownPolicy(rule(intent="greet")), pass_over_texts(KnownPolicy.find)
    assert find(policy, Talk(), None, True) == (None, None, False)
    assert find(policy, Talk(), None, False)[0] == "utter_greet"
    assert policy.asked == [False]
    find(policy, Talk("person_form"), None, True)  # a form's unhappy paths are Rasa's own matter
    assert policy.asked == [False, True]
    policy.lookup["rules"][rule(text="hello")] = "utter_greet"  # a rule learnt meanwhile is seen
    find(policy, Talk(), None, True)
    assert policy.asked == [False, True, True]
