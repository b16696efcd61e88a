"""Learns a label of customers (their age group, say): a network reads the order of deeds, a regression counts signs."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from catalog.recommend.labels import LENGTH, Deed, LabelModel, counted
from catalog.recommend.training.fitting import Progress, silent
from catalog.recommend.training.network import ENCODERS, EncoderName
from catalog.recommend.training.people import People

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]
#: One customer in so many decides when to stop, how strongly to shrink, and how far rarer values are lifted.
_JUDGED = 6
#: Inverse strengths of shrinkage, shares of the network, and how far rarer values are lifted, that are tried.
FREEDOMS = (0.1, 0.3, 1.0, 3.0)
_SHARES = (0.0, 0.25, 0.4, 0.5, 0.6, 0.75, 1.0)
LIFTS = (0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_ROUNDS, _ASKED = 150, 256
#: Batches that customers of like length are sorted among.
_POOL = 20


@dataclass(frozen=True)
class LabelTraining:
    """How to train.

    Attributes:
        forgotten: the share of signs left out at each step; fewest: customers that a sign has to occur with.
        balance: 0..1, how far customers with a rarer value count for more while it is learnt; the chances told are
            brought back to what is common.
    """

    encoder: EncoderName = "gru"
    dimension: int = 48
    dropout: float = 0.4
    forgotten: float = 0.3
    fewest: int = 5
    batch: int = 64
    epochs: int = 6
    patience: int = 2
    learning_rate: float = 2e-3
    shrinkage: float = 1e-2
    balance: float = 0.5
    seed: int = 0


def fit_labels(people: People, training: LabelTraining | None = None, progress: Progress = silent) -> LabelModel:
    """What is learnt from these customers. Raises: ValueError when they have fewer than two values."""
    how = training or LabelTraining()
    classes = tuple(sorted(set(people.labels)))
    if len(classes) < 2:
        raise ValueError(
            f"the label {people.label} has the value {', '.join(classes)} alone: there is nothing to tell."
        )
    truth = np.array([classes.index(value) for value in people.labels])
    judged, rest = split(len(truth), how.seed)
    signs = _signs([people.deeds[place] for place in rest], how.fewest)
    read = [_read(deeds, signs) for deeds in people.deeds]
    network = _fit_network(read, truth, rest, judged, len(signs), len(classes), how, progress)
    of_network = _chances(network, [read[place] for place in judged])
    progress("counting signs", 0.8)
    bags = bags_of(read, len(signs))
    freedom, of_bag = best_freedom(bags, truth, rest, judged, how.balance)
    rarity = -np.log(np.bincount(truth) / len(truth))
    joined = {share: np.log(_joined(of_network, of_bag, share)) for share in _SHARES}
    lifts = {share: best_lift(odds, truth[judged], rarity) for share, odds in joined.items()}
    share = max(_SHARES, key=lambda share: gain(joined[share] + lifts[share] * rarity, truth[judged]))
    whole = regression(bags, truth, freedom, how.balance)
    return _served(people.label, classes, signs, network, whole, share, rarity * lifts[share], how)


def split(number: int, seed: int) -> tuple[Places, Places]:
    """(judged, rest): places of customers, drawn."""
    drawn = np.random.default_rng(seed).permutation(number)
    return drawn[: number // _JUDGED], drawn[number // _JUDGED :]


def best_freedom(
    bags: csr_matrix, truth: Places, rest: Places, judged: Places, balance: float
) -> tuple[float, Numbers]:
    """The shrinkage that tells the judged customers best, with the [judged, classes] chances that it gives them."""
    tried = {freedom: regression(bags[rest], truth[rest], freedom, balance) for freedom in FREEDOMS}
    number = int(truth.max()) + 1
    chances = {freedom: np.full((len(judged), number), 1e-9) for freedom in FREEDOMS}
    for freedom, model in tried.items():
        chances[freedom][:, model.classes_] = model.predict_proba(bags[judged])
    best = min(FREEDOMS, key=lambda freedom: log_loss(truth[judged], chances[freedom], labels=range(number)))
    return best, chances[best]


def regression(bags: csr_matrix, truth: Places, freedom: float, balance: float) -> LogisticRegression:
    """A logistic regression; what `balance` made of common and rare is taken back from its biases."""
    model = LogisticRegression(C=freedom, max_iter=_ROUNDS)
    number = np.bincount(truth)
    weights = importance(number, balance)
    model.fit(bags, truth, sample_weight=weights[truth])
    lost = np.log(weights[model.classes_])
    model.intercept_ = model.intercept_ - (lost[1:] - lost[:1] if len(lost) == 2 else lost)
    return model


def importance(number: Places, balance: float) -> Numbers:
    """[classes] what a customer of each value counts; of `number` customers with each, all together count as many."""
    rare = np.power(np.maximum(number, 1).astype(np.float64), -balance)
    return np.asarray(rare * number.sum() / (rare * number).sum())


def best_lift(log_chances: Numbers, truth: Places, rarity: Numbers) -> float:
    """How far rarer values are to be lifted."""
    return max(LIFTS, key=lambda lift: gain(log_chances + lift * rarity, truth))


def gain(odds: Numbers, truth: Places) -> float:
    """Accuracy times macro-F1 of the likeliest values: neither is bought with too much of the other."""
    told = odds.argmax(axis=1)
    return float(accuracy_score(truth, told) * f1_score(truth, told, average="macro", zero_division=0))


def bags_of(read: Sequence[Sequence[Sequence[int]]], signs: int) -> csr_matrix:
    """[customers, signs] logarithms of counts, each row of length 1."""
    rows = [counted(deeds) for deeds in read]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return csr_matrix((values.astype(np.float64), places, ends), shape=(len(rows), signs))


def _signs(deeds: Sequence[Sequence[Deed]], fewest: int) -> dict[str, int]:
    met = Counter(sign for each in deeds for sign in {sign for deed in each for sign in deed.signs})
    return {sign: place for place, sign in enumerate(sorted(sign for sign, times in met.items() if times >= fewest))}


def _read(deeds: Sequence[Deed], signs: dict[str, int]) -> list[list[int]]:
    read = [[signs[sign] for sign in deed.signs if sign in signs] for deed in deeds[-LENGTH:]]
    return [row for row in read if row]


def _joined(network: Numbers, bag: Numbers, share: float) -> Numbers:
    both = np.exp(share * np.log(np.maximum(network, 1e-9)) + (1 - share) * np.log(np.maximum(bag, 1e-9)))
    return np.asarray(both / both.sum(axis=1, keepdims=True))


class _Network(nn.Module):
    """Reads deeds in order; what it made of them on average, and they themselves added up, go into a softmax."""

    def __init__(self, signs: int, number: Places, how: LabelTraining) -> None:
        """number: [classes] customers of each."""
        super().__init__()
        classes = len(number)
        self.heads, self.forgotten = 2, how.forgotten
        self.signs = nn.Embedding(signs + 1, how.dimension, padding_idx=signs)
        nn.init.normal_(self.signs.weight, std=0.1)
        with torch.no_grad():
            self.signs.weight[signs] = 0
        self.reader = ENCODERS[how.encoder](how.dimension, 1, self.heads, how.dropout, LENGTH)
        self.dropout = nn.Dropout(how.dropout)
        self.out = nn.Linear(2 * how.dimension, classes)
        self.balanced = torch.from_numpy(importance(number, how.balance)).float()

    def forward(self, signs: Tensor, lengths: Tensor) -> Tensor:
        """[customers, deeds, signs] places, [customers] deeds -> [customers, classes] log-odds."""
        if self.training:
            forgotten = torch.rand(signs.shape) < self.forgotten
            signs = signs.masked_fill(forgotten, self.signs.num_embeddings - 1)
        rows = self.signs(signs).sum(2)
        real = (torch.arange(rows.shape[1]) < lengths[:, None])[..., None]
        number = lengths[:, None].float()
        whole = (rows * real).sum(1) / number.sqrt()
        states = (self.reader(rows) * real).sum(1) / number
        found: Tensor = self.out(self.dropout(torch.cat([whole, states], 1)))
        return found if self.training else found - self.balanced.log()


def _fit_network(
    read: Sequence[list[list[int]]],
    truth: Places,
    rest: Places,
    judged: Places,
    signs: int,
    classes: int,
    how: LabelTraining,
    progress: Progress,
) -> _Network:
    torch.manual_seed(how.seed)
    network, random = _Network(signs, np.bincount(truth, minlength=classes), how), np.random.default_rng(how.seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=how.learning_rate, weight_decay=how.shrinkage)
    rest = np.array([place for place in rest if read[place]])
    best, kept, stale = np.inf, copy.deepcopy(network.state_dict()), 0
    for epoch in range(how.epochs):
        for group in optimiser.param_groups:
            group["lr"] = how.learning_rate * (1 - epoch / how.epochs)
        batches = list(_batches([len(read[place]) for place in rest], how.batch, random))
        for done, batch in enumerate(batches):
            places = rest[batch]
            told, wanted = network(*_padded([read[each] for each in places], signs)), _tensor(truth[places])
            loss = cross_entropy(told, wanted, weight=network.balanced)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            progress(f"epoch {epoch + 1}, loss {best:.3f} at best", 0.8 * (epoch + done / len(batches)) / how.epochs)
        measured = log_loss(truth[judged], _chances(network, [read[each] for each in judged]), labels=range(classes))
        if measured < best:
            best, kept, stale = measured, copy.deepcopy(network.state_dict()), 0
        else:
            stale += 1
        if stale == how.patience:
            break
    network.load_state_dict(kept)
    network.eval()
    return network


def _batches(lengths: Sequence[int], size: int, random: np.random.Generator) -> list[Places]:
    order, batches = random.permutation(len(lengths)), []
    for start in range(0, len(order), size * _POOL):
        pool = np.array(sorted(order[start : start + size * _POOL], key=lambda place: lengths[place]))
        batches += [pool[first : first + size] for first in range(0, len(pool), size)]
    return [batches[place] for place in random.permutation(len(batches))]


def _padded(read: Sequence[list[list[int]]], nothing: int) -> tuple[Tensor, Tensor]:
    lengths = [max(len(deeds), 1) for deeds in read]
    widest = max((len(deed) for deeds in read for deed in deeds), default=1)
    matrix = np.full((len(read), max(lengths), widest), nothing, dtype=np.int64)
    for place, deeds in enumerate(read):
        for number, deed in enumerate(deeds):
            matrix[place, number, : len(deed)] = deed
    return torch.from_numpy(matrix), torch.tensor(lengths)


def _chances(network: _Network, read: Sequence[list[list[int]]]) -> Numbers:
    """[customers, classes], in the order of `read`."""
    network.eval()
    order = sorted(range(len(read)), key=lambda place: len(read[place]))
    found = np.zeros((len(read), network.out.out_features))
    with torch.inference_mode():
        for start in range(0, len(order), _ASKED):
            places = order[start : start + _ASKED]
            odds = network(*_padded([read[place] for place in places], network.signs.num_embeddings - 1))
            found[places] = odds.double().softmax(1).numpy()
    network.train()
    return found


def _tensor(places: Places) -> Tensor:
    return torch.from_numpy(places)


def _served(
    label: str,
    classes: tuple[str, ...],
    signs: dict[str, int],
    network: _Network,
    bag: LogisticRegression,
    share: float,
    rarity: Numbers,
    how: LabelTraining,
) -> LabelModel:
    coefficients, bias = bag.coef_, bag.intercept_
    if len(classes) == 2:  # scikit-learn keeps one row for two values
        coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.array([-bias[0], bias[0]]) / 2
    out_bias = (network.out.bias.detach() - network.balanced.log()).numpy()
    out = network.out.weight.detach().numpy().T, out_bias[None]
    return LabelModel(
        label=label,
        classes=classes,
        signs=tuple(signs),
        encoder=how.encoder,
        heads=network.heads,
        vectors=network.signs.weight.detach().numpy()[:-1].copy(),
        weights={name: tensor.numpy().copy() for name, tensor in network.reader.state_dict().items()},
        out=np.concatenate(out).astype(np.float32),
        bag=np.concatenate([coefficients.T, bias[None]]).astype(np.float32),
        share=share,
        rarity=rarity.astype(np.float32),
    )
