"""How well an FAQ answers questions in the words of others, and is silent on what it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from catalog.faq import FaqAnswerer, Weights

Doubles = npt.NDArray[np.float64]

#: Strength of the pull of the weights to 0, and the most steps to find them; few are needed.
_PENALTY, _STEPS = 3.0, 50
#: Ways to ask that an entry of a shop has which wrote few.
_FEW_WAYS = (2, 4)


class QuestionsError(ValueError):
    """A file that holds no questions; the message says what was given and what is allowed."""


@dataclass(frozen=True)
class Questions:
    """Questions beside the id of the entry that answers each, "" for none."""

    rows: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, file: Path) -> Questions:
        """From YAML: `answered` {id of an entry: [question]}, `unanswered` [question]. Raises: QuestionsError."""
        try:
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            rows = [(str(text), str(entry)) for entry, texts in data["answered"].items() for text in texts]
            return cls((*rows, *((str(text), "") for text in data["unanswered"])))
        except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
            allowed = "Allowed: `answered` {id of an entry: [questions]} and `unanswered` [questions]."
            raise QuestionsError(f"{file} holds no questions: {error!r}. {allowed}") from None


def evaluate_faq(faq: FaqAnswerer, questions: Questions) -> dict[str, float]:
    """Shares 0..1: `right` and `misdirected` of the answerable questions, `wrong` answered of the others, `offered`:
    the right entry answers or is offered. Beside them how many questions of each kind there are."""
    found = [(entry, faq.answer(text)) for text, entry in questions.rows]
    known = [(entry, answer, answer.entry.id if answer.entry else "") for entry, answer in found if entry]
    unknown = [answer for entry, answer in found if not entry]
    return {
        "right": _share([answer.certain and best == entry for entry, answer, best in known]),
        "misdirected": _share([answer.certain and best != entry for entry, answer, best in known]),
        "wrong": _share([answer.certain for answer in unknown]),
        "offered": _share([entry in {near.id for near in answer.near} for entry, answer, _ in known]),
        "answerable": len(known),
        "unanswerable": len(unknown),
    }


def missed(faq: FaqAnswerer, questions: Questions) -> list[str]:
    """A line for each question that is not answered as it should be."""
    lines = []
    for text, entry in questions.rows:
        answer = faq.answer(text)
        given = answer.entry.id if answer.certain and answer.entry else ""
        if given != entry:
            nearest = answer.entry.id if answer.entry else "-"
            wanted, got = entry or "nothing", given or "nothing"
            lines.append(f"{text}: wanted {wanted}, got {got} ({nearest} {answer.score:.2f})")
    return lines


def fitted_weights(faq: FaqAnswerer, questions: Questions) -> Weights:
    """Weights of the signs by logistic regression: whether the best entry of each question is the right one.

    Those for few ways to ask are fitted on the same entries with one and with three of theirs, and nothing borrowed.
    """
    thinned = [_thinned(faq, ways) for ways in _FEW_WAYS]
    return Weights(few=_fitted(thinned, questions), many=_fitted([faq], questions))


def _thinned(faq: FaqAnswerer, ways: int) -> FaqAnswerer:
    entries = [replace(entry, paraphrases=entry.paraphrases[: ways - 1]) for entry in faq.entries]
    return FaqAnswerer(entries, faq.encoder, common=())


def _fitted(faqs: Sequence[FaqAnswerer], questions: Questions) -> tuple[float, ...]:
    best = [(faq.signs(text)[0], entry) for text, entry in questions.rows for faq in faqs]
    rows = np.array([[*astuple(signs), 1.0] for (_, signs), _ in best])
    right = np.array([found.id == entry for (found, _), entry in best], dtype=float)
    return _scaled_back(rows, _logistic(_scaled(rows), right))


def _logistic(rows: Doubles, right: Doubles) -> Doubles:
    """Newton's method; the last column is the constant, which is not pulled to 0."""
    weights: Doubles = np.zeros(rows.shape[1])
    pull = _PENALTY * np.r_[np.ones(len(weights) - 1), 1e-6]
    for _ in range(_STEPS):
        belief = 1 / (1 + np.exp(-rows @ weights))
        slope = (rows * (belief * (1 - belief))[:, None]).T @ rows + np.diag(pull)
        weights -= np.linalg.solve(slope, rows.T @ (belief - right) + pull * weights)
    return weights


def _scaled(rows: Doubles) -> Doubles:
    """Each sign with mean 0 and deviation 1, so that the pull is fair to all."""
    scaled: Doubles = np.c_[(rows[:, :-1] - rows[:, :-1].mean(axis=0)) / rows[:, :-1].std(axis=0), rows[:, -1]]
    return scaled


def _scaled_back(rows: Doubles, weights: Doubles) -> tuple[float, ...]:
    signs = weights[:-1] / rows[:, :-1].std(axis=0)
    constant = weights[-1] - float(signs @ rows[:, :-1].mean(axis=0))
    return tuple(round(float(weight), 2) for weight in (*signs, constant))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(len(hits), 1)
