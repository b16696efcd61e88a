from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
#: Pieces that made a reader with patterns look at everything again and again.
FAMILIES = (
    "1", "1,", "and and ", "(", "not ", "no not without ", "1 - ", "a hundred and ", "red or ", "any any ",
    "size 29 or ",    "x", "don't ", "under 50 ", "w32 l34 ", "for my 5 year old ", "non-", "nut free ", "½",
    "colour doesn't matter ", "$", "not too expensive ", "swap red for blue ", "a dress and ", "that is quite ",
)  # fmt: skip
#: Four times the text may take this many times as long; what looks at everything again takes sixteen times.
MOST_TIMES = 9
#: Nothing of a thousand characters may hold up a turn for longer, in seconds of one processor.
LONGEST_SECONDS = 0.05


#: Run by itself: what counts the lines that tests reach makes them several times slower.
MEASURE = """
import json, sys, time
from nlu.hearing.ear import Ear
from tests.nlu.shelves import DEPARTMENT_STORE

ear = Ear(DEPARTMENT_STORE)

def once(text):
    ear.understand.cache_clear()
    began = time.thread_time()
    ear.understand(text)
    return time.thread_time() - began

def fastest(text):
    best = min(once(text) for _ in range(5))
    # A busy machine only ever makes it look slower: what is too slow is given more chances.
    for _ in range(40):
        if best <= limit:
            break
        best = min(best, once(text))
    return best

families, limit = json.load(sys.stdin)
print(json.dumps({piece: [fastest((piece * 1000)[:length]) for length in (1000, 250)] for piece in families}))
"""


@pytest.fixture(scope="module")
def seconds() -> dict[str, list[float]]:
    """Of each family the seconds of one processor for a thousand characters, and for a quarter of them."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=json.dumps([FAMILIES, LONGEST_SECONDS]),
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(ran.stdout))


@pytest.mark.parametrize("piece", FAMILIES)
def test_a_thousand_characters_of_anything_are_heard_in_linear_time(
    seconds: dict[str, list[float]], piece: str
) -> None:
    whole, quarter = seconds[piece]
    assert whole <= LONGEST_SECONDS, f"{whole * 1000:.0f} ms"
    assert whole <= MOST_TIMES * quarter, f"{whole * 1000:.0f} ms against {quarter * 1000:.1f} ms"
