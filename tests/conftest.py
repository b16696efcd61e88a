"""What several folders of tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service import RunningShop, free_port, rasa_is_missing, running_shop


@pytest.fixture(scope="session", autouse=True)
def nobody_reads_labels() -> Iterator[None]:
    """Tests that are not of labels need no process that reads them; those that are say so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalog.shop.is_installed", lambda: False)
        yield


@pytest.fixture(scope="session")
def embedding_port() -> int:
    """Where a test may serve a shop's own page that embeds the widget; the service allows that origin."""
    return free_port()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, embedding_port: int) -> Iterator[RunningShop]:
    """The demo shop, served for the whole test session with the real Rasa."""
    missing = rasa_is_missing()
    if missing:
        pytest.skip(missing)
    allowed = {"service": {"allowed_origins": [f"http://localhost:{embedding_port}"]}}
    with running_shop(tmp_path_factory.mktemp("shop"), allowed) as shop:
        yield shop
