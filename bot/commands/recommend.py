"""shopmate recommend: what the merchant wants to know of recommendations."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated, Any

import typer

from bot.commands.output import show_results

app = typer.Typer(no_args_is_help=True, help="What recommendations do: who is shown how often, and whether they help.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
Days = Annotated[int, typer.Option(min=1, help="How far back to look.")]
#: Products shown to each customer whose recommendations are looked at.
_PLACES = 6


@app.command()
def compare(days: Days = 60, as_json: AsJson = False) -> None:
    """The comparison of `shop.recommend.compare`: both sides, the difference with its interval, visitors needed."""
    from catalog.recommend.comparing import compared, outcomes
    from catalog.recommend.crowd import TURNED_TO
    from catalog.records import EVENT_KINDS, now
    from catalog.settings import load_settings
    from catalog.store import open_store

    settings = load_settings()
    store = open_store(settings)
    try:
        kinds = [kind for kind in EVENT_KINDS if kind == "shown" or kind in TURNED_TO]
        events = store.events(kinds=kinds, since=now() - timedelta(days=days))
    finally:
        store.close()
    results = {"compared": settings.recommend.compare, **compared(outcomes(events))}
    show_results("with and without", results, as_json=as_json)


@app.command()
def exposure(
    by: Annotated[str, typer.Option(help="brand, seller or price.")] = "",
    fairness: Annotated[float, typer.Option(min=0, max=1, help="Strength to try, 0..1.")] = 1.0,
    customers: Annotated[int, typer.Option(min=1, help="How many customers' recommendations to look at.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Whose products are recommended how often, beside their share of the shop: as it is, and with --fairness."""
    from catalog.recommend.exposure import boosts, report
    from catalog.settings import load_settings
    from catalog.shop import open_shop

    settings = load_settings()
    by = by or settings.recommend.fairness_by
    shop = open_shop(settings)
    try:
        products, people = shop.catalogue.products, [each.id for each in shop.store.customers(limit=customers)]
        before = _exposed(shop, people, {})
        after = _exposed(shop, people, boosts(products, before, by, fairness))
        told = {"before": report(products, before, by), "after": report(products, after, by)}
    finally:
        shop.close()
    show_results(f"exposure by {by}", {"by": by, "fairness": fairness, **told}, as_json=as_json)


def _exposed(shop: Any, people: list[str], boosted: dict[str, float]) -> Counter[str]:
    """How often each product is recommended to these customers."""
    recommender, found = shop.recommender.current().boosted(boosted), Counter[str]()
    for customer in people:
        history, profile = shop.recommender.known("", customer)
        found.update(hit.product.id for hit in recommender.for_visitor(history, limit=_PLACES, profile=profile))
    return found
