from __future__ import annotations

import pytest

from catalog.settings import models_folder
from vision.embedding import ImageEmbedder
from vision.network import ImageNetwork, NetworkMissingError, load_network


@pytest.fixture(scope="session")
def network() -> ImageNetwork:
    try:
        return load_network(models_folder())
    except NetworkMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def embedder(network: ImageNetwork) -> ImageEmbedder:
    return ImageEmbedder(network)
