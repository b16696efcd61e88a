"""The demo shop's pages, the widget's files and the pictures."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from bot.gateway.errors import ApiError
from bot.gateway.parts import parts_of
from catalog.pictures.names import WIDTHS, sized

FILES = Path(__file__).resolve().parent.parent / "widget"
#: What may be shown of a shop's pictures. SVG is left out: it can carry scripts.
_PICTURES = {".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
_PICTURES |= {".gif": "image/gif", ".avif": "image/avif"}
_FILES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".ico": "image/x-icon", **_PICTURES}

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
@router.get("/products/{product_id:path}")
async def page(product_id: str = "") -> FileResponse:
    """The demo shop; its script reads the address and shows the product."""
    return FileResponse(FILES / "demo" / "index.html", media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/images/{name:path}")
async def image(request: Request, name: str, w: int = 0) -> FileResponse:
    """A picture of the shop, with `w` in one of the widths that are kept, where it is kept in it.

    Names never change their content within a minute or two, so browsers may keep them.
    """
    folder = parts_of(request).settings.images
    path = (inside(folder, sized(name, w)) if w in WIDTHS else None) or inside(folder, name)
    kind = _PICTURES.get(path.suffix.lower()) if path else None
    if path is None or kind is None:
        raise ApiError(404, "no_such_image", "The shop has no such picture.")
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/widget.js")
async def widget() -> FileResponse:
    return _widget_file("widget.js")


@router.get("/widget/{name}")
async def widget_part(name: str) -> FileResponse:
    return _widget_file(name)


@router.get("/demo/{name}")
async def demo_file(name: str) -> FileResponse:
    path, kind = _static(FILES / "demo", name)
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "no-cache"})


def _widget_file(name: str) -> FileResponse:
    """A file of the widget, which pages of any origin may load: it holds nothing of the shop or its customers."""
    path, kind = _static(FILES, name)
    headers = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    return FileResponse(path, media_type=kind, headers=headers | {"Cross-Origin-Resource-Policy": "cross-origin"})


def _static(folder: Path, name: str) -> tuple[Path, str]:
    path = inside(folder, name)
    kind = _FILES.get(path.suffix.lower()) if path else None
    if path is None or kind is None:
        raise ApiError(404, "not_found", "There is nothing at this address. /docs lists what there is.")
    return path, kind


def inside(folder: Path, name: str) -> Path | None:
    """The file `name` under `folder`; None when there is none or the name leads out of the folder."""
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):  # longer than a name may be, a zero byte, half of a character
        return None
