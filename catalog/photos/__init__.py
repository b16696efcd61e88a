"""Photos that customers send: kept for a while, and answered with the products that look like them."""

from catalog.photos.index import LIKENESS_FLOOR, PhotoAnswer, PhotoIndex
from catalog.photos.store import PhotoMissingError, PhotoStore

__all__ = ["LIKENESS_FLOOR", "PhotoAnswer", "PhotoIndex", "PhotoMissingError", "PhotoStore"]
