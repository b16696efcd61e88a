"""Settings come from one file, and a wrong one is told apart from a right one before anything runs."""

from pathlib import Path

import pytest

from catalog.settings import Settings, SettingsError, load_settings


def config(folder: Path, text: str) -> Path:
    path = folder / "config.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_project_s_own_file_is_valid() -> None:
    assert load_settings(environ={}).currency == "USD"


def test_home_comes_from_the_environment_and_holds_the_database(tmp_path: Path) -> None:
    settings = load_settings(environ={"SHOPMATE_HOME": str(tmp_path)})
    assert settings.home == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path}/shop.db"


def test_a_database_with_a_password_need_not_stand_in_the_file(tmp_path: Path) -> None:
    settings = load_settings(environ={"SHOPMATE_DATABASE": "postgresql+psycopg://shop:secret@db/shop"})
    assert settings.database_url.startswith("postgresql+psycopg://")


def test_sections_are_read_into_their_types(tmp_path: Path) -> None:
    path = config(
        tmp_path,
        "shop:\n  search:\n    limit: 4\n  faq:\n    sure: 1\n  service:\n    allowed_origins: ['https://a.example']\n",
    )
    settings = load_settings(path, environ={})
    assert (settings.search.limit, settings.faq.sure) == (4, 1.0)
    assert settings.service.allowed_origins == ("https://a.example",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("shop: {colour: red}", r"unknown setting shop\.colour .* Known: .*currency"),
        ("shop: {search: {limt: 3}}", r"unknown setting shop\.search\.limt"),
        ("shop: {search: {limit: many}}", r"shop\.search\.limit .* 'many'\. Allowed: int"),
        ("shop: {search: 3}", r"shop\.search .* Allowed: a section"),
        ("shop: {service: {allowed_origins: x}}", r"Allowed: a list"),
        ("shop: [", "can't be read"),
    ],
)
def test_a_wrong_setting_says_what_is_allowed(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(config(tmp_path, text), environ={})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yml"):
        load_settings(environ={"SHOPMATE_CONFIG": str(tmp_path / "nowhere.yml")})


def test_the_defaults_are_the_documented_ones() -> None:
    assert Settings(home=Path("/x")).service.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("currency: EURO", r"shop\.currency .* 'EURO'. Allowed: a currency of ISO 4217"),
        ("currency: eur", r"shop\.currency"),
        ("search: {limit: 0}", r"shop\.search\.limit .* above 0"),
        ("service: {messages_per_minute: -1}", r"shop\.service\.messages_per_minute"),
        ("service: {allowed_origins: ['https://a.example/']}", r"allowed_origins .* without a path or a slash"),
        ("service: {allowed_origins: [a.example]}", r"allowed_origins"),
        ("mail: {security: ssl}", r"shop\.mail\.security .* starttls, tls, none"),
        ("orders: {webhook: 'ftp://x'}", r"shop\.orders\.webhook"),
        ("pictures: {allowed_hosts: ['http://cdn/']}", r"allowed_hosts .* without http"),
        ("feeds: [{source: a.csv, every: often}]", r"shop\.feeds\.every .* 30m, 6h or 1d"),
        ("feeds: [{every: 1d}]", r"shop\.feeds\.source"),
        ("feeds: [a.csv]", r"a section with names"),
    ],
)
def test_a_value_that_cannot_be_meant_is_told_when_the_file_is_read(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(config(tmp_path, f"shop:\n  {text}\n"), environ={})


def test_a_language_that_the_dialogue_does_not_speak_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"language .* 'tlh'\. Known: en"):
        load_settings(config(tmp_path, "language: tlh\n"), environ={})
