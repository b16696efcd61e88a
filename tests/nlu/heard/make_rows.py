"""Writes dev.yml and held_out.yml from the templates, the vocabulary and the free sentences beside this file.

Deterministic: a template's seed is its own text, so that adding one leaves the rows of all others as they are.
Run from the root of the checkout: python tests/nlu/heard/make_rows.py
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SETS = ("dev", "held_out")
ROWS_A_TEMPLATE = 5
ATTEMPTS = 200  # a template with few words repeats itself; then it gives fewer rows
MISSPELT_FROM = 5  # letters; a shorter word with a slip is another word
SLOT = re.compile(r"<(?P<name>[a-z_]+)(?P<number>\d?)(?P<typo>~?)>")

Row = dict[str, Any]


def read(name: str) -> Any:
    """A YAML file that lies beside this one."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[Row]:
    """All rows of a set, made and free, in the order of the files; a text comes once per shop."""
    vocabulary = read("vocabulary.yml")
    made = [row for template in templates(name) for row in fill(template, vocabulary)]
    unique: dict[tuple[str, str], Row] = {}
    for row in made + read(f"free_{name}.yml"):
        unique.setdefault((row["shop"], row["text"].casefold()), row)
    return list(unique.values())


def templates(name: str) -> Iterator[Row]:
    """The templates of a set, and its wordings, each of which is a template for one row."""
    yield from read(f"templates_{name}.yml")
    for wording in read(f"wordings_{name}.yml") if (HERE / f"wordings_{name}.yml").exists() else ():
        for text in wording["texts"]:
            yield {"shop": wording["shop"], "text": text, "heard": wording["heard"], "rows": 1}


def fill(template: Row, vocabulary: Mapping[str, Any]) -> Iterator[Row]:
    """Up to five rows of a template, or as many as its `rows` say, each with other words in its slots.

    Raises: KeyError when a slot is not in the shop's vocabulary.
    """
    chance = random.Random(f"{template['shop']} {template['text']}")
    words = vocabulary["any"] | vocabulary[template["shop"]]
    texts: set[str] = set()
    for _ in range(ATTEMPTS):
        chosen = _choose(template["text"], words, chance)
        text = _said(template["text"], chosen, chance)
        if text not in texts:
            texts.add(text)
            yield {"text": text, "shop": template["shop"], "heard": _truth(template["heard"], words, chosen)}
        if len(texts) == template.get("rows", ROWS_A_TEMPLATE):
            return


def misspell(words: str, chance: random.Random) -> str:
    """The longest word with one slip of the finger: a letter left out, doubled, or swapped with the next."""
    longest = max(words.split(), key=len)
    if len(longest) < MISSPELT_FROM:
        return words
    at = chance.randrange(1, len(longest) - 2)
    left, letter, right = longest[:at], longest[at], longest[at + 1 :]
    slips = [left + right, left + 2 * letter + right, left + right[0] + letter + right[1:]]
    return words.replace(longest, chance.choice([slip for slip in slips if slip != longest]))


def _choose(text: str, words: Mapping[str, Any], chance: random.Random) -> dict[str, str]:
    """Slot -> spoken form; two slots of one kind, <colour1> and <colour2>, never mean the same or overlap."""
    chosen: dict[str, str] = {}
    for slot in SLOT.finditer(text):
        key, name = slot["name"] + slot["number"], slot["name"]
        taken = [words[name][spoken] for other, spoken in chosen.items() if other.rstrip("0123456789") == name]
        free = [spoken for spoken, truth in words[name].items() if not any(_overlap(truth, one) for one in taken)]
        chosen.setdefault(key, chance.choice(free))
    return chosen


def _overlap(one: Any, other: Any) -> bool:
    return bool(set(one) & set(other)) if isinstance(one, list) else one == other


def _said(text: str, chosen: Mapping[str, str], chance: random.Random) -> str:
    def spoken(slot: re.Match[str]) -> str:
        words = chosen[slot["name"] + slot["number"]]
        return misspell(words, chance) if slot["typo"] else words

    return SLOT.sub(spoken, text)


def _truth(node: Any, words: Mapping[str, Any], chosen: Mapping[str, str]) -> Any:
    """A template's `heard` with the meaning of each slot in its place."""
    if isinstance(node, dict):
        return {key: _truth(value, words, chosen) for key, value in node.items()}
    if isinstance(node, list):
        return [_truth(value, words, chosen) for value in node]
    slot = SLOT.fullmatch(node) if isinstance(node, str) else None
    return words[slot["name"]][chosen[slot["name"] + slot["number"]]] if slot else node


class _Plain(yaml.SafeDumper):
    """Writes a list that stands in two places twice, and not as an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(made: list[Row]) -> str:
    """Rows as YAML, the same bytes each time."""
    return yaml.dump(made, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)


def main() -> None:
    for name in SETS:
        made = rows(name)
        (HERE / f"{name}.yml").write_text(dump(made), encoding="utf-8")
        print(f"{name}.yml: {len(made)} rows")


if __name__ == "__main__":
    main()
