"""`shopmate import`: a feed file, a feed folder or the export of a shop system into the store, all or nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.feeds.assembly import Assembly
from catalog.feeds.companions import COMPANIONS, things
from catalog.feeds.detection import Feed, read_feed
from catalog.feeds.mappings import remember, remembered
from catalog.feeds.pictures import PictureCopier
from catalog.feeds.records import Columns, Progress, RecordFile
from catalog.feeds.registry import Order
from catalog.feeds.report import FeedError, Figures, Findings, HidingError, ImportReport, QuestionError
from catalog.products import Product
from catalog.settings import Settings
from catalog.store import CatalogChange, ChangeCounts, Count, Store
from catalog.store.emptying import Things

#: A feed that would hide more of the shop than this share has to be meant.
MOST_HIDDEN_SHARE = 0.2
PICTURE_FOLDERS = ("images", "media/catalog/product", "pub/media/catalog/product", "media")


def import_feed(
    store: Store,
    settings: Settings,
    path: Path,
    *,
    format: str = "auto",
    dry_run: bool = False,
    replace: bool = False,
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
    hide_many: bool = False,
    instead_of: Things | None = None,
) -> ImportReport:
    """Imports what lies at `path` in one transaction and reports on it; see ImportReport.exit_code.

    Products that the feed does not name stay as they are; `replace` hides them, more than a fifth of the shop only
    with `hide_many`. A dry run writes nothing.
    columns: what the merchant said of a table: "title" -> its column; "stock" may be "untracked". What was said of a
    table with the same header before is remembered.
    instead_of: what the import takes the place of, the demo shop say; it goes when, and only when, the import succeeds.
    Raises: StoreError and SQLAlchemy's errors when the database fails; a bad feed ends in the report.
    """
    started, findings = time.monotonic(), Findings()
    counts: ChangeCounts = {}
    figures, name, told, error = Figures(), "", "", ""
    trouble: FeedError | None = None
    try:
        feed = read_feed(path, format)
        name, told = feed.kind.name, feed.told
        pictures = PictureCopier(
            [feed.folder / name for name in PICTURE_FOLDERS], settings.images, findings, dry_run=dry_run
        )
        assembly = _assembly(store, settings, pictures, findings, instead_of or Things())
        said = _said_of(feed, settings, columns or {}, findings)
        streams = _Streams(feed, assembly, replace, progress, said)

        def approve(planned: ChangeCounts) -> None:
            nonlocal counts
            if replace and not (hide_many or dry_run):
                _check_hidden(planned["products"])
            counts = planned
            _check_used(planned)

        counts = store.apply(streams.change(), dry_run=dry_run, approve=approve, instead_of=instead_of)
        figures = streams.figures
        figures.pictures = pictures.addresses
        if not dry_run and said and feed.header:
            remember(settings.home, feed.header, said)
    except FeedError as unusable:
        trouble, error = unusable, str(unusable)
    except OSError as failed:
        error = f"{failed.filename}: {failed.strerror}. Nothing was changed."
    return ImportReport(
        source=str(path),
        format=name,
        dry_run=dry_run,
        counts=counts,
        variants=figures.variants,
        refused_rows=findings.refused_rows,
        refused=tuple(findings.refused),
        warnings=tuple(findings.warnings.values()),
        seconds=round(time.monotonic() - started, 2),
        error=error,
        told=told,
        notes=tuple(findings.notes),
        figures=figures,
        question=trouble if isinstance(trouble, QuestionError) else None,
        hides=trouble.hidden if isinstance(trouble, HidingError) else 0,
    )


def _assembly(store: Store, settings: Settings, pictures: PictureCopier, findings: Findings, gone: Things) -> Assembly:
    """What puts rows together beside all that the shop holds but what will be gone."""
    products, customers = store.product_ids() - set(gone.products), store.customer_ids() - set(gone.customers)
    variants = {sku: of for sku, of in store.variant_facts().items() if of[0] in products}
    currency = store.currency() if products else ""

    def stored(product_id: str) -> Product | None:
        return store.product(product_id) if product_id in products else None

    found = Assembly(currency or settings.currency, pictures, findings, products, customers, variants, stored=stored)
    # A currency that the settings name beside the shipped one is the merchant's own word.
    found.takes_currency = not products and settings.currency == Settings.currency
    return found


def _said_of(feed: Feed, settings: Settings, said: Mapping[str, str], findings: Findings) -> dict[str, str]:
    """What the merchant says of the columns of this table, now and before."""
    before = remembered(settings.home, feed.header) if feed.header else {}
    if told := ", ".join(f"{role}={column}" for role, column in before.items() if role not in said):
        findings.notes.append(f"Columns as you said before: {told}. (--forget-map forgets it.)")
    return {**before, **said}


def _check_used(counts: ChangeCounts) -> None:
    """Raises: FeedError when nothing of a feed would come into the shop."""
    if not any(count.added + count.changed + count.unchanged for count in counts.values()):
        raise FeedError("no row can be used.")


def _check_hidden(products: Count) -> None:
    """Raises: HidingError when a feed would take much of the shop away."""
    shown = products.hidden + products.unchanged + products.changed
    if products.hidden > shown * MOST_HIDDEN_SHARE:
        raise HidingError(products.hidden, shown, products.examples[:5])


class _Streams:
    """A feed as streams that the store draws from; only the beginnings of the files are looked at before."""

    def __init__(
        self, feed: Feed, assembly: Assembly, replace: bool, progress: Progress | None, columns: Mapping[str, str]
    ) -> None:
        self.figures = Figures()
        self._columns = columns
        self._feed = feed
        self._assembly = assembly
        # Hiding what a feed does not name is only sensible where the feed names products.
        self._replace = replace and feed.products is not None
        self._progress = progress
        self._files = {kind: self._open(path, COMPANIONS[kind].columns) for kind, path in feed.companions.items()}

    def change(self) -> CatalogChange:
        return CatalogChange(
            products=self._products(),
            pictures=self._assembly.pictures.web(),
            reviews=self._rows("reviews"),
            links=self._rows("links"),
            faq=self._rows("faq", once="id"),
            customers=self._rows("customers", once="id"),
            orders=self._rows("orders", once="number"),
            events=self._rows("events"),
            replace=self._replace,
        )

    def _open(self, path: Path, columns: Columns) -> RecordFile:
        return RecordFile(path, columns, self._assembly.findings, self._progress)

    def _rows(self, kind: str, once: str = "") -> Iterator[Any]:
        if kind in self._files:
            yield from things(self._files[kind].records(), self._assembly, COMPANIONS[kind].read, once=once)

    def _products(self) -> Iterator[Product]:
        if self._feed.products is None:
            return
        order = Order(self._feed.products, self._assembly, self._progress, self._columns)
        for read in self._feed.kind.products(order):
            product = self._assembly.with_lost(read)
            self.figures.add(product, paid=self._feed.kind.compares)
            yield product
        if self._replace and (self._assembly.findings.refused_rows or not self._assembly.product_ids):
            raise FeedError(
                "with --replace every product row must be usable, or a product would vanish for a slip of the "
                "keyboard. Mend the refused rows, or import without --replace."
            )
