"""Finding products by a photo, and narrowing what was found in words ("but in black", "under 30", "show more")."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.told.chips import removed
from actions.told.found import sold_out_text
from actions.told.suggestions import departments_of, next_steps
from actions.told.wording import elsewhere_text, named_alone, wish_text
from actions.turn import Turn
from catalog.photos import LIKENESS_FLOOR, PhotoAnswer, PhotoIndex, PhotoMissingError
from catalog.products import Hit
from catalog.records import Event
from catalog.search import SearchAnswer
from catalog.vocabulary import segments
from nlu.wish import Wish
from vision.image import Pixels

#: Most products of another kind stay below this share of the best likeness, those of the same kind above it. Kinds that
#: look alike do not: a rain backpack's photo gives a boot 0.69. tests/actions/test_photo.py measures some.
_SAME_KIND = 0.62
#: From this likeness on the photo shows the very product; the shop's own pictures give 0.87 and more.
_SAME_THING = 0.8


def search_by_photo(turn: Turn) -> Answer:
    """What looks like the photo of this message; the wish so far, and what was written beside it, still hold."""
    if not turn.photo_id:
        return Answer("Please send the photo with the photo button, and I will look for products like it.")
    # The words of an earlier wish said what was meant and what came first; now the photo does. What an earlier photo
    # was narrowed to was about that photo.
    wish = Wish() if turn.photo else replace(turn.wish, words="", sort="relevance")
    if turn.text and not turn.heard.says_nothing:
        wish = replace(_refined(turn, wish), words="")
    return _like_photo(turn, turn.photo_id, wish, is_new=True)


def narrow(turn: Turn) -> Answer:
    """The products like the photo of before that also satisfy what is said now."""
    return _like_photo(turn, turn.photo, replace(_refined(turn, turn.wish), words=""))


def without_part(turn: Turn) -> Answer:
    """The products like the photo of before when a chip is taken away."""
    chip = removed(turn)
    return _like_photo(turn, turn.photo, chip.rest if chip else turn.wish)


def more_like_it(turn: Turn) -> Answer:
    """The next products like the photo of before."""
    return _like_photo(turn, turn.photo, turn.wish, offset=turn.offset + turn.shop.settings.search.limit)


def _refined(turn: Turn, wish: Wish) -> Wish:
    prices = turn.reference_prices_minor
    return turn.shop.reader.refine(wish, turn.heard.wish, turn.text, shown_prices_minor=prices)


def _like_photo(turn: Turn, photo_id: str, wish: Wish, *, offset: int = 0, is_new: bool = False) -> Answer:
    index = turn.shop.photos.index
    if index is None:
        return Answer("I am still looking through the shop's own pictures. Please send the photo again in a minute.")
    try:
        pixels = turn.shop.photo_store.load(photo_id).pixels
    except PhotoMissingError as error:
        return Answer(str(error), slots={"photo": None})
    limit = turn.shop.settings.search.limit
    found = index.find(pixels, wish=wish, limit=limit, offset=offset)
    if is_new and (gone := _sold_out(index, pixels, wish)):
        return _instead_of(turn, gone, found, photo_id, wish)
    note = ""
    if is_new and found.certain and not _looks_alike(found):
        # The wish of before keeps away all that looks like the photo: the photo is about something else.
        note = f"Your photo shows nothing like {wish_text(wish, turn.shop.vocabulary.currency)}, so I looked at all."
        wish = Wish()
        found = index.find(pixels, wish=wish, limit=limit)
    _record(turn, found)
    if not found.certain:
        return _nothing_like_it(turn, found)
    if not found.hits:
        return Answer("That was everything that looks like your photo.", quick_replies=("Start over",))
    text = " ".join(filter(None, (note, _told(turn, wish, found, offset))))
    answer = Answer(text, found.hits, next_steps(wish, _as_search(found), offset))
    return answer.showing(wish, offset=offset, photo=photo_id)


def _sold_out(index: PhotoIndex, pixels: Pixels, wish: Wish) -> Hit | None:
    """The product that the photo shows, where none of its variants can be bought."""
    nearest = next(iter(index.find(pixels, wish=replace(wish, in_stock=False), limit=1).hits), None)
    return nearest if nearest and nearest.score >= _SAME_THING and not nearest.product.in_stock else None


def _instead_of(turn: Turn, gone: Hit, found: PhotoAnswer, photo_id: str, wish: Wish) -> Answer:
    """What is sold out comes first, and then what is like it; other kinds are no replacement."""
    kind = set(segments(gone.product)[-1:])
    alike = [hit for hit in found.hits if kind & set(segments(hit.product)) and hit.product.id != gone.product.id]
    hits = (gone, *alike)[: turn.shop.settings.search.limit]
    _record(turn, replace(found, hits=hits))
    text = sold_out_text((gone,)) + (" What else I have of that kind stands beside it." if alike else "")
    return Answer(text, hits, ("Show similar products",)).showing(wish, photo=photo_id)


def _looks_alike(found: PhotoAnswer) -> bool:
    """Whether the wish left something that is like the photo, not only the nearest of another kind."""
    least = max(LIKENESS_FLOOR, _SAME_KIND * found.likeness)
    return any(hit.score >= least for hit in found.hits)


def _told(turn: Turn, wish: Wish, found: PhotoAnswer, offset: int) -> str:
    currency = turn.shop.vocabulary.currency
    one = named_alone(found.hits)
    wish = replace(wish, sort="relevance")  # what comes first is not part of what is looked for
    if offset:
        return f"Further down, less like your photo{one}."
    if found.relaxed:
        elsewhere = elsewhere_text(wish, found.wish, currency)
        missing = f"I have nothing like your photo among {wish_text(wish, currency)}."
        return f"{missing} {elsewhere[:1].upper()}{elsewhere[1:]} there is what comes closest{one}."
    if not _looks_alike(found):
        return f"I have nothing like your photo among {wish_text(wish, currency)}. This comes closest{one}."
    if not wish.is_empty:
        return f"Most like your photo among {wish_text(wish, currency)}{one}."
    # The main colour may be that of a wall behind the product: it is said only where what was found has it too.
    if any(found.main_colour in variant.colour.lower() for variant in found.hits[0].product.variants):
        return f"Your photo shows something {found.main_colour}. This is most like it{one}."
    return f"Most like your photo{one}."


def _nothing_like_it(turn: Turn, found: PhotoAnswer) -> Answer:
    text = f"I see something mainly {found.main_colour}, but there is nothing like that here."
    return Answer(
        f"{text} What is it? Tell me in words.", quick_replies=departments_of(turn)[:4], slots={"photo": None}
    )


def _as_search(found: PhotoAnswer) -> SearchAnswer:
    return SearchAnswer(found.hits, found.total, found.wish, found.relaxed)


def _record(turn: Turn, found: PhotoAnswer) -> None:
    searched = Event("search", turn.visitor, turn.customer_id, None, "(photo)", found.total)
    shown = [Event("shown", turn.visitor, turn.customer_id, hit.product.id) for hit in found.hits]
    turn.shop.store.record([searched, *shown])
