"""FAQ files that merchants already have: CSV, Markdown, and the FAQPage of schema.org (JSON-LD, or a page with it)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from catalog.faq_desk import FaqError
from catalog.feeds.html import plain_text
from catalog.products import FaqEntry

COLUMNS = tuple(entry.name for entry in fields(FaqEntry))
#: Between two paraphrases in one cell, or in one line of Markdown.
_BETWEEN = " | "
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_FACT = re.compile(r"^[-*]\s+(id|also|topic|link|valid_from|valid_until):\s*(.*)$", re.IGNORECASE)
_SCRIPT = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def read_faq_file(path: Path) -> list[FaqEntry]:
    """The entries of a file, by the end of its name; ids may be missing ("").

    Raises: FaqError when it can't be read or holds no entry.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise FaqError(f"{path.name}: unknown kind of file. Allowed: {', '.join(_READERS)}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FaqError(f"{path} can't be read: {error}. It has to be UTF-8 text.") from error
    entries = list(read(text))
    if not entries:
        raise FaqError(f"{path.name} holds no question with an answer. docs/merchant.md shows how each kind looks.")
    return entries


def faq_text(entries: Sequence[FaqEntry], suffix: str) -> str:
    """The entries as a file of that kind. Raises: FaqError for an unknown one."""
    write = _WRITERS.get(suffix.lower())
    if write is None:
        raise FaqError(f"{suffix!r}: unknown kind of file. Allowed: {', '.join(_WRITERS)}.")
    return write(entries)


def _from_csv(text: str) -> Iterator[FaqEntry]:
    rows = csv.DictReader(io.StringIO(text))
    unknown = set(rows.fieldnames or ()) - set(COLUMNS)
    if unknown or not {"question", "answer"} <= set(rows.fieldnames or ()):
        given = ", ".join(rows.fieldnames or ())
        raise FaqError(f"columns {given}. Allowed: {', '.join(COLUMNS)}; question and answer are needed.")
    for row in rows:
        known = {name: value for name, value in row.items() if value}
        if not (known.get("question") and known.get("answer")):
            raise FaqError(f"line {rows.line_num}: question or answer is missing.")
        paraphrases = known.pop("paraphrases", "").split(_BETWEEN.strip())
        yield _entry(known, paraphrases)


def _from_markdown(text: str) -> Iterator[FaqEntry]:
    """A heading is a question, what follows it the answer; a heading without any is the topic of those after it."""
    pieces, topic = _HEADING.split(text), ""
    for question, body in zip(pieces[1::2], pieces[2::2], strict=True):
        facts, lines = list[tuple[str, str]](), list[str]()
        for line in body.strip().splitlines():
            fact = _FACT.match(line.strip())
            facts += [(fact[1].lower(), fact[2].strip())] if fact else []
            lines += [] if fact else [line.rstrip()]
        answer = "\n".join(lines).strip()
        if not answer:
            topic = question
            continue
        also = [name for key, value in facts if key == "also" for name in value.split(_BETWEEN.strip())]
        known = {key: value for key, value in facts if key != "also"}
        yield _entry({"topic": topic, **known, "question": question, "answer": answer}, also)


def _from_json(text: str) -> Iterator[FaqEntry]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise FaqError(f"this is no JSON: {error}.") from error
    for question in _questions(document):
        answers = question.get("acceptedAnswer") or {}
        answer = answers[0] if isinstance(answers, list) and answers else answers
        given = answer.get("text") if isinstance(answer, Mapping) else None
        if not (isinstance(question.get("name"), str) and isinstance(given, str) and given.strip()):
            raise FaqError(f"question {question.get('name')!r} has no acceptedAnswer with a text.")
        also = question.get("alternateName") or []
        facts = {
            "id": question.get("identifier"), "topic": question.get("about"), "link": question.get("url"),
            "valid_from": question.get("datePublished"), "valid_until": question.get("expires"),
        }  # fmt: skip
        known = {name: value for name, value in facts.items() if isinstance(value, str)}
        texts = {"question": plain_text(question["name"]), "answer": plain_text(given)}
        yield _entry({**known, **texts}, [also] if isinstance(also, str) else also)


def _from_page(text: str) -> Iterator[FaqEntry]:
    for script in _SCRIPT.findall(text):
        yield from _from_json(script)


def _questions(document: Any) -> Iterator[Mapping[str, Any]]:
    """Every schema.org Question anywhere in the document."""
    if isinstance(document, list):
        for part in document:
            yield from _questions(part)
    elif isinstance(document, dict):
        kinds = document.get("@type")
        if kinds == "Question" or (isinstance(kinds, list) and "Question" in kinds):
            yield document
        else:
            for part in document.values():
                yield from _questions(part)


def _entry(facts: Mapping[str, str], paraphrases: Sequence[str]) -> FaqEntry:
    return FaqEntry(**{"id": "", **facts}, paraphrases=tuple(text.strip() for text in paraphrases if text.strip()))


def _to_csv(entries: Sequence[FaqEntry]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = {name: getattr(entry, name) for name in COLUMNS} | {"paraphrases": _BETWEEN.join(entry.paraphrases)}
        writer.writerow(cells.values())
    return out.getvalue()


def _to_markdown(entries: Sequence[FaqEntry]) -> str:
    blocks = []
    for entry in entries:
        facts = {"id": entry.id, "also": _BETWEEN.join(entry.paraphrases), "topic": entry.topic, "link": entry.link}
        facts |= {"valid_from": entry.valid_from, "valid_until": entry.valid_until}
        lines = [f"- {name}: {value}" for name, value in facts.items() if value]
        blocks.append("\n".join([f"## {entry.question}", "", *lines, "", entry.answer]))
    return "\n\n".join(blocks) + "\n"


def _to_json(entries: Sequence[FaqEntry]) -> str:
    questions = [_question(entry) for entry in entries]
    page = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def _question(entry: FaqEntry) -> dict[str, Any]:
    facts = {
        "identifier": entry.id, "alternateName": list(entry.paraphrases), "about": entry.topic, "url": entry.link,
        "datePublished": entry.valid_from, "expires": entry.valid_until,
    }  # fmt: skip
    known = {name: value for name, value in facts.items() if value}
    answer = {"@type": "Answer", "text": entry.answer}
    return {"@type": "Question", "name": entry.question, "acceptedAnswer": answer, **known}


_READERS: Mapping[str, Callable[[str], Iterator[FaqEntry]]] = {
    ".csv": _from_csv,
    ".md": _from_markdown,
    ".json": _from_json,
    ".jsonld": _from_json,
    ".html": _from_page,
}
_WRITERS: Mapping[str, Callable[[Sequence[FaqEntry]], str]] = {
    ".csv": _to_csv,
    ".md": _to_markdown,
    ".json": _to_json,
    ".jsonld": _to_json,
}
