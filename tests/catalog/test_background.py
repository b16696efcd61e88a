"""Work beside the turns: once at a time, and over before the process is."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from catalog.background import Background, Check
from catalog.demo.sources import FOLDER
from catalog.settings import ROOT, models_folder


def test_a_run_under_way_is_not_started_twice() -> None:
    runs: list[int] = []
    go_on = threading.Event()

    def work(_check: Check) -> None:
        runs.append(1)
        go_on.wait(30)

    background = Background("test", work)
    background.start()
    background.start()
    assert not background.wait(0.01)
    go_on.set()
    assert background.wait()
    background.start()
    assert background.wait()
    assert len(runs) == 2


def test_closing_ends_the_work_at_its_next_step_and_nothing_starts_after() -> None:
    steps: list[int] = []
    begun = threading.Event()

    def work(check: Check) -> None:
        while True:
            steps.append(1)
            begun.set()
            check(len(steps), 0)

    background = Background("test", work)
    background.start()
    assert begun.wait(30)
    background.close()
    done = len(steps)
    background.start()
    assert background.wait(0)
    assert len(steps) == done


@pytest.mark.models
@pytest.mark.skipif(
    not (models_folder() / "efficientnet-lite0").is_dir(), reason="the image network is not prepared: make setup"
)
def test_a_process_that_closes_its_photo_search_ends_well_and_keeps_what_it_saw(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from types import SimpleNamespace as N\n"
        "from catalog.photos.live import LivePhotos; from catalog.products import Product, Variant\n"
        "from catalog.settings import models_folder\n"
        "from vision.embedding import ImageEmbedder; from vision.network import load_network\n"
        "folder, names = Path(sys.argv[1]), sorted(path.name for path in Path(sys.argv[2]).iterdir())\n"
        "shelf = {n: Product(n, n, 'USD', (Variant(n, 100, 1),), images=(n,)) for n in names}\n"
        "photos = LivePhotos(lambda: N(goods=1, products=shelf), lambda: ImageEmbedder(\n"
        "    load_network(models_folder())), Path(sys.argv[2]), folder)\n"
        "photos.keep_up(); time.sleep(2); assert photos.index is None, 'too few pictures'; photos.close()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), str(FOLDER / "images")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["pictures.npz"]
