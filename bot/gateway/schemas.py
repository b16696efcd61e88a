"""The shapes of the public API, as /docs shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Id = Annotated[str, Field(min_length=1, max_length=64)]


class Body(BaseModel):
    """What a caller sends: an unknown name is refused, so that a typing error is noticed."""

    model_config = ConfigDict(extra="forbid")


class NewSession(Body):
    customer_token: Annotated[str, Field(max_length=4096)] | None = Field(
        None, description="Signed by the shop's server when the visitor is logged in there."
    )


class OpenedSession(BaseModel):
    token: str = Field(description="For `Authorization: Bearer …` where the cookie can't travel; shown this once.")
    expires_at: datetime
    customer: bool = Field(description="True when the session belongs to an identified customer.")


class NewMessage(Body):
    """Either words, or a part of the wish to be taken away."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["text"], "properties": {"text": {"type": "string"}, "remove": {"type": "null"}}},
                {"required": ["remove"], "properties": {"text": {"type": "null"}, "remove": {"type": "string"}}},
            ]
        }
    )
    text: str | None = Field(None, description="What the customer says, plain text.")
    remove: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="Id of a chip of the last `wish`: the answer is the list without that part of it."
    )
    product_id: Id | None = Field(None, description="The product whose page the customer is on: what “this” is there.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> NewMessage:
        if (self.text is None) == (self.remove is None):
            raise PydanticCustomError("one_of", "Send either `text` or `remove`")
        return self


class Card(BaseModel):
    """A product as it is shown. Further fields may follow."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    price: float
    price_text: str = ""
    list_price_text: str = Field("", description="The price before a sale; empty without one.")
    currency: str
    image: str = ""
    url: str = ""
    in_stock: bool = True
    variant: str = Field("", description="SKU of the variant that price, picture and stock are of, if one was chosen.")
    reason: str = ""
    rating: float | None = None
    review_count: int = 0
    options: str = ""


class Chip(BaseModel):
    """One part of what was understood."""

    id: str = Field(description="The same as long as the conversation holds this part.")
    label: str = Field(description="What it is called, such as “under $50” or “not red”.")
    kind: str = Field(
        description="category, words, product, colour, price, size, brand, for, occasion, order, stock, photo, wish, "
        "or the name of an attribute or measure such as material."
    )


class Message(BaseModel):
    model_config = ConfigDict(extra="allow")

    text: str
    products: list[Card] = []
    quick_replies: list[str] = []
    wish: list[Chip] | None = Field(
        None, description="All that is wished for now, the wish of earlier messages included; left out: as it was."
    )


class Messages(BaseModel):
    messages: list[Message]


class PastMessage(Message):
    sender: Literal["customer", "shop"] = Field(alias="from")


class History(BaseModel):
    messages: list[PastMessage]


class NewEvent(Body):
    kind: Literal["view", "shown", "click", "cart", "purchase", "like", "dismiss", "unlearn"]
    product_id: Id
    place: str = Field("", max_length=32, description="Where it was, in the page's own words: “home”, “basket”.")


class NewEvents(Body):
    events: Annotated[list[NewEvent], Field(min_length=1, max_length=50)]


class Kept(BaseModel):
    kept: int = Field(description="Events of products that the shop has; others are left out.")


class RecommendedCard(Card):
    source: str = Field(description="What proposed it: together, paired, kind, alike, popular or a model's name.")
    because: str = Field("", description="Id of the product of the visitor's own history that the reason rests on.")


class Recommended(BaseModel):
    products: list[RecommendedCard]


class ProductPage(BaseModel):
    products: list[Card]
    total: int
    limit: int
    offset: int


class VariantFacts(BaseModel):
    sku: str
    size: str
    colour: str
    price: float
    price_text: str
    stock: int | None
    in_stock: bool
    image: str


class ProductFacts(Card):
    description: str
    brand: str
    categories: list[str]
    attributes: dict[str, list[str]]
    images: list[str]
    variants: list[VariantFacts]


class DemoLogin(BaseModel):
    name: str
    token: str


class ShopFacts(BaseModel):
    name: str
    currency: str
    greeting: str
    quick_replies: list[str]
    departments: list[str]
    message_characters: int = Field(description="The longest message the chat reads.")
    demo_customers: list[DemoLogin] = Field([], description="People to try the demo shop as; none in a real shop.")
    photos: bool = Field(description="True when POST /api/photos is there.")


class ErrorFacts(BaseModel):
    code: str
    message: str


class Problem(BaseModel):
    error: ErrorFacts


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words}
    for status, words in {
        400: "Can't be read at all",
        401: "No session, or one that has run out; no key, or a wrong one",
        403: "Not from this page, or not without the merchant's key",
        404: "Nothing there by this name or number",
        413: "Too long",
        422: "Not what is expected",
        429: "Too many; see Retry-After",
        503: "The shop can't look that up or keep it right now; see Retry-After",
    }.items()
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Those that a route may answer with."""
    return {status: PROBLEMS[status] for status in statuses}


#: Of a route that takes something in, and of every one that a visitor's session is needed for.
TAKING = problems(400, 403, 413, 422, 429, 503)
