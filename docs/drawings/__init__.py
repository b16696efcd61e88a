"""Draws the demo shop's pictures: outlines become soft reliefs, lit as in a small photo studio.

The pictures lie in catalog/demo and are shipped; what draws them is not.
"""
