"""Engines over small shops: with the word bag (unit tests) and with the real encoder (marked `models`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.products import Product
from catalog.search import SearchEngine
from catalog.settings import models_folder
from nlu.encoder import EncoderMissingError, SentenceEncoder, load_encoder
from tests.catalog.search.shelf import WordBagEncoder

Build = Callable[..., SearchEngine]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Makes an engine over products, without a model."""

    def over(*products: Product) -> SearchEngine:
        return SearchEngine.build(products, WordBagEncoder(), tmp_path)  # type: ignore[arg-type]

    return over


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    try:
        return load_encoder("minilm", models_folder())
    except EncoderMissingError as error:
        pytest.skip(str(error))
