"""The catalogue as the public API shows it: for the demo page, and for a page that embeds the widget."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from actions.told.cards import card, image_url, major_units, price_text
from actions.told.suggestions import kinds_among, opening_replies
from bot.gateway.demo import demo_customers
from bot.gateway.errors import ApiError
from bot.gateway.fresh import notice_changes
from bot.gateway.parts import parts_of
from bot.gateway.schemas import ProductFacts, ProductPage, ShopFacts, problems
from catalog.products import Hit, Product, Variant
from catalog.shop import Shop

MOST_PRODUCTS = 100

router = APIRouter(prefix="/api", tags=["catalogue"], responses=problems(422, 503))


async def shelf(shop: Shop) -> list[Product]:
    """The products a visitor may see, in the shop's order."""
    await notice_changes(shop)
    return [product for product in shop.catalogue.products.values() if product.visible]


@router.get("/products", response_model=ProductPage)
async def list_products(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST_PRODUCTS)] = 24,
    offset: Annotated[int, Query(ge=0)] = 0,
    category: Annotated[str, Query(max_length=200)] = "",
) -> JSONResponse:
    """Products a page at a time; `category` is a department or any part of a category path ("Tops")."""
    parts = parts_of(request)
    found = [product for product in await shelf(parts.shop) if not category or in_category(product, category)]
    cards = [card(Hit(product, 0.0)) for product in found[offset : offset + limit]]
    return JSONResponse({"products": cards, "total": len(found), "limit": limit, "offset": offset})


@router.get("/products/{product_id:path}", response_model=ProductFacts, responses=problems(404))
async def show_product(request: Request, product_id: str) -> JSONResponse:
    """One product with its variants."""
    parts = parts_of(request)
    await notice_changes(parts.shop)
    product = parts.shop.product(product_id)
    if product is None:
        raise ApiError(404, "no_such_product", "The shop has no such product. GET /api/products lists what it has.")
    return JSONResponse(facts(product))


@router.get("/shop", response_model=ShopFacts)
async def show_shop(request: Request) -> JSONResponse:
    """What a page needs to present the shop and to open the chat."""
    parts = parts_of(request)
    products = await shelf(parts.shop)
    # What only titles call products is no place to go to.
    names = list(kinds_among(products)) if any(product.categories for product in products) else []
    greeting = f"Hello! I'm the assistant of {parts.settings.shown_name}. Tell me what you are looking for."
    replies = await to_thread.run_sync(opening_replies, parts.shop, names)
    return JSONResponse(
        {
            "name": parts.settings.shown_name[:1].upper() + parts.settings.shown_name[1:],
            "currency": parts.shop.vocabulary.currency,
            "greeting": parts.shop.catalogue.words.welcome or greeting,
            "quick_replies": replies,
            "departments": names,
            "message_characters": parts.settings.service.message_characters,
            "photos": parts.shop.photos.available,
            "demo_customers": await to_thread.run_sync(demo_customers, parts.shop.store, parts.customers),
        }
    )


def in_category(product: Product, category: str) -> bool:
    wanted = category.strip("/ ").lower()
    return any(f"/{wanted}/" in f"/{path.lower()}/" for path in product.categories)


def facts(product: Product) -> dict[str, Any]:
    more = {
        "description": product.description,
        "brand": product.brand,
        "categories": list(product.categories),
        "attributes": {name: list(values) for name, values in product.attributes.items()},
        "images": [image_url(name) for name in product.images],
        "variants": [_variant(variant, product.currency) for variant in product.variants],
    }
    return card(Hit(product, 0.0)) | more


def _variant(variant: Variant, currency: str) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "size": variant.size,
        "colour": variant.colour,
        "price": major_units(variant.price_minor, currency),
        "price_text": price_text(variant.price_minor, currency),
        "stock": variant.stock if variant.tracked else None,
        "in_stock": variant.buyable,
        "image": image_url(variant.image),
    }
