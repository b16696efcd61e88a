"""Products, reviews, links and the revision that tells when any of them moved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from catalog.products import Link, Product, Review, Variant
from catalog.records import now
from catalog.store.changes import Count, Plan
from catalog.store.database import Database
from catalog.store.rows import Row, delete_where, grouped, insert_rows, upsert_rows
from catalog.store.spool import Spool, in_batches
from catalog.tables import (
    CatalogStateRow,
    LinkRow,
    ProductAttributeRow,
    ProductCategoryRow,
    ProductImageRow,
    ProductRow,
    ReviewRow,
    VariantAttributeRow,
    VariantRow,
)

#: So many ids of products that a feed does not name are told.
MOST_EXAMPLES = 1000


class ProductStore(Database):
    def revision(self) -> int:
        """Grows with every change to products, images, links, reviews or FAQ, by whichever process."""
        with self.reading() as connection:
            return connection.scalar(select(CatalogStateRow.revision)) or 0

    def goods_revision(self) -> int:
        """The revision at which anything but the FAQ last moved."""
        with self.reading() as connection:
            return connection.scalar(select(CatalogStateRow.goods)) or 0

    def bump(self) -> None:
        """Lets every process take in what changed beside the tables, such as pictures that came."""
        with self.writing() as connection:
            bump_revision(connection)

    def products(self) -> list[Product]:
        """Every product, hidden ones too, by id; a product whose last variant went is left out."""
        with self.reading() as connection:
            return _read_products(connection, None)

    def product(self, product_id: str) -> Product | None:
        with self.reading() as connection:
            return next(iter(_read_products(connection, [product_id])), None)

    def product_ids(self) -> set[str]:
        with self.reading() as connection:
            return set(connection.scalars(select(ProductRow.id)))

    def currency(self) -> str:
        """The shop's, told by its products; "" while there are none."""
        with self.reading() as connection:
            return connection.scalar(select(ProductRow.currency).limit(1)) or ""

    def product_titles(self) -> dict[str, str]:
        with self.reading() as connection:
            return dict(connection.execute(select(ProductRow.id, ProductRow.title)).tuples().all())

    def image_files(self) -> set[str]:
        """Every file that a product or a variant shows."""
        with self.reading() as connection:
            return {
                *connection.scalars(select(ProductImageRow.file)),
                *connection.scalars(select(VariantRow.image).where(VariantRow.image != "")),
            }

    def variant_facts(self) -> dict[str, tuple[str, str]]:
        """sku -> (product id, title), to complete an order line that names a sku alone."""
        query = select(VariantRow.sku, ProductRow.id, ProductRow.title).join(ProductRow)
        with self.reading() as connection:
            return {sku: (product_id, title) for sku, product_id, title in connection.execute(query)}

    def reviews(self, product_id: str) -> list[Review]:
        """A product's reviews, in a fixed order."""
        query = select(ReviewRow).where(ReviewRow.product_id == product_id)
        with self.reading() as connection:
            return [_review(row) for row in connection.execute(query.order_by(ReviewRow.id))]

    def links(self, product_id: str) -> list[Link]:
        """The merchant's own pairings of a product, in the merchant's order."""
        query = select(LinkRow.kind, LinkRow.product_id, LinkRow.linked_product_id)
        query = query.where(LinkRow.product_id == product_id).order_by(LinkRow.kind, LinkRow.position)
        with self.reading() as connection:
            return [Link(*row) for row in connection.execute(query)]

    def all_links(self) -> list[Link]:
        """Every pairing of the shop, product by product."""
        query = select(LinkRow.kind, LinkRow.product_id, LinkRow.linked_product_id)
        with self.reading() as connection:
            return [Link(*row) for row in connection.execute(query.order_by(LinkRow.product_id, LinkRow.position))]


