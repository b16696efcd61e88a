"""Sentiment of reviews, in English and Chinese."""

from nlu.sentiment.model import Opinion, Sentiment, load_sentiment

__all__ = ["Opinion", "Sentiment", "load_sentiment"]
