"""A customer's profile in words: what is concluded of them, how sure it is, and from what."""

from __future__ import annotations

from actions.told.cards import price_text
from actions.told.wording import join
from actions.turn import Turn
from catalog.recommend.guessing import CONSENT
from catalog.recommend.history import History
from catalog.recommend.profile import Profile, Trait

_WORDS = {"kind": "You turn to", "brand": "Brands", "colour": "Colours", "size": "Size", "price": "Usual price"}
#: What is asked where a size is to be known and is not.
ASK_SIZE = "Which size do you wear? Say for example “I wear M” or “I wear 42”, and I remember it."
_SURE, _LIKELY = 0.75, 0.45
#: So many of the products turned away are named.
_MOST_TITLES = 5


def profile_told(turn: Turn) -> str:
    """What is concluded of the customer, a line each, with how sure it is and from what; "" for nothing."""
    history, profile = turn.shop.recommender.known(turn.visitor, turn.customer_id)
    told = _told_by_them(turn, history, profile)
    if not history.learns:
        return "\n".join(filter(None, ("I learn nothing from what you do here, as you asked.", told)))
    lines = [line for facet in _WORDS if (line := _line(turn, facet, profile))]
    lines += map(guess_told, profile.guessed())
    concluded = ["What I take from what you did and said:", *lines] if lines else []
    return "\n".join(filter(None, (*concluded, told)))


def _told_by_them(turn: Turn, history: History, profile: Profile) -> str:
    """What they asked me not to recommend."""
    kinds = [value for _, value in profile.tastes.refused]
    products = [f"the {product.title}" for product in turn.shop.products(sorted(history.refused))]
    unwanted = join([*kinds, *products[:_MOST_TITLES]], "or") + (" …" if len(products) > _MOST_TITLES else "")
    return f"You asked me not to recommend {unwanted}." if kinds or products else ""


def guessable(turn: Turn) -> tuple[str, ...]:
    """The labels that could be guessed of somebody who allows it: "age group"."""
    guesser = turn.shop.recommender.guesser
    return guesser.labels if guesser else ()


def consent_to_guesses(turn: Turn) -> str:
    """What the customer said of guesses last: "on", "off", or "" where they were never asked."""
    said = turn.shop.store.statements(turn.visitor, turn.customer_id)
    return next((one.value for one in reversed(said) if one.subject == CONSENT), "")


def guess_told(trait: Trait) -> str:
    """One guess, said to be one."""
    return f"My guess at your {trait.facet}: {trait.value} ({_sure(trait)}: {trait.evidence})."


def sizes_told(turn: Turn, profile: Profile) -> str:
    """The sizes they wear as far as known, in a line of its own; "" for none."""
    return _line(turn, "size", profile)


def _line(turn: Turn, facet: str, profile: Profile) -> str:
    told = [_trait(turn, trait) for trait in profile.traits() if trait.facet == facet]
    return f"{_WORDS[facet]}: {'; '.join(told)}." if told else ""


def _trait(turn: Turn, trait: Trait) -> str:
    value = trait.value
    if trait.facet == "price":
        low, _, high = value.partition("-")
        currency = turn.shop.vocabulary.currency
        value = f"{price_text(int(low), currency)} to {price_text(int(high), currency)}"
    return f"{value} ({_sure(trait)}: {trait.evidence})"


def _sure(trait: Trait) -> str:
    return "sure" if trait.confidence >= _SURE else "likely" if trait.confidence >= _LIKELY else "perhaps"