def bump_revision(connection: Connection, *, faq_alone: bool = False) -> None:
    """Lets every process take in what moved; where the FAQ alone did, nothing but the FAQ is put together again."""
    after = CatalogStateRow.revision + 1
    moved = {"revision": after} if faq_alone else {"revision": after, "goods": after}
    connection.execute(update(CatalogStateRow).values(**moved))


def fingerprint(product: Product) -> str:
    """A hash of all that a feed says about a product; the rating comes from the reviews."""
    facts = repr(replace(product, rating=None, review_count=0))
    return hashlib.sha256(facts.encode()).hexdigest()


def plan_products(connection: Connection, products: Iterable[Product], *, replaces: bool) -> Plan:
    known = dict(connection.execute(select(ProductRow.id, ProductRow.fingerprint)).tuples().all())
    visible = set(connection.scalars(select(ProductRow.id).where(ProductRow.visible)))
    count, spool, named = Count(), Spool[Product](), set[str]()
    for product in products:
        named.add(product.id)
        same = known.get(product.id) == fingerprint(product)
        count.note(is_new=product.id not in known, is_same=same)
        if not same:
            spool.append(product)
    absent = sorted(visible - named) if named else []
    count.absent, count.examples = len(absent), tuple(absent[:MOST_EXAMPLES])
    hidden = absent if replaces else []
    count.hidden = len(hidden)

    def write(target: Connection) -> None:
        for batch in spool.batches():
            _write_products(target, list({product.id: product for product in batch}.values()))
        for ids in in_batches(hidden):
            # Without its fingerprint a hidden product counts as changed when a feed names it again.
            gone = update(ProductRow).where(ProductRow.id.in_(ids))
            target.execute(gone.values(visible=False, fingerprint=""))

    return Plan(count, write)


def _write_products(connection: Connection, products: list[Product]) -> None:
    ids = [product.id for product in products]
    skus = [variant.sku for product in products for variant in product.variants]
    # A sku may have moved here from another product; that one is no longer as its feed described it.
    owners = select(VariantRow.product_id).where(VariantRow.sku.in_(skus))
    connection.execute(update(ProductRow).where(ProductRow.id.in_(owners)).values(fingerprint=""))
    delete_where(connection, VariantRow.sku, skus)
    for column in (
        VariantRow.product_id,
        ProductCategoryRow.product_id,
        ProductImageRow.product_id,
        ProductAttributeRow.product_id,
    ):
        delete_where(connection, column, ids)
    upsert_rows(connection, ProductRow, [_product_row(product) for product in products])
    _insert_details(connection, products)


def _insert_details(connection: Connection, products: list[Product]) -> None:
    """Everything of a batch's products that stands in tables of its own, one statement for each table."""
    paths, files, facts, variants, variant_facts = list[Row](), list[Row](), list[Row](), list[Row](), list[Row]()
    for product in products:
        owner = {"product_id": product.id}
        paths += [{**owner, "position": place, "path": path} for place, path in enumerate(product.categories)]
        files += [{**owner, "position": place, "file": file} for place, file in enumerate(product.images)]
        facts += _attribute_rows(owner, product.attributes)
        variants += [_variant_row(owner, *numbered) for numbered in enumerate(product.variants)]
        for variant in product.variants:
            variant_facts += _attribute_rows({"sku": variant.sku}, variant.attributes)
    insert_rows(connection, ProductCategoryRow, paths)
    insert_rows(connection, ProductImageRow, files)
    insert_rows(connection, ProductAttributeRow, facts)
    insert_rows(connection, VariantRow, variants)
    insert_rows(connection, VariantAttributeRow, variant_facts)


def _product_row(product: Product) -> Row:
    return {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "brand": product.brand,
        "gender": product.gender,
        "currency": product.currency,
        "url": product.url,
        "visible": product.visible,
        "created_at": product.created_at,
        "fingerprint": fingerprint(product),
        "updated_at": now(),
    }


