"""Functions of Rasa that do the same as Rasa's own at a fraction of the time; replacements.py puts them in place.

Measured with py-spy: on a bot with one rule and one action, 85 % of a turn went into building the validator and walking
the class tree. Of what a search turn then took in Rasa's process, checking each event against every kind of event was
9 %, a new connection for each action call 5 %, and planning the graph of components for parallel work 7 %.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple
from weakref import WeakKeyDictionary


def validate_with_one_validator(original: Callable[..., Any]) -> Callable[..., Any]:
    """`RemoteAction._validate_action_result` with validators that are built once.

    `jsonschema.validate` checks the schema itself before it checks the answer: 30 ms for a schema that never changes.
    Rasa's schema then tries every kind of event on every event; here an event is held against its own kind. An answer
    that does not pass so is checked by Rasa's schema, and a wrong one raises the same error.
    """
    from jsonschema import ValidationError, validators
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.constants import DOCS_BASE_URL

    schema = RemoteAction.action_response_format_spec()
    validator_class = validators.validator_for(schema)
    validator_class.check_schema(schema)
    best_match = importlib.import_module("jsonschema.exceptions").best_match
    validator = validator_class(schema)
    events = {kind: validator_class(own) for kind, own in schemas_by_kind(schema["properties"]["events"]).items()}

    def passes(event: Any) -> bool:
        kind = event.get("event") if isinstance(event, dict) else None
        check = events.get(kind) if isinstance(kind, str) else None
        return check is not None and bool(check.is_valid(event))

    def _validate_action_result(self: Any, result: Dict[str, Any]) -> bool:
        if _is_plain(result) and all(passes(event) for event in result["events"]):
            return True
        error = best_match(validator.iter_errors(result))
        if error is None:
            return True
        assert isinstance(error, ValidationError)
        error.message += (
            ". Failed to validate Action server response from API, make sure your response from the Action endpoint "
            f"is valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
        )
        raise error

    return _validate_action_result


def _is_plain(answer: Any) -> bool:
    """Whether the answer has the two lists that an action answers with, the second one of objects."""
    if not isinstance(answer, dict):
        return False
    events, responses = answer.get("events"), answer.get("responses")
    return isinstance(events, list) and isinstance(responses, list) and all(isinstance(one, dict) for one in responses)


def schemas_by_kind(events: Mapping[str, Any]) -> Dict[str, Any]:
    """Kind of event -> the schema that an event of this kind must satisfy; {} when the kinds can't be told apart."""
    every = dict(events["items"])
    kinds = every.pop("oneOf")
    names = [kind["properties"]["event"].get("const") for kind in kinds]
    if None in names or len(set(names)) < len(names) or "event" not in every.get("required", ()):
        return {}
    return {name: {**every, "allOf": [kind]} for name, kind in zip(names, kinds, strict=True)}


def remember_subclasses(original: Callable[..., Any]) -> Callable[..., Any]:
    """`all_subclasses`, asked again only when the class tree has changed.

    Rasa asks for the classes below Event at every event it reads back. Walking the tree is cheap; `inspect.isabstract`,
    which Rasa asks of every class at every level, is what costs.
    """
    remembered: Dict[Any, Tuple[List[Any], List[Any]]] = {}

    def below(cls: Any) -> List[Any]:
        return [found for child in cls.__subclasses__() for found in (child, *below(child))]

    def all_subclasses(cls: Any) -> List[Any]:
        tree = below(cls)
        known = remembered.get(cls)
        if known is None or known[0] != tree:
            known = remembered[cls] = (tree, original(cls))
        return list(known[1])

    return all_subclasses


def keep_connections(original: Callable[..., Any]) -> Callable[..., Any]:
    """`EndpointConfig.session` over connections that outlive it: Rasa opens a session, and a socket, for each call."""
    import aiohttp

    connectors: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.TCPConnector] = WeakKeyDictionary()
    timeout = importlib.import_module("rasa.utils.endpoints").DEFAULT_REQUEST_TIMEOUT

    def session(self: Any) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        connector = connectors.get(loop)
        if connector is None or connector.closed:
            connector = connectors[loop] = aiohttp.TCPConnector()
        user = self.basic_auth
        return aiohttp.ClientSession(
            headers=self.headers,
            auth=aiohttp.BasicAuth(user["username"], user["password"]) if user else None,
            timeout=aiohttp.ClientTimeout(total=timeout),
            connector=connector,
            connector_owner=False,
        )

    return session


def pass_over_texts(original: Callable[..., Any]) -> Callable[..., Any]:
    """`RulePolicy._find_action_from_rules`, which Rasa asks twice: with the message's text and with its intent.

    The text is not looked up where no rule can match one (no story writes `user: "..."`): half of a prediction's time.
    """

    def _find_action_from_rules(self: Any, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        rules = self.lookup["rules"]
        if use_text_for_last_user_input and not tracker.active_loop_name:
            known = self.__dict__.get("_rules_of_text")
            if known is None or known[0] is not rules or known[1] != len(rules):
                known = self._rules_of_text = (rules, len(rules), any(map(may_match_text, rules)))
            if not known[2]:
                return None, None, False
        return original(self, tracker, domain, use_text_for_last_user_input)

    return _find_action_from_rules


def may_match_text(rule_key: str) -> bool:
    """Whether the rule could apply right after a message that is taken as text, not as an intent."""
    last = json.loads(rule_key)[-1]
    return last.get("prev_action", {}).get("action_name") == "action_listen" and not last.get("user", {}).get("intent")


def run_in_order(original: Callable[..., Any]) -> Callable[..., Any]:
    """`DaskGraphRunner.run` for named targets, one node after the other.

    Dask plans the same few nodes anew at every turn, for a pool of workers that Rasa does not give it. Training, which
    names no targets and lets Dask forget what is no longer needed, stays with Dask.
    """
    errors = importlib.import_module("rasa.engine.exceptions")

    def run(self: Any, inputs: Optional[Dict[str, Any]] = None, targets: Optional[List[str]] = None) -> Dict[str, Any]:
        if not targets:
            return dict(original(self, inputs, targets))
        orders = self.__dict__.setdefault("_orders", {})
        order = orders.get(tuple(targets))
        if order is None:
            order = orders[tuple(targets)] = node_order(self._graph_schema.nodes, targets)
        outputs: Dict[str, Any] = dict.fromkeys(order)
        self._add_inputs_to_graph(inputs, outputs)
        try:
            for name in order:
                needs = self._graph_schema.nodes[name].needs.values()
                # A node that is handed a name instead of an output complains of it.
                outputs[name] = self._instantiated_nodes[name](*(outputs.get(need, need) for need in needs))
        except RuntimeError as error:
            raise errors.GraphRunError("Error running runner.") from error
        return dict(outputs[target] for target in targets)

    return run


def node_order(nodes: Mapping[str, Any], targets: Sequence[str]) -> List[str]:
    """The nodes that the targets need, each behind those it needs itself; names that are no nodes are inputs."""
    order: Dict[str, None] = {}

    def visit(name: str) -> None:
        if name in nodes and name not in order:
            for need in nodes[name].needs.values():
                visit(need)
            order[name] = None

    for target in targets:
        visit(target)
    return list(order)
