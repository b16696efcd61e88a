"""shopmate health: how the catalogue is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from bot.commands.opened import opened_store
from bot.commands.output import counting, err, out

if TYPE_CHECKING:
    from catalog.health import Symptom
    from catalog.store import Store


def health(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a list.")] = False,
    reviews: Annotated[
        bool, typer.Option("--reviews", help="Read too what reviews criticise; seconds for a few hundred reviews.")
    ] = False,
) -> None:
    """Tell what shoppers will stumble over: no price, picture or stock, doubles, odd prices, broken pictures."""
    from catalog.from_text.values import Readings
    from catalog.health import examine
    from catalog.photos.kinds import SeenKinds

    with opened_store() as (settings, store):
        found, products = examine(store, settings.images, SeenKinds.read(settings.index)), len(store.product_ids())
        found += _criticised(store) if reviews else []
    read = Readings.load(settings.index).counted()
    if as_json:
        symptoms = [one.to_dict() for one in found]
        print(json.dumps({"products": products, "symptoms": symptoms, "from_text": read}, ensure_ascii=False))
        return
    if read["values"]:
        out.print(f"{read['values']} facts of {read['products']} products were read out of their texts.")
    for one in found:
        out.print(escape(one.text()), soft_wrap=True)
    if not found:
        out.print(f"{products} products, and nothing to complain of.")


def _criticised(store: Store) -> list[Symptom]:
    """What reviews criticise, product by product, with a count on the way."""
    from catalog.review_aspects import aspect_counter
    from catalog.review_report import criticised

    counter = aspect_counter()
    if counter is None:
        err.print("Reviews are not read: the encoder is not prepared (make setup).")
        return []
    with counting("products") as count:
        return criticised(store, counter, count)
