"""POST /api/photos: a photo, checked and made clean before anything else sees it, goes into the conversation."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import JSONResponse

from bot.gateway.errors import ApiError
from bot.gateway.limits import network_of
from bot.gateway.parts import parts_of
from bot.gateway.schemas import TAKING, Messages, problems
from bot.gateway.sessions import CurrentSession
from bot.gateway.texts import clean_text
from catalog.photos import PhotoMissingError
from vision.image import UnusableImageError
from vision.reader import BusyError

COMMAND = "/search_by_photo"
#: How a photo without words stands in the history.
CAPTION = "(a photo)"

router = APIRouter(prefix="/api", tags=["chat"], responses=TAKING | problems(401))


@router.post("/photos", response_model=Messages)
async def send_photo(
    request: Request,
    session: CurrentSession,
    photo: Annotated[UploadFile, File(description="JPEG, PNG, WebP, GIF, HEIC or AVIF.")],
    text: Annotated[str, Form(description="What the customer writes beside it.")] = "",
) -> JSONResponse:
    """One photo of the customer, and the products that look like it."""
    parts = parts_of(request)
    address = request.client.host if request.client else ""
    parts.limits.check_message(session.conversation, address)
    parts.limits.check_photo(address)
    words = clean_text(text, limit=parts.settings.service.message_characters) if text.strip() else ""
    data = await photo.read(parts.settings.service.photo_bytes + 1)
    if len(data) > parts.settings.service.photo_bytes:
        megabytes = parts.settings.service.photo_bytes // 2**20
        raise ApiError(413, "photo_too_large", f"The photo is too large. Allowed: up to {megabytes} MB.")
    try:
        photo_id = await to_thread.run_sync(
            parts.shop.photo_store.save,
            data,
            network_of(address),
            session.conversation,
            limiter=parts.photo_threads,
        )
    except BusyError as error:
        raise ApiError(429, "photos_waiting", str(error), {"Retry-After": "2"}) from error
    except UnusableImageError as error:
        raise ApiError(422, "unusable_photo", str(error)) from error
    with suppress(PhotoMissingError):  # the turn will say so
        look_ahead = parts.shop.photo_finder.look_ahead
        await to_thread.run_sync(look_ahead, photo_id, limiter=parts.photo_threads)
    answers = await parts.turns.say(session, words or CAPTION, command=COMMAND, photo=photo_id, photo_text=words)
    return JSONResponse({"messages": answers})
