"""Pictures by address: from a feed into the images folder, each trouble listed and none of them fatal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from catalog.feeds import import_feed
from catalog.pictures import work as work_module
from catalog.pictures.names import WIDTHS, picture_file, sized, web_address, with_pictures_here
from catalog.pictures.work import PictureWork, alone_in
from catalog.settings import PictureSettings, Settings
from catalog.store import Store, open_store
from tests.catalog.feeds.writing import write_jsonl
from tests.catalog.pictures.picture_server import PictureServer, picture


@pytest.fixture
def settings(tmp_path: Path, server: PictureServer) -> Settings:
    return Settings(home=tmp_path / "home", pictures=PictureSettings(allowed_hosts=(server.host,), megabytes=1))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()


def bring(settings: Settings, store: Store, *addresses: str) -> None:
    """One product that shows these pictures."""
    feed = settings.home / "feed" / "products.jsonl"
    write_jsonl(feed, [{"id": "mug", "title": "Mug", "price": 9, "stock": 1, "images": list(addresses)}])
    assert import_feed(store, settings, feed).exit_code == 0


def fetch(settings: Settings, store: Store) -> None:
    work = PictureWork(settings, store)
    work.run_due()
    work.close()


def test_a_picture_comes_in_every_size_encoded_anew(settings: Settings, store: Store, server: PictureServer) -> None:
    server.files["/a.jpg"] = picture(size=(2000, 1000)) + b"hidden behind the picture"
    bring(settings, store, server.address("a.jpg"))
    assert store.count_pictures() == {"waiting": 1, "here": 0, "failed": 0}
    before = store.revision()
    fetch(settings, store)
    assert store.count_pictures() == {"waiting": 0, "here": 1, "failed": 0}
    assert store.revision() > before  # a running service takes it in
    (file,) = store.products()[0].images
    sizes = {}
    for name in (file, *(sized(file, width) for width in WIDTHS)):
        path = settings.images / name
        assert b"hidden" not in path.read_bytes()
        with Image.open(path) as image:
            assert image.format == "WEBP"
            sizes[name.partition("/")[0] if "/" in name else "full"] = image.size
    assert sizes == {"full": (1024, 512), "320": (320, 160), "640": (640, 320)}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("none.jpg", "answers 404"),
        ("page.jpg", "not a picture"),
        ("endless", "longer than 1 MB"),
        ("circle", "redirects"),
        ("huge.png", "megapixels"),
        ("cut.jpg", "damaged"),
    ],
)
def test_a_failing_picture_is_listed_and_the_others_come(
    settings: Settings, store: Store, server: PictureServer, path: str, told: str
) -> None:
    server.files["/good.jpg"] = picture("blue")
    server.files["/huge.png"] = picture(size=(9000, 9000), kind="PNG")
    server.files["/cut.jpg"] = picture(size=(900, 900))[:-2000]
    bring(settings, store, server.address(path), server.address("good.jpg"))
    fetch(settings, store)
    (failed,) = store.troubled_pictures()
    assert failed.state == "failed"
    assert told in failed.trouble
    assert store.products_showing([failed.file]) == {failed.file: "mug"}
    (product,) = with_pictures_here(store.products(), store.pictures_not_here())
    assert product.images == (picture_file(server.address("good.jpg")),)


def test_after_trouble_it_is_tried_again_later_and_failed_only_in_the_end(
    settings: Settings, store: Store, server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "BACK_OFF_SECONDS", (0, 3600))
    bring(settings, store, server.address("busy.jpg"))
    fetch(settings, store)
    assert store.count_pictures()["here"] == 1
    assert server.asked["/busy.jpg"] == 2


def test_a_server_that_stays_away_fails_after_the_last_try(
    settings: Settings, store: Store, server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "BACK_OFF_SECONDS", (0, 0))
    server.server_close()
    bring(settings, store, server.address("a.jpg"))
    fetch(settings, store)
    assert store.count_pictures()["failed"] == 1
    assert store.retry_pictures() == 1
    assert store.count_pictures()["waiting"] == 1


def test_what_did_not_change_is_not_sent_again(
    settings: Settings, store: Store, server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/a.jpg"] = picture()
    bring(settings, store, server.address("a.jpg"))
    fetch(settings, store)
    file = settings.images / picture_file(server.address("a.jpg"))
    written = file.stat().st_mtime_ns
    (again,) = take_all_due(store)
    work = PictureWork(settings, store)
    assert work._settled(again).state == "here"
    assert server.headers_seen["/a.jpg"]["If-None-Match"] == again.etag
    assert file.stat().st_mtime_ns == written
    # A file that somebody removed comes whole.
    file.unlink()
    work._settled(again)
    work.close()
    assert file.exists()


def take_all_due(store: Store) -> list[work_module.PictureState]:
    """The one picture, as if its time had come."""
    from sqlalchemy import select

    from catalog.store.pictures import _state
    from catalog.tables import PictureRow

    with store.reading() as connection:
        return [_state(row) for row in connection.execute(select(PictureRow))]


def test_what_was_here_stays_when_its_server_loses_it(settings: Settings, store: Store, server: PictureServer) -> None:
    server.files["/a.jpg"] = picture()
    bring(settings, store, server.address("a.jpg"))
    fetch(settings, store)
    del server.files["/a.jpg"]
    (again,) = take_all_due(store)
    work = PictureWork(settings, store)
    found = work._settled(again)
    work.close()
    assert (found.state, found.trouble) == ("here", "the server answers 404")


def test_stopped_half_way_it_goes_on_where_it_was(settings: Settings, store: Store, server: PictureServer) -> None:
    for number in range(12):
        server.files[f"/{number}.jpg"] = picture(size=(64, 64 + number))
    bring(settings, store, *(server.address(f"{number}.jpg") for number in range(12)))
    work = PictureWork(replace(settings, pictures=replace(settings.pictures, at_once=1)), store)
    seen: list[str] = []

    def stop(done: work_module.PictureState) -> None:
        seen.append(done.file)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work.run_due(stop)
    assert 3 <= store.count_pictures()["here"] < 12
    fetch(settings, store)
    assert store.count_pictures() == {"waiting": 0, "here": 12, "failed": 0}
    assert max(server.asked.values()) <= 2


def test_only_one_process_fetches_for_a_home(settings: Settings, store: Store) -> None:
    work = PictureWork(settings, store)
    with alone_in(settings.home) as first:
        assert first
        assert work.run_due() is False
    work.close()


def test_a_picture_that_no_product_shows_any_more_is_forgotten(
    settings: Settings, store: Store, server: PictureServer
) -> None:
    bring(settings, store, server.address("a.jpg"))
    bring(settings, store, server.address("b.jpg"))
    assert store.forget_unshown_pictures() == [picture_file(server.address("a.jpg"))]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" https://cdn.example/a b.jpg ", "https://cdn.example/a%20b.jpg"),
        ("//cdn.example/ä.jpg?v=1&w=2#top", "https://cdn.example/%C3%A4.jpg?v=1&w=2"),
        ("HTTP://cdn.example/x%20y.jpg", "http://cdn.example/x%20y.jpg"),
        ("https://müller.example/a.jpg", "https://xn--mller-kva.example/a.jpg"),
        ("https:///a.jpg", ""),
        ("images/a.jpg", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_an_address_is_asked_for_as_servers_take_it(written: str, address: str) -> None:
    assert web_address(written) == address


def test_the_folder_of_pictures_holds_nothing_half_done(
    settings: Settings, store: Store, server: PictureServer
) -> None:
    server.files["/a.jpg"] = picture()
    bring(settings, store, server.address("a.jpg"))
    fetch(settings, store)
    assert not [name for _, _, names in os.walk(settings.images) for name in names if name.startswith(".")]