def _variant_row(owner: Row, position: int, variant: Variant) -> Row:
    return {
        **owner,
        "position": position,
        "sku": variant.sku,
        "price_minor": variant.price_minor,
        "stock": variant.stock,
        "stock_tracked": variant.tracked,
        "list_price_minor": variant.list_price_minor,
        "size": variant.size,
        "colour": variant.colour,
        "image": variant.image,
    }


def _attribute_rows(owner: Row, attributes: Any) -> list[Row]:
    pairs = [(name, value) for name, values in attributes.items() for value in values]
    return [{**owner, "position": place, "name": name, "value": value} for place, (name, value) in enumerate(pairs)]


def _read_products(connection: Connection, ids: Sequence[str] | None) -> list[Product]:
    """One query for each table, whether for all products (None) or for some."""

    def chosen(query: Select[*tuple[Any, ...]], column: Any) -> Select[*tuple[Any, ...]]:
        return query if ids is None else query.where(column.in_(list(ids)))

    def details(row: Any, *columns: Any) -> dict[str, list[Any]]:
        query = select(row.product_id, *columns).order_by(row.product_id, row.position)
        return grouped(connection, chosen(query, row.product_id))

    paths = details(ProductCategoryRow, ProductCategoryRow.path)
    files = details(ProductImageRow, ProductImageRow.file)
    facts = details(ProductAttributeRow, ProductAttributeRow.name, ProductAttributeRow.value)
    variants = _read_variants(connection, ids)
    stars = select(ReviewRow.product_id, func.avg(ReviewRow.stars), func.count()).group_by(ReviewRow.product_id)
    ratings = grouped(connection, chosen(stars, ReviewRow.product_id))
    products = []
    for row in connection.execute(chosen(select(ProductRow).order_by(ProductRow.id), ProductRow.id)):
        if row.id not in variants:
            continue
        mean, reviews = ratings[row.id][0] if row.id in ratings else (None, 0)
        products.append(
            Product(
                id=row.id,
                title=row.title,
                currency=row.currency,
                variants=tuple(variants[row.id]),
                description=row.description,
                categories=tuple(paths.get(row.id, ())),
                brand=row.brand,
                gender=row.gender,
                images=tuple(files.get(row.id, ())),
                attributes=_attributes(facts.get(row.id, ())),
                rating=None if mean is None else float(mean),
                review_count=reviews,
                url=row.url,
                # Without a price there is nothing to sell.
                visible=row.visible and any(variant.price_minor for variant in variants[row.id]),
                created_at=row.created_at,
            )
        )
    return products


def _read_variants(connection: Connection, ids: Sequence[str] | None) -> dict[str, list[Variant]]:
    query = select(VariantRow).order_by(VariantRow.product_id, VariantRow.position)
    facts_query = select(VariantAttributeRow.sku, VariantAttributeRow.name, VariantAttributeRow.value)
    facts_query = facts_query.order_by(VariantAttributeRow.sku, VariantAttributeRow.position)
    if ids is not None:
        query = query.where(VariantRow.product_id.in_(list(ids)))
        facts_query = facts_query.join(VariantRow).where(VariantRow.product_id.in_(list(ids)))
    facts = grouped(connection, facts_query)
    variants: dict[str, list[Variant]] = {}
    for row in connection.execute(query):
        variant = Variant(
            sku=row.sku,
            price_minor=row.price_minor,
            stock=row.stock,
            size=row.size,
            colour=row.colour,
            image=row.image,
            attributes=_attributes(facts.get(row.sku, ())),
            # Rows of older versions say neither.
            tracked=row.stock_tracked is not False,
            list_price_minor=row.list_price_minor or 0,
        )
        variants.setdefault(row.product_id, []).append(variant)
    return variants


def _attributes(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[name] = (*values.get(name, ()), value)
    return values


def _review(row: Any) -> Review:
    return Review(row.product_id, row.stars, row.title, row.text, row.reviewer, row.id)
