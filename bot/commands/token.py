"""shopmate token: a customer token to try things with."""

from __future__ import annotations

import time
from typing import Annotated

import typer


def token(
    customer: Annotated[str, typer.Option(help="The shop's id of the customer.")],
    minutes: Annotated[int, typer.Option(min=1, max=24 * 60, help="How long it is valid.")] = 60,
) -> None:
    """Print a token that says that a visitor is this customer, signed with the home's own key.

    Your server signs its own (docs/customers.md); this one is for trying the widget and the API.
    """
    from bot.gateway.customers import CustomerTokens
    from bot.keys import customer_keys
    from catalog.settings import load_settings

    settings = load_settings()
    print(CustomerTokens(customer_keys(settings.home), settings.name).sign(customer, int(time.time()), minutes * 60))
