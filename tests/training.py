"""Tests that train need the extra `train`; without it they are left out and say so."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

needs_training = pytest.mark.skipif(
    find_spec("torch") is None,
    reason="what trains models is not installed (python3 -m bot.setup --train)",
)
