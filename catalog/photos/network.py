"""The image network that a shop uses."""

from __future__ import annotations

from catalog.settings import Settings, models_folder
from catalog.trained import Trained
from vision.embedding import ImageEmbedder
from vision.network import load_network

#: The part's name among what a shop trains.
PART = "vision"


def open_embedder(settings: Settings) -> ImageEmbedder:
    """With the network that this shop trained, or the one that ships. Raises: vision.network.NetworkMissingError."""
    return ImageEmbedder(load_network(models_folder(), Trained(settings.home, PART).in_use))
