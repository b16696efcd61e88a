"""The Python that runs inside Rasa (Python 3.10); nothing else does."""
