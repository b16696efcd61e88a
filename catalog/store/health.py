"""What a look over the whole catalogue needs, a few columns of each product, never all of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, case, func, or_, select

from catalog.store.database import Database
from catalog.tables import (
    PictureRow,
    ProductAttributeRow,
    ProductCategoryRow,
    ProductImageRow,
    ProductRow,
    VariantRow,
)


@dataclass(frozen=True, slots=True)
class ShelfFact:
    """One product that is shown, or would be if it had a price.

    Attributes:
        shown: whether it is not hidden; one without a price is.
        price_minor: the lowest price above 0 of its variants, 0 without one.
        sellable: whether any variant is in stock, counted or not.
        pictures: how many it names.
    """

    id: str
    title: str
    is_described: bool
    category: str
    price_minor: int
    sellable: bool
    pictures: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """An attribute that nearly all products of a category have, and how many have it."""

    category: str
    name: str
    having: int
    products: int


class HealthStore(Database):
    def shelf_facts(self) -> Iterator[ShelfFact]:
        """The products that are not hidden, and those without a price, by id, read as they are asked for."""
        has_some = or_(VariantRow.stock > 0, VariantRow.stock_tracked.is_(False))
        sold = select(
            VariantRow.product_id,
            func.min(case((VariantRow.price_minor > 0, VariantRow.price_minor))).label("price"),
            func.max(case((has_some, 1), else_=0)).label("some"),
        ).group_by(VariantRow.product_id)
        shown = select(ProductImageRow.product_id, func.count().label("count")).group_by(ProductImageRow.product_id)
        sells, shows, paths = sold.subquery(), shown.subquery(), _first_paths().subquery()
        query = (
            select(
                ProductRow.id,
                ProductRow.title,
                func.length(ProductRow.description) > 0,
                func.coalesce(paths.c.path, ""),
                func.coalesce(sells.c.price, 0),
                func.coalesce(sells.c.some, 0),
                func.coalesce(shows.c.count, 0),
                ProductRow.visible,
            )
            .outerjoin(sells, sells.c.product_id == ProductRow.id)
            .outerjoin(shows, shows.c.product_id == ProductRow.id)
            .outerjoin(paths, paths.c.product_id == ProductRow.id)
            .where(or_(ProductRow.visible, sells.c.price.is_(None)))
            .order_by(ProductRow.id)
        )
        with self.reading() as connection:
            for row in connection.execute(query):
                is_shown = bool(row[7]) and row[4] > 0
                yield ShelfFact(row[0], row[1], bool(row[2]), row[3], int(row[4]), bool(row[5]), int(row[6]), is_shown)

    def shown_files(self) -> Iterator[tuple[str, str]]:
        """(product id, file) of every picture of the products that are not hidden."""
        query = select(ProductImageRow.product_id, ProductImageRow.file).join(ProductRow).where(ProductRow.visible)
        with self.reading() as connection:
            yield from connection.execute(query.order_by(ProductImageRow.product_id)).tuples()

    def lacking(self, *, share: float, least: int) -> list[Lacking]:
        """Attributes that at least `share`, but not all, of a category's products have; categories from `least` on."""
        paths = _first_paths().subquery()
        visible = select(paths.c.product_id, paths.c.path).join(ProductRow, ProductRow.id == paths.c.product_id)
        shelf = visible.where(ProductRow.visible).subquery()
        sizes = select(shelf.c.path, func.count()).group_by(shelf.c.path)
        named = ProductAttributeRow.product_id == shelf.c.product_id
        had = select(shelf.c.path, ProductAttributeRow.name, func.count(func.distinct(shelf.c.product_id)))
        had = had.join(ProductAttributeRow, named).group_by(shelf.c.path, ProductAttributeRow.name)
        with self.reading() as connection:
            total: dict[str, int] = dict(connection.execute(sizes).tuples().all())
            counted = connection.execute(had.order_by(shelf.c.path, ProductAttributeRow.name)).tuples().all()
        found = [Lacking(path, name, count, total[path]) for path, name, count in counted if total[path] >= least]
        return [one for one in found if share * one.products <= one.having < one.products]

    def without_attribute(self, category: str, name: str, *, limit: int) -> list[str]:
        """Ids of products of a category that lack an attribute."""
        paths = _first_paths().subquery()
        has_it = select(ProductAttributeRow.product_id).where(ProductAttributeRow.name == name)
        query = select(ProductRow.id).join(paths, paths.c.product_id == ProductRow.id)
        query = query.where(ProductRow.visible, paths.c.path == category, ProductRow.id.not_in(has_it))
        with self.reading() as connection:
            return list(connection.scalars(query.order_by(ProductRow.id).limit(limit)))

    def failed_files(self) -> set[str]:
        with self.reading() as connection:
            return set(connection.scalars(select(PictureRow.file).where(PictureRow.state == "failed")))


def _first_paths() -> Select[str, str]:
    return select(ProductCategoryRow.product_id, ProductCategoryRow.path).where(ProductCategoryRow.position == 0)
