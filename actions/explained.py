"""How an answer came about, as JSON for who runs the shop: what was heard, which row answered, what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from actions.answer import Answer
from actions.turn import Turn
from nlu.wish import Wish

#: What is told of a reading; the marks and their stances where it has them.
_HEARD = (
    "wish", "steps", "dropped", "let_go", "reduced", "nouns", "joins", "takes_back", "opens", "points_back",
    "substitutes", "alternatives", "foreign_currency", "topic", "cues", "places", "marks",
)  # fmt: skip


@dataclass(frozen=True)
class Explained:
    """The trace of one answer.

    Attributes:
        text: the words answered: a part of the message where it had two acts.
        row: the name of the deciding table's row.
        heard: what the ear made of the words.
        wish: the wish that was gone on with; filters: its facts.
        hits: id and score of each product shown.
    """

    text: str
    intent: str
    act: str
    row: str
    heard: Mapping[str, Any]
    wish: Mapping[str, Any]
    filters: Mapping[str, Any]
    hits: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, turn: Turn, row: str, answer: Answer) -> Explained:
        wish = Wish.from_dict(answer.slots.get("wish"))
        return cls(
            text=turn.text,
            intent=turn.intent,
            act=turn.act,
            row=row,
            heard={name: plain_json(getattr(turn.heard, name)) for name in _HEARD if hasattr(turn.heard, name)},
            wish=wish.to_dict(),
            filters={name: value for name, value in wish.to_dict().items() if value and name not in ("words", "sort")},
            hits=tuple({"id": hit.product.id, "score": round(float(hit.score), 4)} for hit in answer.hits),
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {name: plain_json(value) for name, value in vars(self).items()}


def plain_json(value: Any) -> Any:
    """`value` of dataclasses, sets and tuples as JSON has it; sets in the order of their words."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain_json(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain_json(entry) for name, entry in value.items()}
    if isinstance(value, Set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [plain_json(entry) for entry in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
