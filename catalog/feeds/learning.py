"""What whole columns teach before the first row is read: how numbers are written, the currency, what to trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.feeds.assembly import Assembly
from catalog.feeds.listing import Builder
from catalog.feeds.numbers import NumberError, Numbers, currency_of, parts
from catalog.feeds.report import FeedError
from catalog.feeds.table import Table
from catalog.feeds.words import availability

NO_PRICE = (
    "{name} has no column of prices, and without a price nothing can be sold. Add one, name it with "
    "--map price=COLUMN, or start from our own table: shopmate import --template own"
)


def learn(
    assembly: Assembly,
    prices: Iterable[str],
    stocks: Iterable[str],
    currencies: Iterable[str] = (),
    *,
    zero_is_hidden: bool = True,
) -> Builder:
    """Raises: FeedError when a column contradicts itself, or the file's currency is not the shop's."""
    try:
        priced = Numbers("price", prices)
        counted = Numbers("stock", stocks, neighbour=priced)
    except NumberError as error:
        raise FeedError(str(error)) from error
    named = priced.currencies
    named.update(code for written in currencies if (code := currency_of(written)))
    assembly.settle_currency(named)
    if priced.sign and not named:
        assembly.settle_sign(priced.sign, has_decimals=bool(priced.decimal))
    return Builder(assembly, priced, counted, zero_is_hidden=zero_is_hidden)


def learn_table(
    assembly: Assembly,
    table: Table,
    prices: Sequence[str],
    stocks: Sequence[str] = (),
    currencies: Sequence[str] = (),
    *,
    zero_is_hidden: bool = True,
) -> Builder:
    """Learns from a table's columns; a currency may also stand in a header, like "Price (EUR)" or "Price EUR"."""
    in_header = [word for name in prices for word in name.replace("(", " ").replace(")", " ").split()[1:]]
    shown = [word for word in in_header if name_is_code(word) or not word[0].isalnum()]
    if not any(True for _ in table.column(*prices)):
        raise FeedError(NO_PRICE.format(name=table.path.name))
    return learn(
        assembly,
        table.column(*prices),
        table.column(*stocks),
        [*shown, *table.column(*currencies)],
        zero_is_hidden=zero_is_hidden,
    )


def name_is_code(word: str) -> bool:
    return currency_of(word) == word.upper()


def stock_is_trusted(assembly: Assembly, table: Table, *names: str) -> bool:
    """Whether a stock column holds numbers or words of stock; one that holds anything else was shifted or mistaken."""
    good = bad = 0
    example = ""
    for written in table.column(*names):
        if availability(written) is None and not _is_number(written):
            bad, example = bad + 1, example or written
        else:
            good += 1
    if bad <= good:
        return True
    assembly.findings.warn(
        "the stock column does not hold stock (cells shifted against the header?), so stock counts as not tracked",
        f"{names[0]}: {example}",
    )
    return False


def _is_number(written: str) -> bool:
    try:
        parts(written)
    except NumberError:
        return False
    return True
