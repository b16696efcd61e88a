"""Every knob of the shop, read from `shop:` in config.yml and from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting that cannot be used; the message says what was given and what is allowed."""


@dataclass(frozen=True)
class SearchSettings:
    encoder: str = "minilm"
    limit: int = 6


@dataclass(frozen=True)
class FaqSettings:
    #: Below `sure` (likeness in meaning, -1..1) the answer is "I am not sure"; between the two the closest
    #: question is offered rather than answered.
    sure: float = 0.5
    maybe: float = 0.38


@dataclass(frozen=True)
class OrderSettings:
    #: States in which a customer may still cancel.
    cancel_states: tuple[str, ...] = ("placed", "paid")
    #: Days after delivery within which a return may be asked for.
    return_days: int = 30
    #: Days after delivery within which other variants may be asked for.
    exchange_days: int = 30
    #: States in which a customer may still ask for other items or another delivery address.
    change_states: tuple[str, ...] = ("placed", "paid")
    #: Our name of a state -> the name the shop's own system has for it, for webhook, e-mail and desk.
    state_names: Mapping[str, str] = field(default_factory=dict)
    #: Where changes are posted to, signed (docs/merchant.md); "" = nowhere.
    webhook: str = ""


@dataclass(frozen=True)
class MailSettings:
    """How e-mail leaves the shop; the password stands in SHOPMATE_MAIL_PASSWORD, not in a file."""

    #: The SMTP server; "" = no e-mail is sent.
    host: str = ""
    port: int = 587
    #: "starttls", "tls" (from the first byte, mostly port 465) or "none".
    security: str = "starttls"
    username: str = ""
    #: The address e-mails come from, "" = `shop`.
    sender: str = ""
    #: Where messages of shoppers and changes of orders are told to; "" = nobody is told.
    shop: str = ""


@dataclass(frozen=True)
class PhotoSettings:
    #: Photos that customers sent are deleted after this many hours.
    keep_hours: float = 24.0


@dataclass(frozen=True)
class ServiceSettings:
    host: str = "127.0.0.1"
    message_characters: int = 1000
    body_bytes: int = 64 * 1024
    photo_bytes: int = 10 * 1024 * 1024
    messages_per_minute: int = 300
    address_messages_per_minute: int = 1200
    address_photos_per_minute: int = 240
    #: Addresses and networks of proxies that tell a visitor's address; nobody else is believed.
    trusted_proxies: tuple[str, ...] = ()
    #: Messages of one conversation that may wait for their answer at once; more are turned away.
    pending_messages: int = 5
    session_hours: int = 24 * 30
    #: Origins whose pages may embed the widget; "*" = any.
    allowed_origins: tuple[str, ...] = ()
    #: Whether /metrics tells the merchant's monitor how the service does (Prometheus text).
    metrics: bool = False


@dataclass(frozen=True)
class Settings:
    """The shop's settings. `home` holds all that this shop stores."""

    home: Path
    name: str = "Shopmate demo shop"
    currency: str = "USD"
    #: Any SQLAlchemy URL; "" = SQLite at home/shop.db.
    database: str = ""
    search: SearchSettings = field(default_factory=SearchSettings)
    faq: FaqSettings = field(default_factory=FaqSettings)
    orders: OrderSettings = field(default_factory=OrderSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    photos: PhotoSettings = field(default_factory=PhotoSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / 'shop.db'}"

    @property
    def images(self) -> Path:
        return self.home / "images"

    @property
    def index(self) -> Path:
        return self.home / "index"


def load_settings(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `config`'s shop section under the home that SHOPMATE_HOME names (./var).

    SHOPMATE_CONFIG names another file than ./config.yml; SHOPMATE_DATABASE overrides `database`, so that a
    password need not stand in a file.
    Raises: SettingsError for a file that can't be read, an unknown name or a value of the wrong type.
    """
    config = config or Path(environ.get("SHOPMATE_CONFIG") or ROOT / "config.yml")
    try:
        section = dict((yaml.safe_load(config.read_text(encoding="utf-8")) or {}).get("shop") or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
        raise SettingsError(f"{config} can't be read as settings: {error}") from error
    section["home"] = Path(environ.get("SHOPMATE_HOME") or ROOT / "var").expanduser().resolve()
    if environ.get("SHOPMATE_DATABASE"):
        section["database"] = environ["SHOPMATE_DATABASE"]
    settings: Settings = _build(Settings, section, "shop")
    return settings


def models_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the prepared models lie (SHOPMATE_MODELS, else .models beside the code)."""
    return Path(environ.get("SHOPMATE_MODELS") or ROOT / ".models").expanduser().resolve()


def _build(kind: type[Any], values: Mapping[str, Any], path: str) -> Any:
    known = {entry.name: entry for entry in fields(kind)}
    arguments: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            allowed = ", ".join(sorted(known.keys() - {"home"}))
            raise SettingsError(f"unknown setting {path}.{name} in config.yml. Known: {allowed}.")
        entry = known[name]
        default = entry.default if entry.default is not MISSING else entry.default_factory
        arguments[name] = _convert(default, value, f"{path}.{name}")
    return kind(**arguments)


def _convert(default: Any, value: Any, path: str) -> Any:
    if is_dataclass(default) and isinstance(default, type):
        if not isinstance(value, Mapping):
            raise SettingsError(f"{path} in config.yml is {value!r}. Allowed: a section with names and values.")
        return _build(default, value, path)
    if default is dict:
        if not isinstance(value, Mapping):
            raise SettingsError(
                f"{path} in config.yml is {value!r}. Allowed: names with values, like {{paid: Bezahlt}}."
            )
        return {str(name): str(given) for name, given in value.items()}
    if isinstance(default, tuple):
        if not isinstance(value, list):
            raise SettingsError(f"{path} in config.yml is {value!r}. Allowed: a list.")
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(default, int | float | str) and type(value) is not type(default):
        raise SettingsError(f"{path} in config.yml is {value!r}. Allowed: {type(default).__name__}, like {default!r}.")
    return value
