"""Teaches a sentence encoder which product a wish means, with sentence-transformers: `shopmate train encoder`.

Multiple negatives ranking loss (Henderson et al. 2017): the product of a wish shall be nearer to it than the products
of the other wishes of a batch, and than one that the search took for it wrongly.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from nlu.bert_graph import BertShape, read_safetensors
from nlu.encoder import EncoderCard
from nlu.encoder_writing import write_encoder

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]

#: Fewer fill no batches in which one wish is set against others.
FEWEST_TRIPLES = 32
#: A small shop's batches are made small enough for so many of them.
_LEAST_BATCHES = 4
#: Word pieces of a wish or a product's text that are read while training: titles are shorter.
_TOKENS = 48


class Triple(NamedTuple):
    """A wish, the text of a product that answers it, and of one that does not."""

    wish: str
    answer: str
    other: str


@dataclass(frozen=True)
class Recipe:
    """How an encoder is taught; chosen on public queries with products of a hardware shop."""

    epochs: int = 2
    batch: int = 64
    rate: float = 1e-4
    #: Cosines are multiplied by it before the softmax.
    scale: float = 20.0
    #: One of so many triples is held out, and only tells when to stop.
    held_out: int = 10


def train_encoder(
    triples: Sequence[Triple], weights: Path, scratch: Path, progress: Progress, recipe: Recipe | None = None
) -> Path:
    """The folder, in `scratch`, of the network in 32 bits that knows triples left out best.

    weights: config.json, model.safetensors and tokenizer.json of what it starts from. Interrupted, it goes on at the
    last epoch that `scratch` holds. Raises: ValueError for too few triples.
    """
    if len(triples) < FEWEST_TRIPLES:
        raise ValueError(f"{len(triples)} wishes with an answer were given; at least {FEWEST_TRIPLES} are needed.")
    recipe = recipe or Recipe()
    recipe = replace(recipe, batch=min(recipe.batch, len(triples) // _LEAST_BATCHES))
    model = _network(weights)
    trainer = _trainer(model, triples, scratch / "checkpoints", progress, recipe)
    resumed = any((scratch / "checkpoints").glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=resumed or None)
    network = scratch / "network"
    model[0].model.save_pretrained(network)
    return network


def write_trained(network: Path, weights: Path, base: EncoderCard, folder: Path, command: str) -> EncoderCard:
    """The network as it serves, 8 bits, in `folder`; its card names what it began as and how it was made.

    Raises: nlu.encoder_writing.EncoderDiffersError.
    """
    config = json.loads((weights / "config.json").read_text(encoding="utf-8"))
    shape = BertShape.from_config(config, "mean")
    card = EncoderCard(
        name=f"{base.name}, taught",
        dimension=shape.hidden,
        max_tokens=base.max_tokens,
        licence="the shop's own",
        source=base.source,
        source_sha256=base.source_sha256,
        model_sha256="",
        model_bytes=0,
        precision="int8",
        agreement=1.0,
        command=command,
        recipe=base.recipe,
    )
    tensors = read_safetensors(network / "model.safetensors")
    return write_encoder(tensors, shape, weights / "tokenizer.json", card, folder)


def _network(weights: Path) -> Any:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers.utils import logging

    logging.disable_progress_bar()

    words = Transformer(str(weights), max_seq_length=_TOKENS)
    # Words keep their places: those that no training text holds would otherwise be left behind by the others.
    words.model.embeddings.requires_grad_(False)
    return SentenceTransformer(modules=[words, Pooling(words.get_embedding_dimension())], device="cpu")


def _trainer(model: Any, triples: Sequence[Triple], folder: Path, progress: Progress, recipe: Recipe) -> Any:
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers import EarlyStoppingCallback, PrinterCallback

    kept = max(recipe.batch, len(triples) // recipe.held_out)
    columns = [Dataset.from_list([triple._asdict() for triple in part]) for part in (triples[:-kept], triples[-kept:])]
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        per_device_eval_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        warmup_steps=0.1,
        bf16=True,
        use_cpu=True,
        batch_sampler="no_duplicates",
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=1,
        load_best_model_at_end=True,
        metric_for_best_model="eval_loss",
        disable_tqdm=True,
        report_to=[],
        seed=0,
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=columns[0],
        eval_dataset=columns[1],
        loss=MultipleNegativesRankingLoss(model, scale=recipe.scale),
        callbacks=[EarlyStoppingCallback(1), _telling(progress)],
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _telling(progress: Progress) -> Any:
    from transformers import TrainerCallback

    class Telling(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            progress("teaching the encoder", state.global_step / max(state.max_steps, 1))

    return Telling()
