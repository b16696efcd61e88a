"""What an action answers, free of Rasa: text, cards, quick replies, and what the conversation keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.turn import Source
from catalog.products import Hit
from nlu.wish import Wish


@dataclass(frozen=True)
class Answer:
    """One answer to one turn.

    Attributes:
        hits: the products shown as cards; the text names each of them.
        quick_replies: sentences that the customer may send by a tap; each works as text.
        slots: slot -> new value.
        offer: what a following "yes" is taken for: a form of Rasa's, or a name of actions/offers.py.
        form: Rasa's form that begins now.
        response: a response of bot/dialogue/responses.yml that is said, one of its wordings; nothing else changes then.
        error: why nothing was done, as a word for the program that asked; the conversation then stays as it was.
        forgets: True when the gateway is to delete the whole conversation after this answer.
    """

    text: str = ""
    hits: tuple[Hit, ...] = ()
    quick_replies: tuple[str, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    offer: str = ""
    form: str = ""
    response: str = ""
    error: str = ""
    forgets: bool = False

    def showing(self, wish: Wish, *, offset: int = 0, photo: str = "", source: Source | None = None) -> Answer:
        """The same answer, with its products kept as those that "the second one" and "cheaper" mean.

        `photo` is the id of the photo they look like, so that the next wish can narrow it; `source` is the list that
        they continue, None for a search or a photo.
        """
        ids = [hit.product.id for hit in self.hits]
        focus = ids[0] if len(ids) == 1 else None
        kept = {"wish": wish.to_dict(), "shown": ids, "focus": focus, "offset": offset, "photo": photo or None}
        listed = source.showing(self.hits).to_dict() if source else None
        return replace(self, slots={**self.slots, **kept, "source": listed})
