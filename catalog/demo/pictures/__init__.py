"""Draws the demo shop's pictures: outlines become soft reliefs, lit as in a small photo studio."""
