"""What the reviews of a product say of one aspect, in counts and with quotes; what they praise and criticise most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.told.wording import join
from catalog.review_aspects import Opinions, Voice, quoted_first

#: Value of SIZE -> how it is told of one review and of several.
_SIZES = {
    "small": ("says it runs small", "say it runs small"),
    "large": ("says it runs large", "say it runs large"),
    "right": ("finds its size right", "find its size right"),
}
_LIKES = {
    "positive": ("likes it", "like it"),
    "negative": ("criticises it", "criticise it"),
    "neutral": ("is of two minds", "are of two minds"),
}
#: Aspect -> what it is called in a sentence.
_CALLED = {
    "battery": "battery",
    "comfort": "comfort",
    "delivery": "delivery",
    "fit": "fit",
    "look": "looks",
    "material": "material",
    "price": "price",
    "quality": "quality",
    "service": "service",
    "size": "size",
    "smell": "smell",
    "sound": "sound",
    "taste": "taste",
    "use": "handling",
}
_MOST_QUOTES, _MOST_ASPECTS, _FEWEST = 2, 3, 2


def opinions_text(opinions: Opinions, title: str) -> str:
    """ "3 of the 11 reviews of the Swift say it runs small, 1 finds its size right." and a quote of each side."""
    groups = _SIZES if opinions.aspect == "size" else _LIKES
    found = {value: opinions.of_value(value) for value in groups}
    told = sorted((value for value in groups if found[value]), key=lambda value: -len(found[value]))
    spoken = len(opinions.voices)
    parts = [f"{len(found[value])} {groups[value][len(found[value]) > 1]}" for value in told]
    speak = "speaks" if spoken == 1 else "speak"
    of_all = f"{spoken} of the {opinions.reviews} reviews" if opinions.reviews > 1 else "The only review"
    opening = f"{of_all} of the {title} {speak} of its {_CALLED[opinions.aspect]}: {join(parts)}."
    quotes = [quoted_first(found[value])[:1] for value in told][:_MOST_QUOTES]
    return "\n".join([opening, *(_quoted(voice) for some in quotes for voice in some)])


def untold_opinions(aspect: str, reviews: int, title: str) -> str:
    """That no review speaks of the aspect."""
    what = f"the {reviews} reviews" if reviews > 1 else "its reviews"
    return f"None of {what} of the {title} speaks of its {_CALLED[aspect]}."


def most_spoken(opinions: Mapping[str, Opinions], polarity: str) -> str:
    """ "Criticised most: its size (3) and quality (2)." of what at least two reviews say, "" where there is none."""
    counted = {_CALLED[name]: len(one.liking(polarity)) for name, one in opinions.items()}
    best = _most(counted.items())
    verb = "Criticised" if polarity == "negative" else "Praised"
    return f"{verb} most: its {join([f'{name} ({number})' for name, number in best])}." if best else ""


def _most(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted((one for one in counted if one[1] >= _FEWEST), key=lambda one: -one[1])[:_MOST_ASPECTS]


def _quoted(voice: Voice) -> str:
    return f"{voice.reviewer or 'A customer'} writes: “{voice.text}”"
