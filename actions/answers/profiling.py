"""The customer's own profile: corrected, no longer added to, added to again, handed out; and what fits them."""

from __future__ import annotations

from actions.answer import Answer
from actions.meant.products import pointed_at
from actions.told.choosing import which_one
from actions.told.profile import ASK_SIZE, guess_told, guessable, sizes_told
from actions.told.wording import count, join
from actions.turn import Turn
from catalog.products import Hit
from catalog.recommend.guessing import CONSENT
from catalog.recommend.profile import LETTERS
from catalog.records import Statement

_KNOWN = "What do you know about me?"


def correct(turn: Turn) -> Answer:
    """Keeps the size that the customer says they wear, and lets go what was concluded before."""
    sizes = turn.heard.wish.facets.get("size", ())
    said = list(sizes) or [word.upper() for word in turn.heard.words[-1:] if word in LETTERS or word.isdecimal()]
    if not said:
        _, profile = turn.shop.recommender.known(turn.visitor, turn.customer_id)
        known = f"{told} " if (told := sizes_told(turn, profile)) else ""
        text = f"{known}What is wrong? Say “I wear M”, “not interested” of a product, or “stop learning from me”."
        return Answer(text, quick_replies=("Stop learning from me", "Forget my data"))
    turn.shop.store.state(turn.visitor, turn.customer_id, Statement("size", said[0]))
    text = f"Thank you, I keep that you wear {said[0]}. Of what comes in sizes I recommend what is there in {said[0]}."
    return Answer(text, quick_replies=("What do you recommend?", _KNOWN))


def stop(turn: Turn) -> Answer:
    """Learns nothing more, and uses nothing of what was learnt."""
    turn.shop.store.state(turn.visitor, turn.customer_id, Statement("learning", "off"))
    text = (
        "All right. From now on I keep nothing of what you look at, and recommend only what is popular. "
        "What was kept before is not used; say “forget my data” to have it deleted."
    )
    return Answer(text, quick_replies=("Forget my data", "You may learn from me again"))


def go_on(turn: Turn) -> Answer:
    """Learns again."""
    turn.shop.store.state(turn.visitor, turn.customer_id, Statement("learning", "on"))
    return Answer(
        "Thank you. What you look at counts for recommendations again.", quick_replies=("What do you recommend?",)
    )


def allow_guesses(turn: Turn) -> Answer:
    """Keeps that the customer allows guesses, where the merchant has any made."""
    labels = guessable(turn)
    if not labels:
        return Answer("Of customers of this shop I guess nothing.", quick_replies=(_KNOWN,))
    turn.shop.store.state(turn.visitor, turn.customer_id, Statement(CONSENT, "on"))
    _, profile = turn.shop.recommender.known(turn.visitor, turn.customer_id)
    told = "\n".join(guess_told(trait) for trait in profile.guessed())
    text = f"Thank you. I may guess your {join(labels)} from what you turn to; say “stop guessing” at any time."
    told = told or "So far I know too little for that."
    return Answer(f"{text}\n{told}", quick_replies=("Stop guessing", _KNOWN))


def forbid_guesses(turn: Turn) -> Answer:
    """Keeps that the customer wants no guesses; none is made or used from now on."""
    turn.shop.store.state(turn.visitor, turn.customer_id, Statement(CONSENT, "off"))
    return Answer("All right, I guess nothing about you.", quick_replies=(_KNOWN, "Send me my data"))


def send(turn: Turn) -> Answer:
    """Where all that is kept can be fetched, and how much of what it is."""
    kept = turn.shop.store.export_customer(turn.customer_id, turn.visitor)
    names = {
        "turns": ("message", ""),
        "events": ("thing you did", "things you did"),
        "orders": ("order", ""),
        "statements": ("thing you told of yourself", "things you told of yourself"),
    }
    counted = [count(len(kept[table]), *name) for table, name in names.items() if kept.get(table)]
    holds = f" It holds {join(counted)}." if counted else ""
    text = f"Here is all that is kept of you, as a file: [my-data.json](/api/my-data).{holds}"
    return Answer(text, quick_replies=(_KNOWN, "Forget my data"))


def own_size_of(turn: Turn) -> Answer:
    """Whether the product talked about is there in the customer's size."""
    product = next(iter(pointed_at(turn)), turn.this_product)
    if product is None:
        return which_one(turn.shown_products)
    _, profile = turn.shop.recommender.known(turn.visitor, turn.customer_id)
    variant, sizes = profile.variant_of(product), sorted(profile.sizes_for(product))
    focus = {"focus": product.id}
    if variant:
        text = f"Yes, the {product.title} is there in your size {variant.size}."
        return Answer(text, (Hit(product, 1.0, variant),), slots=focus)
    if sizes:
        return Answer(
            f"No, the {product.title} is sold out in your size {join(sizes)}.", (Hit(product, 1.0),), slots=focus
        )
    return Answer(f"I don't know your size of that yet. {ASK_SIZE}", slots=focus)
