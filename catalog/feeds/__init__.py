"""Feeds: files that merchants already have, read into the shop."""

from __future__ import annotations

from catalog.feeds.detection import FORMATS, Feed, read_feed
from catalog.feeds.importing import import_feed
from catalog.feeds.progress import import_progress
from catalog.feeds.report import FeedError, ImportReport, QuestionError

__all__ = [
    "FORMATS",
    "Feed",
    "FeedError",
    "ImportReport",
    "QuestionError",
    "import_feed",
    "import_progress",
    "read_feed",
]
