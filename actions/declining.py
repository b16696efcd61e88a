"""Taking a "no" for an answer."""

from __future__ import annotations

from actions.answer import Answer
from actions.turn import Turn


def declined(turn: Turn) -> Answer:
    """What follows a "no": a change to what is shown, or anything else."""
    if turn.shown and not turn.wish.is_empty:
        return Answer("All right. What should be different?", quick_replies=("Cheaper", "Show more", "Start over"))
    return Answer("All right. What else can I do for you?")
