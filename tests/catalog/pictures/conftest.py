from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.catalog.pictures.picture_server import PictureServer, served


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with served() as running:
        yield running
