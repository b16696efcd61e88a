"""What can be said of the widget's files without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.settings import ROOT

WIDGET = ROOT / "bot" / "widget"
SCRIPTS = sorted(WIDGET.rglob("*.js"))
#: Ways by which a text becomes markup or code.
RAW = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_turns_text_into_markup_or_code(script: Path) -> None:
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not RAW.search(code)


@pytest.mark.parametrize(
    "file", [*SCRIPTS, *WIDGET.rglob("*.css"), *WIDGET.rglob("*.html")], ids=lambda path: path.name
)
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    addresses = set(re.findall(r"https?://[\w.-]+", file.read_text(encoding="utf-8")))
    assert addresses <= {"http://www.w3.org", "https://shop.example"}  # a name space, and the example in the comment


def test_the_demo_page_needs_no_inline_script_or_style() -> None:
    page = (WIDGET / "demo" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_every_setting_and_call_of_the_widget_is_documented() -> None:
    guide = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    names = re.findall(r"(?<![.\w])data\.(\w+)", (WIDGET / "settings.js").read_text(encoding="utf-8"))
    assert names
    for name in set(names):
        attribute = re.sub("([A-Z])", r"-\1", name).lower()
        assert f"`data-{attribute}`" in guide
    returned = re.search(r"\n  return \{\n(.*?)\n  \};", (WIDGET / "main.js").read_text(encoding="utf-8"), re.DOTALL)
    assert returned
    for call in re.findall(r"^    (\w+)[,:]", returned[1], re.MULTILINE):
        assert f"`{call}(" in guide


def test_every_text_of_the_widget_is_used() -> None:
    strings = (WIDGET / "strings.js").read_text(encoding="utf-8")
    table = re.search(r"const ENGLISH = \{\n(.*?)\n\};", strings, re.DOTALL)
    assert table
    code = "".join(path.read_text(encoding="utf-8") for path in WIDGET.glob("*.js") if path.name != "strings.js")
    # A failure's reason is looked up by its name: strings[error.reason].
    reasons = {"unreachable", "offline", "blocked", "tooLong", "broken", "busy"}
    for name in re.findall(r"^  (\w+):", table[1], re.MULTILINE):
        assert name in reasons or re.search(rf"strings\.{name}\b", code), f"{name} is never shown"
