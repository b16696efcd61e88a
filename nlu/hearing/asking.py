"""What is asked for behind a way of asking: the "garden hose" of "is there something like a garden hose"."""

from __future__ import annotations

from collections.abc import Collection

from nlu.hearing.cues import BEGIN, places_of
from nlu.hearing.lexicon import word_set
from nlu.hearing.row import Row


def thing_in(row: Row, telling: Collection[str]) -> str:
    """The first run of `telling` words behind a phrase of asking; "" when nothing is asked for by its name.

    What is "with pockets" or "for my desk" is not named by that.
    """
    words, leads = (BEGIN, *row.words), word_set("words", "leads")
    for asked in places_of(words, "asks_to_buy", "asks_for"):
        run: list[str] = []
        for word in words[asked.end :]:
            if word in telling:
                run.append(word)
            elif run or word in leads or not word[0].isalnum():
                break
        if run and run[-1] not in word_set("words", "no_goods"):
            return " ".join(run)
    return ""
