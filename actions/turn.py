"""One turn as an action needs it: what was said, and what the conversation holds so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rasa_sdk import Tracker

from catalog.products import Hit, Product
from catalog.shop import Shop
from nlu.hearing.heard import Heard
from nlu.wish import Wish

#: The slots that together are the list now shown.
LISTING = ("wish", "shown", "offset", "photo", "source")


@dataclass(frozen=True)
class Source:
    """The list that the products now shown are a part of.

    Attributes:
        kind: "similar", "goes_with", "recommend" or "popular"; "" = a search or a photo.
        product: id of the product that they are like or go with.
        seen: ids of all the products of this list shown so far.
        reasons: id -> why it is shown, for those now shown.
        because: id -> id of the product of the customer's own history that it is shown for, where there is one.
    """

    kind: str = ""
    product: str = ""
    seen: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)

    def page(self, ranked: Callable[[int], Sequence[Hit]], limit: int) -> tuple[Hit, ...]:
        """The next `limit` products of the list that `ranked` gives so many of; what was shown never comes again."""
        return tuple(hit for hit in ranked(len(self.seen) + limit) if hit.product.id not in self.seen)[:limit]

    def showing(self, hits: Sequence[Hit]) -> Source:
        """The same list with `hits` shown as well."""
        ids = tuple(hit.product.id for hit in hits)
        reasons = {hit.product.id: hit.reason for hit in hits}
        because = {hit.product.id: hit.because for hit in hits if hit.because}
        return Source(self.kind, self.product, (*self.seen, *ids), reasons, because)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, as kept in the `source` slot; `from_dict` reads it back."""
        return {
            "kind": self.kind,
            "product": self.product,
            "seen": list(self.seen),
            "reasons": dict(self.reasons),
            "because": dict(self.because),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Source:
        """Reads `to_dict`'s form; None is a search or a photo."""
        return cls(**{**data, "seen": tuple(data["seen"])}) if data else cls()


@dataclass(frozen=True)
class Turn:
    """The only place where slots and metadata are read.

    Attributes:
        text: the customer's words.
        intent: what Rasa took them for; act: what is asked within that ("price" of show_product), "" = nothing special.
        acts: the likeliest act within each of the likeliest intents, for a turn that is decided to be another one.
        wish: the wish of the conversation so far.
        shown: ids of the products last shown, in that order.
        focus: id of the product talked about, "" = none.
        offset: how many products of the wish were shown before the ones now shown.
        offer: name of the action that a "yes" would run, "" = nothing was offered; offer_is_old: the customer has
            said something else since it was made.
        visitor: the conversation's anonymous id; customer_id: who logged in, None = a guest.
        photo_id: the photo that came with this message, None = none; `text` then is what was written beside it.
        photo: id of the photo that the products now shown look like, "" = none.
        source: the list that the products now shown are a part of.
        earlier: the lists shown before this one, oldest first, as slots.
        compared: ids of the products last put side by side.
        looked_at: ids of the products talked about one by one, the latest last.
        speaker: the gender that the customer said to be of, () = unknown.
        topic: what "it" was last, "order" or "product"; "" = nothing yet.
        service: the question of the FAQ's entry that the answer before this turn gave, "" when it gave none.
        explain: whether the merchant wants to see what was understood.
        removes: id of the chip that the customer takes away instead of saying something; `text` then is "".
        page: id of the product on whose page the customer is, "" = on none.
    """

    shop: Shop
    text: str
    intent: str
    wish: Wish
    shown: tuple[str, ...]
    focus: str
    offset: int
    offer: str
    visitor: str
    customer_id: str | None
    photo_id: str | None
    photo: str
    slots: Mapping[str, Any]
    offer_is_old: bool = False
    source: Source = field(default_factory=Source)
    earlier: tuple[Mapping[str, Any], ...] = ()
    compared: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    topic: str = ""
    service: str = ""
    act: str = ""
    acts: Mapping[str, str] = field(default_factory=dict)
    explain: bool = False
    removes: str = ""
    page: str = ""

    @classmethod
    def of(cls, tracker: Tracker, shop: Shop) -> Turn:
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        slots = tracker.slots
        intent = message.get("intent") or {}
        page = metadata.get("page") or ""
        # Who has come to another product's page speaks of that product, whatever was spoken of before.
        focus = page if page != (slots.get("page") or "") else ""
        return cls(
            shop=shop,
            text=_said(message, metadata),
            intent=intent.get("name") or "",
            act=intent.get("act") or "",
            acts={guess["name"]: guess.get("act") or "" for guess in message.get("intent_ranking") or ()},
            wish=Wish.from_dict(slots.get("wish")),
            shown=tuple(slots.get("shown") or ()),
            focus=focus or slots.get("focus") or "",
            offset=int(slots.get("offset") or 0),
            offer=slots.get("offer") or "",
            visitor=metadata.get("visitor") or tracker.sender_id,
            customer_id=metadata.get("customer_id"),
            photo_id=metadata.get("photo_id"),
            photo=slots.get("photo") or "",
            slots=slots,
            offer_is_old=_turns_since_offer(tracker) > 1,
            source=Source.from_dict(slots.get("source")),
            earlier=tuple(slots.get("earlier") or ()),
            compared=tuple(slots.get("compared") or ()),
            looked_at=_looked_at(tracker),
            speaker=tuple(slots.get("speaker") or ()),
            topic=slots.get("topic") or "",
            service=slots.get("service") or "",
            explain=bool(metadata.get("explain")),
            removes=metadata.get("remove") or "",
            page=page,
        )

    @cached_property
    def heard(self) -> Heard:
        """What the words say, read against the shop's own vocabulary."""
        return self.shop.reader.understand(self.text)

    @property
    def mended(self) -> str:
        """The words with slips mended, as they were heard."""
        return " ".join(self.heard.words)

    def act_as(self, intent: str) -> str:
        """The act of this turn when it is taken for `intent`."""
        return self.act if self.intent == intent else self.acts.get(intent, "")

    def says(self, *cues: str) -> bool:
        """Whether a phrase of one of these entries of cues.yml was said."""
        return not self.heard.cues.isdisjoint(cues)

    @property
    def shown_products(self) -> list[Product]:
        """The products last shown that can still be seen in the shop."""
        return self.shop.products(self.shown)

    @property
    def focus_product(self) -> Product | None:
        return self.shop.product(self.focus) if self.focus else None

    @property
    def this_product(self) -> Product | None:
        """What "this" is: the product talked about, else the one whose page the customer is on."""
        return self.focus_product or (self.shop.product(self.page) if self.page else None)

    @property
    def reference_products(self) -> list[Product]:
        """What "cheaper" and "shorter" are measured against: the one product talked about, else all that are shown."""
        one = self.focus_product or (self.shop.product(self.source.product) if self.source.kind == "similar" else None)
        return [one] if one else self.shown_products

    @property
    def reference_prices_minor(self) -> list[int]:
        return [product.price_minor for product in self.reference_products]


def _said(message: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """The customer's own words; beside a photo or a chip taken away the message is a command of the service."""
    if metadata.get("remove"):
        return ""
    return (metadata.get("photo_text") if metadata.get("photo_id") else message.get("text")) or ""


def _looked_at(tracker: Tracker) -> tuple[str, ...]:
    """The products that were in focus, each where it was last."""
    slots = (event for event in tracker.events if event.get("event") == "slot" and event.get("name") == "focus")
    seen: dict[str, None] = {}
    for event in slots:
        if event.get("value"):
            seen.pop(event["value"], None)
            seen[event["value"]] = None
    return tuple(seen)


def _turns_since_offer(tracker: Tracker) -> int:
    """How many messages of the customer, this one included, came after the last action that offered something."""
    turns = 0
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("name") == "offer":
            break
        turns += event.get("event") == "user"
    return turns
