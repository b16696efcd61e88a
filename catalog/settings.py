"""Every knob of the shop, read from `shop:` in config.yml and from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.settings_checks import LANGUAGES, SettingsError, check_values

__all__ = ["Settings", "SettingsError", "load_settings", "models_folder", "own_config"]

#: A file that lies in a home while the demo shop is all that it holds.
DEMO_MARK = "demo"
ROOT = Path(__file__).resolve().parent.parent
#: The database of a home that no setting puts elsewhere.
DATABASE = "shop.db"


@dataclass(frozen=True)
class SearchSettings:
    encoder: str = "minilm"
    limit: int = 6


@dataclass(frozen=True)
class FaqSettings:
    #: How likely (0..1) an entry must answer a question to be given; from `maybe` on it is offered instead.
    sure: float = 0.65
    maybe: float = 0.25


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
class RecommendSettings:
    #: What visitors did is deleted after this many days.
    history_days: int = 730
    #: Whether clicks teach which source of recommendations works where (a bandit); False = the shipped weights.
    learn: bool = True
    #: How far (0..1) products of brands, sellers or price bands that are shown too seldom are brought forward.
    fairness: float = 0.0
    #: What `fairness` looks at: "brand", "seller" or "price".
    fairness_by: str = "brand"
    #: Labels that may be guessed of customers who allow it ("age_group"), once `shopmate train profile` learnt them.
    labels: tuple[str, ...] = ()
    #: A source left out for half of the visitors, to compare (`shopmate recommend compare`); "" = no comparison.
    compare: str = ""


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
    #: Whether what stands on packages is read, where the extra `label` is installed.
    label: bool = True


@dataclass(frozen=True)
class PictureSettings:
    """How pictures that a feed names by address are fetched (catalog/pictures)."""

    #: Hosts inside the merchant's own network, which would else be refused: "cdn.local" or "10.0.0.7:8080".
    allowed_hosts: tuple[str, ...] = ()
    #: Pictures fetched at the same time.
    at_once: int = 4
    #: The longest file that is taken.
    megabytes: int = 20
    #: The most pixels, in millions; a JPEG may have more, since it is opened at a fraction of its size.
    megapixels: int = 40
    #: A picture that is here is asked for again after this many days.
    refresh_days: int = 7


@dataclass(frozen=True)
class FeedSource:
    """A feed that is pulled by itself."""

    #: A file, a folder or an http(s) address.
    source: str = ""
    #: Like "30m", "6h" or "1d".
    every: str = "1d"
    #: Whether products that the feed does not name are hidden.
    replace: bool = False


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
    recommend: RecommendSettings = field(default_factory=RecommendSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    photos: PhotoSettings = field(default_factory=PhotoSettings)
    pictures: PictureSettings = field(default_factory=PictureSettings)
    feeds: tuple[FeedSource, ...] = field(default=(), metadata={"each": FeedSource})
    service: ServiceSettings = field(default_factory=ServiceSettings)

    @property
    def shown_name(self) -> str:
        """What shoppers read. The demo's name is never told as that of a merchant who has not set one yet."""
        is_told = self.name != Settings.name or (self.home / DEMO_MARK).exists()
        return self.name if is_told else "our shop"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / DATABASE}"

    @property
    def images(self) -> Path:
        return self.home / "images"

    @property
    def index(self) -> Path:
        return self.home / "index"


def load_settings(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings under the home that SHOPMATE_HOME names (./var).

    The `shop:` section of the home's own config.yml is laid over that of the shipped file, so that an update never
    touches it. SHOPMATE_CONFIG (or `config`) names a file that counts alone; SHOPMATE_DATABASE overrides `database`,
    so that a password need not stand in a file.
    Raises: SettingsError for a file that can't be read, an unknown name, or a value that can't be meant.
    """
    home = Path(environ.get("SHOPMATE_HOME") or ROOT / "var").expanduser().resolve()
    section: dict[str, Any] = {}
    for file in _files(config, home, environ):
        section = _laid_over(section, _section(file))
    section["home"] = home
    if environ.get("SHOPMATE_DATABASE"):
        section["database"] = environ["SHOPMATE_DATABASE"]
    settings: Settings = _build(Settings, section, "shop")
    check_values(settings)
    return settings


def own_config(home: Path) -> Path:
    """Where a shop's own settings stand."""
    return home / "config.yml"


def _files(config: Path | None, home: Path, environ: Mapping[str, str]) -> list[Path]:
    if alone := config or environ.get("SHOPMATE_CONFIG"):
        return [Path(alone)]
    return [ROOT / "config.yml", *(file for file in [own_config(home)] if file.exists())]


def _section(file: Path) -> dict[str, Any]:
    try:
        whole = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        section = dict(whole.get("shop") or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, ValueError, TypeError) as error:
        raise SettingsError(f"{file} can't be read as settings: {error}") from error
    language = whole.get("language", "en")
    if language not in LANGUAGES:
        raise SettingsError(f"language in {file} is {language!r}. Known: {', '.join(LANGUAGES)}.")
    return section


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Section by section: what `above` does not name stays."""
    both = {
        name: _laid_over(below[name], value)
        for name, value in above.items()
        if isinstance(value, Mapping) and isinstance(below.get(name), Mapping)
    }
    return {**below, **above, **both}


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
        arguments[name] = _convert(default, value, f"{path}.{name}", entry.metadata.get("each"))
    return kind(**arguments)


def _convert(default: Any, value: Any, path: str, each: Any = None) -> Any:
    """each: what kind of section a list holds, None for a list of values."""
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
        return tuple(_convert(each, one, path) for one in value) if each else tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(default, int | float | str) and type(value) is not type(default):
        raise SettingsError(f"{path} in config.yml is {value!r}. Allowed: {type(default).__name__}, like {default!r}.")
    return value
