"""What an import did: counts, the rows it kept out and why, and what it noticed besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from catalog.money import minor_digits
from catalog.products import Product
from catalog.store import Count

#: A report names this many refused rows and this many examples of one warning; the counts go on.
MOST_REFUSED = 1000
MOST_EXAMPLES = 5
LONGEST_VALUE = 80


class FeedError(ValueError):
    """A feed of which nothing can be used; the message says what was found and what is needed."""


class QuestionError(FeedError):
    """Something about a table that its names do not tell; a person can, with --map."""

    def __init__(self, role: str, choices: list[str], text: str) -> None:
        told = " or ".join(f"--map {role}={choice}" for choice in choices[:4])
        super().__init__(f"{text} Say it with {told}.")
        self.role, self.choices, self.text = role, choices, text

    def along(self, others: list[QuestionError]) -> QuestionError:
        """This question, with what else will have to be said in its message."""
        self.args = (" ".join([str(self), *map(str, others)]),)
        return self


class HidingError(FeedError):
    """A feed that would hide much of the shop, which has to be meant."""

    def __init__(self, hidden: int, shown: int, examples: Sequence[str]) -> None:
        super().__init__(
            f"it does not name {hidden} of the {shown} products of the shop ({', '.join(examples)} …), and --replace "
            "would hide them. Add --yes if that is meant."
        )
        self.hidden = hidden


class RowError(ValueError):
    """A row that cannot be used: which column, what it holds, what is allowed."""

    def __init__(self, column: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = _short(value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was kept out. `line` is where it begins in its file, counted from 1."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}"
        return f"{where}: {self.column} {self.value!r} {self.reason}" if self.column else f"{where}: {self.reason}"


@dataclass
class Warned:
    """Something that kept no row out, how often it was seen, and a few examples."""

    text: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class Findings:
    """`notes` are sentences to be told first. Collects refusals and warnings while a feed is read."""

    def __init__(self) -> None:
        self.refused: list[Refused] = []
        self.refused_rows = 0
        self.warnings: dict[str, Warned] = {}
        self.notes: list[str] = []

    def refuse(self, file: str, line: int, error: RowError) -> None:
        self.refused_rows += 1
        if len(self.refused) < MOST_REFUSED:
            self.refused.append(Refused(file, line, error.column, error.value, error.reason))

    def warn(self, text: str, example: str = "") -> None:
        warned = self.warnings.setdefault(text, Warned(text))
        warned.count += 1
        if example and len(warned.examples) < MOST_EXAMPLES and example not in warned.examples:
            warned.examples.append(_short(example))


@dataclass
class Figures:
    """What the products of a feed come to.

    Attributes:
        hidden: products of these that are kept and not shown.
        price_min, price_max: in major units of `currency`, as the file's own price column has them, which is before a
            sale where a sale has its own; None without any price.
        on_sale: variants with a price before a sale.
        stock_units: pieces, where they are counted; stock_untracked: variants in stock that are not counted.
        pictures: different web addresses of pictures.
    """

    currency: str = ""
    products: int = 0
    variants: int = 0
    hidden: int = 0
    price_min: float | None = None
    price_max: float | None = None
    stock_units: int = 0
    stock_untracked: int = 0
    on_sale: int = 0
    pictures: int = 0

    def add(self, product: Product, *, paid: bool = False) -> None:
        """paid: whether the file's price is what is paid, not what was before a sale."""
        self.currency = product.currency
        self.products += 1
        self.variants += len(product.variants)
        self.hidden += not product.visible
        for variant in product.variants:
            before = variant.price_minor if paid else variant.list_price_minor or variant.price_minor
            price = before / 10 ** minor_digits(product.currency)
            self.on_sale += variant.list_price_minor > 0
            self.price_min = price if self.price_min is None else min(self.price_min, price)
            self.price_max = price if self.price_max is None else max(self.price_max, price)
            self.stock_units += variant.stock if variant.tracked else 0
            self.stock_untracked += not variant.tracked


