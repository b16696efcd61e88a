"""Tables that merchants made themselves, or had a till system write: columns in five languages (words.yml), any order.

What can't be told from the names is asked (`QuestionError`), never guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.feeds.learning import NO_PRICE, learn_table
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.numbers import NumberError, parts
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import FeedError, Findings, QuestionError
from catalog.feeds.table import Row, Table, fold, open_table
from catalog.feeds.words import columns, data, flag
from catalog.products import Product

UNTRACKED = "untracked"
HIDDEN = frozenset(
    ("draft", "archived", "hidden", "inactive", "entwurf", "archiviert", "inaktiv", "brouillon", "borrador")
)
#: Rows that are looked at to tell what a column holds.
SAMPLE = 500
_FACTS = ("material", "unit", "weight")
_WITHOUT_TAX = re.compile(
    r"netto|\bnet\b|\b(?:ht|h\.t\.|hors taxes?)(?!\w)|\b(?:excl?|exkl|ex|zzgl|sin)\b\.?\s*(?:tax|vat|mwst|ust|tva|iva)"
)
#: What a name says of tax at its end: "Verkaufspreis brutto", "Price incl. VAT", "Prix de vente TTC".
_TAX = re.compile(
    r"[\s,-]+\(?(?:brutto|netto|gross|net|ttc|ht|(?:inkl|incl?|inc|excl?|exkl|ex|zzgl|con|sin)\.?\s*(?:tax|vat|mwst|ust|tva|iva)\.?)\)?$"
)


def recognises(peek: Peek) -> str | None:
    return "" if peek.header else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, columns(), order.progress)
    roles = _roles(table, order.columns)
    _ask_what_is_missing(table, roles, order)
    prices = [roles[role] for role in ("price", "sale price", "list price") if role in roles]
    stocks = [roles["stock"]] if roles.get("stock", UNTRACKED) != UNTRACKED else []
    builder = learn_table(order.assembly, table, prices, stocks, [roles[r] for r in ("currency",) if r in roles])
    yield from builder.products(_listings(table, roles, order.assembly.findings))


def _roles(table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """role -> folded column, by what the merchant said, then by name, then by what is in the columns.

    Raises: FeedError for a mapping to a column, or of a role, that there is not.
    """
    known = columns()
    roles: dict[str, str] = {}
    for role, column in mapping.items():
        if role not in data()["columns"]:
            raise FeedError(f"--map {role}={column}: unknown {role!r}. Allowed: {', '.join(data()['columns'])}.")
        if role == "stock" and column.lower() == UNTRACKED:
            roles[role] = UNTRACKED
        elif fold(column) in table.names:
            roles[role] = fold(column)
        else:
            raise FeedError(f"--map {role}={column}: no such column. Found: {', '.join(filter(None, table.titles))}.")
    ranks = {name: rank for rank, name in enumerate(known)}
    # Shoppers pay the price with tax, so one without it counts only where there is no other.
    told = [name for name in table.names if known.get(_plain(name))]
    for name in sorted(told, key=lambda name: (bool(_WITHOUT_TAX.search(name)), ranks[_plain(name)])):
        if name not in roles.values():
            roles.setdefault(known[_plain(name)], name)
    if "price" not in roles and "list price" in roles:
        roles["price"] = roles.pop("list price")
    for name in table.names:
        if name and "image" not in roles and name not in roles.values() and _are_pictures(table, name):
            roles["image"] = name
    return roles


def _plain(name: str) -> str:
    """A name without what it says of tax, currency or unit: "Preis brutto", "Preis (EUR)", "Price in €", "Prix €"."""
    if name in columns():
        return name
    name = _TAX.sub("", name)
    short = re.sub(r"\s*(?:[(\[/].*|\b(?:in|en)\s+)?(?:[$€£¥₹]|\b(?:eur|usd|gbp|chf|cny|rmb)\b)?[)\]]?\s*$", "", name)
    return short.strip()


def _sample(table: Table, name: str) -> list[str]:
    return [cell for _, cell in zip(range(SAMPLE), table.column(name), strict=False)]


def _are_pictures(table: Table, name: str) -> bool:
    cells = _sample(table, name)
    pictures = [cell for cell in cells if re.match(r"https?://\S+\.(jpe?g|png|webp|gif|avif)\b", cell, re.IGNORECASE)]
    return len(pictures) > len(cells) / 2


def _is_money(table: Table, name: str) -> bool:
    """Most cells are numbers, and some of them show decimals or a currency."""
    cells, shown, read = _sample(table, name), 0, 0
    for cell in cells:
        try:
            number, currency = parts(cell)
        except NumberError:
            continue
        read += 1
        shown += bool(currency) or bool(re.search(r"[.,]\d{1,2}$", number))
    return read > 0.8 * len(cells) and shown > 0 and read > 0


def _ask_what_is_missing(table: Table, roles: Mapping[str, str], order: Order) -> None:
    """Raises: FeedError without any price; QuestionError for what a person who knows the table can say."""
    free = [
        title for title, name in zip(table.titles, table.names, strict=True) if title and name not in roles.values()
    ]
    if "price" not in roles:
        money = [title for title in free if _is_money(table, fold(title))]
        if not money:
            raise FeedError(_no_header(table) or NO_PRICE.format(name=order.path.name))
        raise QuestionError("price", money, f"Which column of {order.path.name} is the price?")
    questions = []
    if "title" not in roles:
        questions.append(QuestionError("title", free, f"Which column of {order.path.name} is the product's name?"))
    if "stock" not in roles:
        told = f"{order.path.name} has no column of stock that I know. Which is it, or is stock not tracked?"
        questions.append(QuestionError("stock", [*free, UNTRACKED], told))
    if questions:
        raise questions[0].along(questions[1:])


def _no_header(table: Table) -> str:
    """Why a table without any known column is refused."""
    if any(_plain(name) in columns() for name in table.names):
        return ""
    found = ", ".join(table.titles)[:300]
    return (
        f"the first row of {table.path.name} must name the columns, but none of these is known: {found}. "
        "Name at least title and price (--map title=COLUMN), or start from our own table: "
        "shopmate import --template own"
    )


def _listings(table: Table, roles: Mapping[str, str], findings: Findings) -> Iterator[Listing]:
    """Rows with the same id that stand together are one product where sizes or colours tell them apart."""
    varies = "size" in roles or "colour" in roles
    listing: Listing | None = None
    heading = ""
    for row in table.rows(findings):
        if len(row.values) == 1 and roles["price"] not in row.values:
            heading = next(iter(row.values.values())).strip()
            continue
        made = _listing(row, roles, heading)
        if listing and varies and made.id == listing.id:
            listing.offers += made.offers
            listing.images += made.images
            continue
        if listing:
            yield listing
        listing = made
    if listing:
        yield listing


def _listing(row: Row, roles: Mapping[str, str], heading: str) -> Listing:
    def cell(role: str) -> str:
        return row.text(roles[role]) if role in roles else ""

    title, own = cell("title"), cell("id") or cell("sku")
    if not own:
        # Where there is no number the name is it, so that the next import knows the product again.
        own = slug(title)
    price, sale, listed = cell("price"), cell("sale price"), cell("list price")
    on_sale = bool(sale) and not re.fullmatch(r"[0.,]+", sale)
    category = re.split(r"\s*[|;]\s*", cell("category")) if cell("category") else [heading] if heading else []
    attributes = {name: [cell(name)] for name in _FACTS if cell(name)}
    if cell("tags"):
        attributes["tags"] = [part.strip() for part in re.split(r"[,;|]", cell("tags")) if part.strip()]
    images = [part for part in re.split(r"[|;\s]+|,(?=\s*https?:)", cell("image")) if part]
    status = cell("visible").lower()
    return Listing(
        file=row.file,
        line=row.line,
        id=own,
        title=title,
        description=cell("description"),
        categories=category,
        brand=cell("brand"),
        gender=cell("gender"),
        images=images,
        attributes=attributes,
        url=cell("url"),
        visible=flag(status) is not False and status not in HIDDEN,
        offers=[
            Offer(
                line=row.line,
                price=sale if on_sale else price,
                list_price=price if on_sale else listed,
                sku=cell("sku") or ("" if "size" in roles or "colour" in roles else own),
                stock=cell("stock") if roles.get("stock") != UNTRACKED else "",
                in_stock=None if cell("stock") or roles.get("stock") == UNTRACKED else False,
                options={name: cell(name) for name in ("size", "colour") if cell(name)},
                gtin=cell("gtin"),
            )
        ],
    )


HAND = Format("table", "Table of your own", recognises, products)
