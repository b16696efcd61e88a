from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from rasa.shared.exceptions import InvalidConfigException

from bot.rasa.channel import GuardedRestInput
from bot.rasa.launcher import LaunchError, rasa_arguments

ENVIRONMENT = {
    "SHOPMATE_ACTIONS_URL": "http://127.0.0.1:1/internal/actions",
    "SHOPMATE_ACTIONS_SECRET": "s",
    "SHOPMATE_RASA_TOKEN": "t",
    "SHOPMATE_CONVERSATIONS": "conversations.db",
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_PORT", raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def test_run_listens_on_loopback() -> None:
    assert rasa_arguments(["run", "--port", "1"]) == ["run", "--port", "1", "--interface", "127.0.0.1"]


def test_run_takes_its_port_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_PORT", "5077")
    assert rasa_arguments(["run", "-i", "::1"]) == ["run", "-i", "::1", "--port", "5077"]


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_run_says_what_is_missing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    with pytest.raises(LaunchError, match=name):
        rasa_arguments(["run"])
    assert rasa_arguments(["train", "nlu"]) == ["train", "nlu"]


@pytest.mark.parametrize(
    ("method", "token", "query", "refused"),
    [
        ("POST", "t", {}, False),
        ("POST", None, {"token": "t"}, False),
        ("POST", None, {}, True),
        ("POST", "tt", {}, True),
        ("GET", None, {}, False),
    ],
)
def test_the_channel_takes_messages_from_those_with_the_token(
    method: str, token: str | None, query: dict[str, str], refused: bool
) -> None:
    channel = GuardedRestInput.from_credentials({"token": "t"})
    answer = asyncio.run(channel._refuse_strangers(SimpleNamespace(method=method, token=token, args=query)))
    assert (answer is not None and answer.status == 401) is refused


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": "${SHOPMATE_RASA_TOKEN}"}])
def test_no_token_opens_no_channel(credentials: dict[str, str] | None) -> None:
    with pytest.raises(InvalidConfigException, match="SHOPMATE_RASA_TOKEN"):
        GuardedRestInput.from_credentials(credentials)
