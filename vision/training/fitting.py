"""Trains the upper part of the network on (photo, picture) by gradient descent; can be stopped and taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_callback import PrinterCallback
from transformers.trainer_utils import get_last_checkpoint

from vision.network_graph import KEPT, PROJECTED
from vision.training.examples import Examples, Progress, parted
from vision.training.lite import Lower, Upper, Weights
from vision.training.maps import Maps
from vision.training.metric import TO_PICTURES, PhotoMetric
from vision.training.recipe import Recipe

#: Photos that say where the projection starts.
_START_PHOTOS = 480
#: Deviation of the factor that every feature of a map gets.
_NOISE = 0.1
#: Maps that pass at once where nothing is learnt from them.
_AT_ONCE = 128


def fit(
    examples: Examples, weights: Weights, recipe: Recipe, folder: Path, progress: Progress
) -> dict[str, NDArray[np.float32]]:
    """The weights of the trained network, as `vision.network_graph.build_graph` takes them.

    `folder` keeps a state an epoch; a training that was stopped goes on from the last one there.
    """
    maps = Maps.of(examples, Lower(weights, recipe.first), recipe, progress)
    return fit_upper(maps, weights, recipe, folder, progress)


def fit_upper(
    maps: Maps, weights: Weights, recipe: Recipe, folder: Path, progress: Progress
) -> dict[str, NDArray[np.float32]]:
    """As `fit`, from what the lower blocks gave."""
    torch.manual_seed(recipe.seed)
    upper = Upper(weights, recipe.first, recipe.dimension)
    training, held = parted(len(maps.owners), recipe.seed)
    batches = Batches(maps, training, recipe)
    if not upper.is_projected:
        _start(upper, batches)
    before = upper.weights()
    batches.start = _vectors(upper, maps.others[0]) if len(maps.kinds) else batches.start
    seen = _Held(maps, held)
    trainer = _Trainer(
        model=PhotoMetric(upper, seen.pictures(upper), maps.kind_count),
        args=_arguments(recipe, len(batches), folder),
        train_dataset=range(len(batches)),
        eval_dataset=range(len(held)),
        data_collator=batches,
        callbacks=[EarlyStoppingCallback(recipe.patience), _Told(progress)],
    )
    trainer.optimizer = _optimizer(trainer.model, recipe)
    trainer.seen = seen
    trainer.remove_callback(PrinterCallback)
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(folder)) if folder.is_dir() else None)
    return {**weights, **upper.weights(), **(kept_beside(weights, before) if recipe.kept else {})}


def kept_beside(weights: Weights, before: Weights) -> dict[str, NDArray[np.float32]]:
    """The part that stays as it was `before` training, unless `weights` have one already: it knows other things too."""
    return {} if KEPT + PROJECTED in weights else {KEPT + name: value for name, value in before.items()}


class Batches:
    """Places in `training` -> what PhotoMetric is called with: a version of each, seen through one window."""

    def __init__(self, maps: Maps, training: NDArray[np.int64], recipe: Recipe) -> None:
        self._maps, self._training, self._recipe = maps, training, recipe
        self._chance = np.random.default_rng(recipe.seed)
        #: [others, dimension]: where each other thing lay before training.
        self.start = torch.zeros(len(maps.kinds), 1)

    def __len__(self) -> int:
        return len(self._training)

    def __call__(self, places: Sequence[int] | NDArray[np.int64]) -> dict[str, torch.Tensor]:
        known, chance = self._maps, self._chance
        chosen = self._training[np.asarray(places)]
        owners = known.owners[chosen]
        pictured = chance.permutation(owners.unique().numpy())[: self._recipe.pictures]
        others = chance.integers(0, len(known.kinds), self._recipe.others if len(known.kinds) else 0)
        parts = [self._versions(known.photos, chosen), self._versions(known.pictures, pictured)]
        if len(others):
            parts += [known.others[0, others], known.others[1, others]]
        maps = self._window(torch.cat(parts))
        kinds = known.kinds[others] if len(others) else known.kinds
        start = self.start[others]
        return {"maps": maps, "owners": owners, "pictured": torch.from_numpy(pictured), "kinds": kinds, "start": start}

    def _versions(self, maps: torch.Tensor, chosen: NDArray[np.int64]) -> torch.Tensor:
        return maps[self._chance.integers(0, len(maps), len(chosen)), chosen]

    def _window(self, maps: torch.Tensor) -> torch.Tensor:
        """The same part of every map, the whole or a little less, from either side."""
        side = maps.shape[-1]
        size = side - int(self._chance.integers(0, side // 3 + 1))
        top, left = self._chance.integers(0, side - size + 1, 2)
        maps = maps[:, :, top : top + size, left : left + size].float()
        # No feature is to be relied on alone.
        maps = maps * (1 + _NOISE * torch.from_numpy(self._chance.standard_normal((*maps.shape[:2], 1, 1), np.float32)))
        return maps.flip(3) if self._chance.random() < 0.5 else maps


class _Held:
    """Photos kept out of training, how many of them find their picture first, and how surely."""

    def __init__(self, maps: Maps, held: NDArray[np.int64]) -> None:
        self._pictures, self._photos, self._owners = maps.pictures[0], maps.photos[0, held], maps.owners[held]

    def pictures(self, upper: Upper) -> torch.Tensor:
        """[products, dimension]."""
        return _vectors(upper, self._pictures)

    def metrics(self, upper: Upper) -> dict[str, float]:
        cosines = _vectors(upper, self._photos) @ self.pictures(upper).T
        right = (cosines.argmax(1) == self._owners).float().mean()
        loss = functional.cross_entropy(TO_PICTURES * cosines, self._owners)
        return {"eval_recall": float(right), "eval_loss": float(loss)}


class _Trainer(Trainer):
    """Measures with what was kept out."""

    seen: _Held

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        metrics = self.seen.metrics(self.model.upper)
        self.log(metrics)
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class _Told(TrainerCallback):
    def __init__(self, progress: Progress) -> None:
        self._progress, self._recall = progress, 0.0

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Mapping[str, float], **_: Any) -> None:
        self._recall = metrics["eval_recall"]

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._progress(f"training, recall of photos kept out {self._recall:.3f}", state.global_step / state.max_steps)


def _vectors(upper: Upper, maps: torch.Tensor) -> torch.Tensor:
    """[images, dimension] of maps in 16 bits."""
    with torch.no_grad():
        return torch.cat([upper(part.float()) for part in maps.split(_AT_ONCE)])


def _start(upper: Upper, batches: Batches) -> None:
    """The projection begins as the main components of what the features are, the strongest held back.

    So before the first step the cosines are already better than those of the features themselves.
    """
    places = np.random.default_rng(0).permutation(len(batches))[:_START_PHOTOS]
    with torch.no_grad():
        parts = np.array_split(places, max(1, len(places) // 32))
        features = torch.cat([upper.pooled(batches(part)["maps"]) for part in parts])
        mean = features.mean(0)
        _, strengths, directions = torch.linalg.svd(features - mean, full_matrices=False)
        count = min(len(strengths), upper.projection.out_features)
        scale = (strengths[0] / (strengths[:count] + 0.1 * strengths[0])).sqrt()
        upper.projection.weight.zero_()
        upper.projection.weight[:count] = directions[:count] * scale[:, None]
        upper.projection.bias.copy_(-upper.projection.weight @ mean)


def _optimizer(metric: PhotoMetric, recipe: Recipe) -> torch.optim.Optimizer:
    new = [*metric.upper.projection.parameters()]
    proxies = [metric.proxies, metric.kinds]
    known = {id(parameter) for parameter in (*new, *proxies)}
    groups = [
        {
            "params": [one for one in metric.parameters() if one.requires_grad and id(one) not in known],
            "lr": recipe.rate,
        },
        {"params": new, "lr": 3 * recipe.rate},
        {"params": proxies, "lr": 10 * recipe.rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.0)


def _arguments(recipe: Recipe, photos: int, folder: Path) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(folder),
        # Few photos still make some steps an epoch.
        per_device_train_batch_size=min(recipe.photos, max(2, photos // 8)),
        num_train_epochs=recipe.epochs,
        learning_rate=recipe.rate,
        lr_scheduler_type="cosine",
        warmup_steps=0.05,  # a share of all
        max_grad_norm=2.0,
        dataloader_drop_last=True,
        dataloader_pin_memory=False,
        remove_unused_columns=False,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        # Recall is soon all of it; how surely is seen for longer.
        metric_for_best_model="eval_loss",
        logging_strategy="epoch",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
        seed=recipe.seed,
    )
