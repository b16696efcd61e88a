"""The FAQ is edited by hand and by file, checked as a whole, and answers only on its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from catalog.faq import FaqAnswerer
from catalog.faq_desk import FaqDesk, FaqError, Imported
from catalog.faq_files import faq_text, read_faq_file
from catalog.products import FaqEntry
from catalog.store import Store
from tests.catalog.search.shelf import WordBagEncoder

GIFT = FaqEntry(
    id="gift-wrap",
    question="Do you wrap gifts?",
    answer="Yes, for two dollars.\n\nChoose it at the checkout.",
    paraphrases=("gift wrapping", "can it be a present"),
    topic="Service",
    link="https://shop.example/gifts",
    valid_from="2026-11-01",
    valid_until="2026-12-24",
)
PLAIN = FaqEntry("repair", 'Do you repair "old" shoes, too?', "Yes; bring them in, we look at them.")


@pytest.fixture
def desk(store: Store) -> FaqDesk:
    return FaqDesk(store)


def test_an_entry_is_added_edited_and_removed_and_each_moves_the_revision(desk: FaqDesk, store: Store) -> None:
    revisions = [store.revision()]
    made = desk.add(replace(PLAIN, id=""))
    revisions.append(store.revision())
    assert made.id == "do-you-repair-old-shoes-too"
    assert desk.edit(made.id, answer="No.").answer == "No."
    revisions.append(store.revision())
    desk.remove(made.id)
    revisions.append(store.revision())
    assert desk.entries() == []
    assert sorted(set(revisions)) == revisions


def test_what_is_asked_already_or_unknown_is_told(desk: FaqDesk) -> None:
    desk.add(PLAIN)
    with pytest.raises(FaqError, match="'repair' asks that already"):
        desk.add(FaqEntry("", "do you repair OLD shoes too", "No."))
    with pytest.raises(FaqError, match="Leave the id out"):
        desk.add(FaqEntry("repair", "Something else?", "No."))
    for call in (desk.entry, desk.remove, desk.edit):
        with pytest.raises(FaqError, match="shopmate faq list"):
            call("none")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer": " "}, "answer .* has 0 characters"),
        ({"question": "x" * 501}, "at most|1 to 500"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"valid_from": "soon"}, "2026-12-24"),
        ({"valid_from": "2026-12-25"}, "is after valid_until"),
        ({"id": "with blanks"}, "without blanks"),
    ],
)
def test_an_unusable_entry_says_what_is_allowed(desk: FaqDesk, changes: dict[str, str], told: str) -> None:
    with pytest.raises(FaqError, match=told):
        desk.add(replace(GIFT, **changes))  # type: ignore[arg-type]
    assert desk.entries() == []


@pytest.mark.parametrize("suffix", [".csv", ".md", ".json", ".jsonld"])
def test_a_file_brings_back_what_was_written(desk: FaqDesk, tmp_path: Path, suffix: str) -> None:
    for entry in (GIFT, PLAIN):
        desk.add(entry)
    path = tmp_path / f"faq{suffix}"
    path.write_text(faq_text(desk.entries(), suffix), encoding="utf-8")
    assert desk.take_in(read_faq_file(path)) == Imported(0, 0, 2)
    desk.remove("repair")
    desk.edit("gift-wrap", answer="Not any more.")
    assert desk.take_in(read_faq_file(path)) == Imported(1, 1, 0)
    assert desk.entries() == [GIFT, PLAIN]


def test_a_merchant_s_page_with_a_faqpage_in_it_is_read(tmp_path: Path) -> None:
    page = tmp_path / "help.html"
    page.write_text(
        """<html><head><script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
        {"@type": "WebSite", "name": "Shop"}, {"@type": ["FAQPage"], "mainEntity": {"@type": "Question",
        "name": "Where&#39;s my parcel?", "acceptedAnswer": {"@type": "Answer", "text": "<p>Ask <b>us</b>.</p>"}}}]}
        </script></head></html>""",
        encoding="utf-8",
    )
    (entry,) = read_faq_file(page)
    assert (entry.question, entry.answer) == ("Where's my parcel?", "Ask us.")


def test_a_heading_without_an_answer_is_the_topic_of_those_after_it(tmp_path: Path) -> None:
    path = tmp_path / "faq.md"
    path.write_text("# Delivery\n\n## How long?\n\nTwo days.\n\n- also: how fast | when does it come\n", "utf-8")
    assert read_faq_file(path) == [
        FaqEntry("", "How long?", "Two days.", ("how fast", "when does it come"), "Delivery")
    ]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("faq.txt", "x", "Allowed: .csv, .md"),
        ("faq.csv", "frage,antwort\na,b\n", "question and answer are needed"),
        ("faq.csv", "question,answer\na,b\nc,\n", "line 3"),
        ("faq.md", "no heading", "holds no question"),
        ("faq.json", "{", "no JSON"),
        ("faq.json", '{"@type": "Question", "name": "a"}', "acceptedAnswer"),
    ],
)
def test_a_file_that_can_t_be_used_says_why_and_changes_nothing(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FaqError, match=told):
        read_faq_file(path)


def test_one_bad_entry_of_a_file_keeps_all_of_it_out(desk: FaqDesk) -> None:
    with pytest.raises(FaqError):
        desk.take_in([PLAIN, replace(GIFT, link="ftp://x")])
    assert desk.entries() == []


def test_an_entry_answers_on_its_days_alone_and_tells_its_link() -> None:
    faq = FaqAnswerer([GIFT, PLAIN], WordBagEncoder())  # type: ignore[arg-type]
    days = {day: faq.answer(GIFT.question, date.fromisoformat(day)) for day in ("2026-10-31", "2026-11-01")}
    assert not days["2026-10-31"].certain
    assert days["2026-11-01"].entry == GIFT
    assert faq.answer(GIFT.question, date(2026, 12, 24)).certain
    assert GIFT not in faq.answer(GIFT.question, date(2026, 12, 25)).near
    assert GIFT.told.endswith("\nhttps://shop.example/gifts")
