"""Photos that customers send: kept for a while, and answered with the products that look like them."""

from catalog.photos.index import PhotoAnswer, PhotoIndex
from catalog.photos.store import PhotoMissingError, PhotoStore

__all__ = ["PhotoAnswer", "PhotoIndex", "PhotoMissingError", "PhotoStore"]
