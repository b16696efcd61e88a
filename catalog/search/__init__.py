"""Search by words and by meaning, filters first."""

from catalog.search.engine import SearchAnswer, SearchEngine

__all__ = ["SearchAnswer", "SearchEngine"]
