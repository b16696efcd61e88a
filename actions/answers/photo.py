"""Finding products by a photo, and narrowing what was found in words ("but in black", "under 30", "show more")."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.told.chips import removed
from actions.told.found import sold_out_text
from actions.told.looks import look_of, look_text, read_text
from actions.told.suggestions import departments_of, next_steps
from actions.told.wording import elsewhere_text, named_alone, named_with_price, wish_text
from actions.turn import Turn
from catalog.photos import PhotoAnswer, PhotoMissingError
from catalog.products import Hit
from catalog.records import Event
from catalog.search import SearchAnswer
from catalog.vocabulary import segments
from nlu.wish import Wish

_BESIDE = " What else looks like your photo stands beside it."


def search_by_photo(turn: Turn) -> Answer:
    """What looks like the photo of this message. It is a new wish, of what it shows and what is written beside it."""
    if not turn.photo_id:
        return Answer("Please send the photo with the photo button, and I will look for products like it.")
    says = turn.text and not turn.heard.says_nothing
    wish = replace(_refined(turn, Wish()), words="") if says else Wish()
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
    find, limit = turn.shop.photo_finder.find, turn.shop.settings.search.limit
    try:
        found = find(photo_id, wish=wish, limit=limit, offset=offset)
    except PhotoMissingError as error:
        return Answer(str(error), slots={"photo": None})
    if found is None:
        return Answer("I am still looking through the shop's own pictures. Please send the photo again in a minute.")
    if is_new and found.shown and not found.shown.product.in_stock:
        return _instead_of(turn, found.shown, found, photo_id, wish)
    note = ""
    if is_new and found.certain and not found.alike:
        note = f"Your photo shows nothing like {wish_text(wish, turn.shop.vocabulary.currency)}, so I looked at all."
        wish = Wish()
        found = find(photo_id, wish=wish, limit=limit) or found
    found = _without_the_rest(found, offset)
    _record(turn, found)
    if not found.certain:
        return _nothing_like_it(turn, found)
    if not found.hits:
        return Answer("That was everything that looks like your photo.", quick_replies=("Start over",))
    text = " ".join(filter(None, (note, _told(turn, wish, found, offset))))
    replies = (*_corrections(found, wish, offset), *next_steps(wish, _as_search(found), offset))
    return Answer(text, found.hits, replies).showing(wish, offset=offset, photo=photo_id)


def _without_the_rest(found: PhotoAnswer, offset: int) -> PhotoAnswer:
    """Only what looks like the photo, where something does; on a later page the rest is no answer either."""
    if len(found.alike) == len(found.hits) or not (found.alike or offset):
        return found
    return replace(found, hits=found.alike, total=offset + len(found.alike))


def _instead_of(turn: Turn, gone: Hit, found: PhotoAnswer, photo_id: str, wish: Wish) -> Answer:
    """What is sold out comes first, and then what is like it; other kinds are no replacement."""
    kind = set(segments(gone.product)[-1:])
    alike = [hit for hit in found.hits if kind & set(segments(hit.product)) and hit.product.id != gone.product.id]
    hits = (gone, *alike)[: turn.shop.settings.search.limit]
    _record(turn, replace(found, hits=hits))
    text = sold_out_text((gone,)) + (" What else I have of that kind stands beside it." if alike else "")
    return Answer(text, hits, ("Show similar products",)).showing(wish, photo=photo_id)


def _corrections(found: PhotoAnswer, wish: Wish, offset: int) -> tuple[str, ...]:
    """What to say when the kind is wrong, and what the very product goes with."""
    if offset or not wish.is_empty:
        return ()
    if found.shown:
        return ("What goes with the first one?",)
    other = look_of(found).other
    return (f"Show me {other.lower()} instead",) if other else ()


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
    if not found.alike:
        return f"I have nothing like your photo among {wish_text(wish, currency)}. This comes closest{one}."
    if found.shown and found.shown.product.id == found.hits[0].product.id:
        beside = _BESIDE if found.hits[1:] else ""
        return f"{read_text(found.read)}This is exactly the {named_with_price(found.hits[0])}.{beside}"
    read = read_text(found.read)
    if not wish.is_empty:
        return f"{read}Most like your photo among {wish_text(wish, currency)}{one}."
    shows = look_text(look_of(found))
    if turn.photo_id and turn.text:
        # What is asked of a thing that the shop has only the like of, like its price, is told of that.
        return f"{read}{shows} Most like it is the {named_with_price(found.hits[0])}.".lstrip()
    return f"{read}{shows} This is most like it{one}." if shows else f"{read}Most like your photo{one}."


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
