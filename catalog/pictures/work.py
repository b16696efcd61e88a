"""Brings the pictures by address that the store knows of: few at a time, again after trouble, from where it stopped."""

from __future__ import annotations

import contextlib
import fcntl
import io
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from catalog.pictures.fetching import WHOLE_SECONDS, Fetcher, FetchError
from catalog.pictures.keeping import PictureShelf, limits_of
from catalog.records import now
from catalog.settings import Settings
from catalog.store import Store
from catalog.store.pictures import FAILED, HERE, PictureState
from vision.image import UnusableImageError
from vision.reader import BusyError

logger = logging.getLogger("shopmate")

#: Waits between the tries; after the last one a picture counts as failed.
BACK_OFF_SECONDS = (20, 120, 900, 7200)
#: Of one host at the same time.
AT_ONCE_OF_A_HOST = 2
ACCEPT = "image/webp,image/avif,image/jpeg,image/png,image/gif;q=0.9,image/*;q=0.5"


class PictureWork:
    """Fetches what is due. One object serves one run or a whole service; `close` ends what is under way."""

    def __init__(self, settings: Settings, store: Store, fetcher: Fetcher | None = None) -> None:
        known = settings.pictures
        self._settings, self._store = settings, store
        self._fetcher = fetcher or Fetcher(known.allowed_hosts)
        self._shelf = PictureShelf(settings.images, limits_of(known.megabytes, known.megapixels))
        self._refresh = timedelta(days=known.refresh_days)
        self._stopping = threading.Event()
        self._hosts: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(AT_ONCE_OF_A_HOST))

    def fetch_due(self) -> None:
        """`run_due` for a service, which nobody watches."""
        self.run_due()

    def run_due(self, told: Callable[[PictureState], None] = lambda _picture: None) -> bool:
        """Fetches every picture that is due, until none is; nothing where another process is at it.

        told: called with each picture that was settled.
        """
        with alone_in(self._settings.home) as is_alone:
            if is_alone:
                self._drain(told)
        return is_alone

    def close(self) -> None:
        """Ends what is under way, within a moment; what was not done is due again."""
        self._stopping.set()
        self._fetcher.close()
        self._shelf.close()

    def _drain(self, told: Callable[[PictureState], None]) -> None:
        at_once = self._settings.pictures.at_once
        lease = timedelta(seconds=WHOLE_SECONDS * (at_once + 2))
        learnt, running = _Learning(self._store), set[Future[PictureState]]()
        with ThreadPoolExecutor(at_once, thread_name_prefix="picture") as pool:
            try:
                while not self._stopping.is_set():
                    if free := at_once - len(running):
                        due = self._store.take_pictures(lease=lease, limit=free)
                        running |= {pool.submit(self._settled, picture) for picture in due}
                    if not running:
                        break
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for one in done:
                        told(one.result())
                    learnt.now_and_then()
            except BaseException:
                self.close()
                raise
            finally:
                wait(running)
                learnt.at_last()

    def _settled(self, picture: PictureState) -> PictureState:
        """Fetches one picture and writes down what became of it."""
        try:
            found = self._fetched(picture)
            later = self._refresh
        except Exception as error:
            if self._stopping.is_set():
                found, later = picture, timedelta(0)
            else:
                found, later = self._after_trouble(picture, error)
        self._store.settle_picture(found, now() + later)
        return found

    def _fetched(self, picture: PictureState) -> PictureState:
        body = io.BytesIO()
        # What is not here any more has to come whole.
        known = picture if self._shelf.holds(picture.file) else replace(picture, etag="", modified="")
        with self._hosts[urlsplit(picture.address).netloc.lower()]:
            answer = self._fetcher.fetch(
                picture.address,
                body,
                most_bytes=self._settings.pictures.megabytes * 2**20,
                accept=ACCEPT,
                etag=known.etag,
                modified=known.modified,
            )
        here = replace(picture, state=HERE, tries=0, trouble="")
        if not answer.changed:
            return here
        self._shelf.put(picture.file, body.getvalue())
        return replace(here, etag=answer.etag, modified=answer.modified[:64])

    def _after_trouble(self, picture: PictureState, error: Exception) -> tuple[PictureState, timedelta]:
        """What a try that failed leaves: another one later, or the end; what was here before stays."""
        if not isinstance(error, FetchError | UnusableImageError | BusyError | OSError):
            logger.error("a picture could not be fetched", exc_info=error)
        asked = error.after if isinstance(error, FetchError) else 0.0
        again = error.again if isinstance(error, FetchError) else isinstance(error, BusyError | OSError)
        trouble = str(error)[:500]
        if again and picture.tries < len(BACK_OFF_SECONDS):
            later = timedelta(seconds=max(BACK_OFF_SECONDS[picture.tries], asked))
            return replace(picture, tries=picture.tries + 1, trouble=trouble), later
        state = HERE if self._shelf.holds(picture.file) else FAILED
        return replace(picture, state=state, tries=0, trouble=trouble), self._refresh


class _Learning:
    """Lets cards and photo search take in the pictures that came: often at first, then ever more seldom.

    Each time the whole catalogue is put together anew, so that never every single picture can be worth it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = store.count_pictures()
        self._pause, self._next = 2.0, time.monotonic() + 2.0

    def now_and_then(self) -> None:
        if time.monotonic() >= self._next:
            self.at_last()
            self._pause = min(2 * self._pause, 120.0)
            self._next = time.monotonic() + self._pause

    def at_last(self) -> None:
        counted = self._store.count_pictures()
        if counted != self._seen:
            self._seen = counted
            self._store.bump()


@contextlib.contextmanager
def alone_in(home: Path) -> Iterator[bool]:
    """Whether this process is the one that fetches for the home, which it then is until the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "pictures.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
