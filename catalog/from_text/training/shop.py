"""`train attributes`: a reader for one shop, from the products whose facts and texts agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from catalog.from_text.reading import PART, names_by_kind, texts_of
from catalog.products import Product
from catalog.trained import Trained
from catalog.vector_file import digest
from nlu.attributes import AttributeReader
from nlu.training.attribute_export import export
from nlu.training.attribute_figures import Row
from nlu.training.attributes import fit_attributes

#: The part of the products that is only measured on, and that teaches how sure the reader may be.
_HELD_OUT = 5
#: Fewer texts that tell a value teach nothing; what is told wrongly more often than this allows is not told at all.
_FEWEST_TOLD, _LEAST_PRECISION = 40, 0.8


class TooFewFactsError(ValueError):
    """There is too little to learn from; the message says how much is needed."""


def rows_of(products: Iterable[Product], asked: Mapping[str, Sequence[str]]) -> list[Row]:
    """The texts as lessons. A fact of the merchant that a text does not tell is "not told" there.

    A text that holds a known value of an attribute which the merchant did not fill is left out: it would teach the
    reader to pass over what it shall find.
    """
    products = list(products)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for product in products:
        for name, values in product.attributes.items():
            known[name].update(value.casefold() for value in values)
    patterns = {name: _any_of(values) for name, values in known.items()}
    rows = []
    for product in products:
        names = asked.get(product.kind, ())
        lacking = [patterns[name] for name in names if name in patterns and name not in product.attributes]
        for _, text in texts_of(product) if names else ():
            if not any(pattern.search(text) for pattern in lacking):
                told = {name: _told(text, product.attributes.get(name, ())) for name in names}
                rows.append(Row(text, product.kind, told))
    return rows


def train_attributes(
    products: Sequence[Product],
    trained: Trained,
    encoder: Path,
    *,
    epochs: int = 8,
    progress: Callable[[str, float], None] = lambda stage, share: None,
) -> dict[str, object]:
    """Teaches a reader; it is used from the next start on where it reads products left out better than the one in use.

    Args:
        encoder: a folder with the weights of a BERT in 32 bits and its tokenizer.
    Returns: what its card says, with "adopted". Raises: TooFewFactsError.
    """
    asked = names_by_kind(products)
    order = np.random.default_rng(0).permutation(len(products))
    held_out = [products[place] for place in order[: len(products) // _HELD_OUT]]
    seen = [products[place] for place in order[len(products) // _HELD_OUT :]]
    lessons, tests = rows_of(seen, asked), rows_of(held_out, asked)
    told = sum(bool(values) for row in lessons for values in row.values.values())
    if told < _FEWEST_TOLD or not tests:
        raise TooFewFactsError(
            f"{told} facts stand in the texts of the products that have them. Needed: {_FEWEST_TOLD}, "
            "in at least five products."
        )
    # Gone on from only with the same lessons; a name with a dot before it stays out of backups.
    checkpoint = trained.folder / f".{digest(repr(lessons).encode()).hex()}.checkpoint"
    trained.folder.mkdir(parents=True, exist_ok=True)
    tagger = fit_attributes(lessons, encoder, epochs=epochs, checkpoint=checkpoint, progress=progress)
    draft = trained.draft()
    export(tagger, tests[::2], draft)
    after = measured(AttributeReader(draft), tests[1::2])
    before = measured(AttributeReader(trained.in_use), tests[1::2]) if trained.in_use else {"f1": 0.0}
    card: dict[str, object] = {
        "part": PART,
        "command": "shopmate train attributes",
        "licence": "the shop's own; weights begin as all-MiniLM-L6-v2's (Apache-2.0)",
        "texts": len(lessons),
        "facts_told": told,
        "held_out_texts": len(tests[1::2]),
        **{f"{name}_after": value for name, value in after.items()},
        "f1_before": before["f1"],
        "bytes": sum(file.stat().st_size for file in draft.iterdir()),
    }
    adopted = after["f1"] > before["f1"] and after["precision"] >= _LEAST_PRECISION
    checkpoint.unlink(missing_ok=True)
    if adopted:
        trained.adopt(draft, card)
    else:
        trained.discard(draft)
    return {**card, "adopted": adopted}


def measured(reader: AttributeReader, rows: Sequence[Row]) -> dict[str, float]:
    """precision, recall and f1 of the values told, a value being right when it is the one that stands there."""
    right = told = wanted = 0
    asked = [(row.text, row.category, list(row.values)) for row in rows]
    for row, found in zip(rows, reader.told(asked), strict=True):
        told += len(found)
        wanted += sum(map(bool, row.values.values()))
        right += sum(value.value in row.values[name] for name, value in found.items())
    precision, recall = right / max(told, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _told(text: str, values: Sequence[str]) -> tuple[str, ...]:
    """Those of the values that the text tells, in its own spelling."""
    found = (_any_of([value]).search(text) for value in values if value.strip())
    return tuple(match[0] for match in found if match)


def _any_of(values: Iterable[str]) -> re.Pattern[str]:
    """Any of the values as whole words, whatever their case; nothing where there is none."""
    longest_first = sorted(filter(str.strip, values), key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
