"""The web side of the service: one FastAPI process."""