@dataclass(frozen=True)
class ImportReport:
    """What one import did, or in a dry run would have done.

    Attributes:
        format: the name of the format, "" when that could not be told; told: its name for a person.
        question: what a person may be asked, None when nothing is open; hides: how many products it was not allowed to
            hide without a word of the merchant.
        counts: kind ("products", "reviews", …) -> added, changed, unchanged, hidden.
        refused_rows: how many in all; `refused` names the first MOST_REFUSED.
        error: why nothing was usable, "" otherwise.
    """

    source: str
    format: str
    dry_run: bool
    counts: Mapping[str, Count]
    variants: int
    refused_rows: int
    refused: tuple[Refused, ...]
    warnings: tuple[Warned, ...]
    seconds: float
    error: str = ""
    told: str = ""
    notes: tuple[str, ...] = ()
    figures: Figures = field(default_factory=Figures)
    question: QuestionError | None = None
    hides: int = 0

    @property
    def exit_code(self) -> Literal[0, 2, 3]:
        """0 every row is in, 3 some were refused, 2 nothing was usable."""
        if self.error:
            return 2
        return 3 if self.refused_rows else 0

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, as `--report` writes it."""
        data = asdict(replace(self, question=None))
        del data["question"]
        figures = data.pop("figures")
        return {**data, "counts": {kind: asdict(count) for kind, count in self.counts.items()}, **figures}

    def first_line(self) -> str:
        """What was recognised, and what it holds: "Shopify export, new header: 7 products, 21 variants"."""
        if not self.figures.products:
            return f"{self.told}."
        hidden = f", {self.figures.hidden} of them not shown" if self.figures.hidden else ""
        return f"{self.told}: {self.figures.products} products{hidden}, {self.figures.variants} variants"

    def text(self) -> str:
        """A few lines for a person: one for each kind, then what was kept out, then the warnings."""
        first = [self.first_line(), *self.notes] if self.told else []
        if self.error:
            lines = [*first, f"Nothing imported from {self.source}: {self.error}"]
        else:
            done = "Would import" if self.dry_run else "Imported"
            lines = [*first, f"{done} {self.source} ({self.format} format) in {self.seconds:.1f} s"]
        lines += self._absent_lines()
        for kind, count in self.counts.items():
            if count.written or count.unchanged:
                removed = f", {count.hidden} {'hidden' if kind == 'products' else 'removed'}" if count.hidden else ""
                more = f" ({self.variants} variants)" if kind == "products" and self.variants else ""
                lines.append(
                    f"  {kind}: {count.added} added, {count.changed} changed, "
                    f"{count.unchanged} unchanged{removed}{more}"
                )
        if self.refused_rows:
            lines += [f"Refused rows: {self.refused_rows}", *(f"  {row}" for row in self.refused[:20])]
        if self.refused_rows > 20:
            lines.append("  … --report FILE names more of them")
        for warned in self.warnings:
            examples = f" ({'; '.join(warned.examples)})" if warned.examples else ""
            lines.append(f"Warning: {warned.text}: {warned.count}{examples}")
        return "\n".join(lines)

    def _absent_lines(self) -> list[str]:
        """What of the shop was not in the file."""
        products = self.counts.get("products", Count())
        if not products.absent or products.hidden:
            return []
        more = " …" if products.absent > MOST_EXAMPLES else ""
        some = ", ".join(products.examples[:MOST_EXAMPLES]) + more
        return [
            f"  not in the file: {products.absent} products of the shop ({some}); they stay as they are "
            "(--replace hides them)"
        ]


def _short(value: object) -> str:
    """One printable line: a broken row may hold line breaks, and codes that would steer a terminal."""
    written = str(value)[: 2 * LONGEST_VALUE].encode("utf-8", "backslashreplace").decode()
    text = "".join(mark if mark.isprintable() else " " for mark in written)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
