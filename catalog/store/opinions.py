"""How an import plans and writes reviews and links: each set belongs whole to its product."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, delete, select

from catalog.products import Link, Review
from catalog.store.changes import Count, Plan
from catalog.store.rows import Row, delete_where, insert_rows, upsert_rows
from catalog.store.spool import Spool, in_batches
from catalog.tables import LinkRow, ReviewRow


def plan_reviews(connection: Connection, reviews: Iterable[Review]) -> Plan:
    """Plans the reviews; one without an id gets one from its words, so that a second import knows it."""
    stored = {row.id: (row.product_id, _digest_of_row(row)) for row in connection.execute(select(ReviewRow))}
    count, spool, twins = Count(), Spool[Review](), Counter[str]()
    named, seen = set[str](), set[str]()
    for review in reviews:
        digest = _digest(review)
        twins[digest] += 1
        review = replace(review, id=review.id or f"{digest}-{twins[digest]}")
        named.add(review.product_id)
        seen.add(review.id)
        same = stored.get(review.id, ("", ""))[1] == digest
        count.note(is_new=review.id not in stored, is_same=same)
        if not same:
            spool.append(review)
    gone = [id_ for id_, (product_id, _) in stored.items() if product_id in named and id_ not in seen]
    count.hidden = len(gone)

    def write(target: Connection) -> None:
        for ids in in_batches(gone):
            delete_where(target, ReviewRow.id, ids)
        for batch in spool.batches():
            upsert_rows(target, ReviewRow, list({review.id: _review_row(review) for review in batch}.values()))

    return Plan(count, write)


def _review_row(review: Review) -> Row:
    return {name: getattr(review, name) for name in ("id", "product_id", "stars", "title", "text", "reviewer")}


def _digest(review: Review) -> str:
    facts = repr((review.product_id, review.stars, review.title, review.text, review.reviewer))
    return hashlib.sha256(facts.encode()).hexdigest()[:40]


def _digest_of_row(row: object) -> str:
    fields = {name: getattr(row, name) for name in ("product_id", "stars", "title", "text", "reviewer")}
    return _digest(Review(**fields))


def plan_links(connection: Connection, links: Iterable[Link]) -> Plan:
    """Plans the links of each named product anew when their set or their order differs."""
    stored: dict[str, list[Link]] = {}
    query = select(LinkRow.kind, LinkRow.product_id, LinkRow.linked_product_id)
    for row in connection.execute(query.order_by(LinkRow.product_id, LinkRow.kind, LinkRow.position)):
        stored.setdefault(row.product_id, []).append(Link(*row))
    wanted: dict[str, dict[Link, None]] = {}
    for link in links:
        wanted.setdefault(link.product_id, {})[link] = None
    count, moved = Count(), dict[str, list[Link]]()
    for product_id, chosen in wanted.items():
        before, after = stored.get(product_id, []), sorted(chosen, key=lambda link: link.kind)
        kept = len(set(before) & set(after))
        count.added += len(after) - kept
        count.hidden += len(before) - kept
        only_order = before != after and kept == len(after) == len(before)
        count.changed += kept if only_order else 0
        count.unchanged += 0 if only_order else kept
        if before != after:
            moved[product_id] = after

    def write(target: Connection) -> None:
        for product_id, chosen in moved.items():
            target.execute(delete(LinkRow).where(LinkRow.product_id == product_id))
            insert_rows(target, LinkRow, [_link_row(*numbered) for numbered in enumerate(chosen)])

    return Plan(count, write)


def _link_row(position: int, link: Link) -> Row:
    return {
        "product_id": link.product_id,
        "kind": link.kind,
        "linked_product_id": link.linked_product_id,
        "position": position,
    }
