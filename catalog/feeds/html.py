"""Shop systems keep descriptions in HTML; search and chat want plain sentences."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_BREAKING = "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table td tr ul"
BREAKING = frozenset(_BREAKING.split())
#: "a < b" is no tag, and neither is "<3".
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>")
SILENT = frozenset(("script", "style", "template", "noscript"))


def plain_text(html: str) -> str:
    """The words of a piece of HTML, one line a paragraph or list entry; plain text stays as it is."""
    if not _TAG.search(html):
        return unescape(html).strip()
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t\r\f\xa0]+", " ", line).strip(" •·") for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag in BREAKING:
            self.words.append("\n")
