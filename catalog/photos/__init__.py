"""Photos that customers send: kept for a while, and answered with the products that look like them."""

from catalog.photos.answer import PhotoAnswer
from catalog.photos.index import PhotoIndex
from catalog.photos.store import PhotoMissingError, PhotoStore

__all__ = ["PhotoAnswer", "PhotoIndex", "PhotoMissingError", "PhotoStore"]
