"""The network trained further on drawn products: written back as it was trained, and better at what it was shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from catalog.settings import models_folder
from tests.training import needs_training
from tests.vision.pictures import shirt
from vision.image import Pixels
from vision.network import MODEL, NAME, ImageNetwork, NetworkCard, unit

pytestmark = [needs_training, pytest.mark.models]
COLOURS = [(200, 30, 30), (30, 60, 200), (40, 150, 60), (230, 200, 40)]


@pytest.fixture(scope="module")
def start() -> Path:
    folder = models_folder() / NAME
    if not (folder / "card.json").exists():
        pytest.skip("the image network is not prepared (make setup)")
    return folder


def seen(colour: tuple[int, int, int], shade: int) -> Pixels:
    """A photo of a drawn shirt: darker the larger `shade`, on another ground."""
    return shirt(tuple(max(0, part - shade) for part in colour), ground=(90 + shade, 120, 90))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def photo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """catalog.csv and photos.csv of four shirts, fifteen photos of each."""
    folder = tmp_path_factory.mktemp("photos")
    products, photos = ["product_id,name,category,image"], ["image,product_id"]
    for number, colour in enumerate(COLOURS):
        Image.fromarray(shirt(colour)).save(folder / f"{number}.png")
        products.append(f"{number},Shirt {number},Shirts,{number}.png")
        for shade in range(15):
            Image.fromarray(seen(colour, 3 * shade)).save(folder / f"{number}-{shade}.png")
            photos.append(f"{number}-{shade}.png,{number}")
    (folder / "catalog.csv").write_text("\n".join(products) + "\n")
    (folder / "photos.csv").write_text("\n".join(photos) + "\n")
    return folder


def test_what_was_trained_answers_the_same_from_onnx(start: Path) -> None:
    import onnx
    import torch

    from vision.network_graph import build_graph, folded_weights
    from vision.training.lite import Lower, Upper

    weights = folded_weights(onnx.load(start / MODEL))
    pixels = np.random.default_rng(0).integers(0, 255, (2, 90, 90, 3), dtype=np.uint8)
    upper = Upper(weights, 12, 16).eval()
    with torch.no_grad():
        for parameter in upper.parameters():
            parameter.add_(0.01 * torch.randn_like(parameter) * parameter.abs().mean())
        expected = upper(Lower(weights, 12)(pixels)).numpy()
    trained = weights | upper.weights()
    for half, tolerance in ((False, 1e-5), (True, 5e-3)):
        model = build_graph(trained, half=half).SerializeToString()
        vectors = unit(ImageNetwork(model, NetworkCard.read(start)).pooled(pixels))
        np.testing.assert_allclose(vectors, expected, atol=tolerance)


def test_a_trained_network_is_trained_further_from_where_it_is(start: Path) -> None:
    import onnx
    import torch

    from vision.network_graph import build_graph, folded_weights
    from vision.training.lite import Upper

    first = folded_weights(onnx.load(start / MODEL))
    trained = build_graph(first | Upper(first, 12, 16).weights())
    again = Upper(folded_weights(trained), 14, 384)
    assert again.is_projected
    assert again.projection.out_features == 16
    maps = torch.rand(1, 192, 3, 3)
    torch.testing.assert_close(Upper(folded_weights(trained), 14, 384)(maps), again(maps))


def test_spoiling_turns_and_pastes_and_can_be_repeated() -> None:
    import torch

    from vision.training.spoiling import Spoiler

    pictures = torch.from_numpy(np.stack([shirt(colour) for colour in COLOURS]))
    grounds = torch.zeros_like(pictures)
    once, again = (Spoiler(64, 3).pictures(pictures, grounds) for _ in range(2))
    assert once.shape == (4, 64, 64, 3)
    assert once.dtype == torch.uint8
    assert torch.equal(once, again)
    assert not torch.equal(once, Spoiler(64, 4).pictures(pictures, grounds))
    reds = Spoiler(64, 3).photos(pictures[:1].repeat(8, 1, 1, 1)).float()
    assert (reds[..., 0] > reds[..., 2] + 40).flatten(1).any(1).all(), "the red shirt is still there, and red"


def test_photos_beside_their_pictures_cost_less_than_photos_beside_others(start: Path) -> None:
    import torch
    from torch import nn

    from vision.training.metric import PhotoMetric

    class Given(nn.Module):
        def forward(self, maps: torch.Tensor) -> torch.Tensor:
            return maps

    apart = torch.eye(3)
    metric = PhotoMetric(Given(), apart, kinds=0)  # type: ignore[arg-type]
    nothing = torch.empty(0, dtype=torch.long)
    places = torch.arange(3)
    right = metric(torch.cat([apart, apart]), places, places, nothing, apart[:0])["loss"]
    wrong = metric(torch.cat([apart.roll(1, 0), apart]), places, places, nothing, apart[:0])["loss"]
    assert right < wrong - 5


def test_other_things_cost_less_where_they_lay_before_training(start: Path) -> None:
    import torch
    from torch import nn

    from vision.training.metric import PhotoMetric

    class Given(nn.Module):
        def forward(self, maps: torch.Tensor) -> torch.Tensor:
            return maps

    apart, other = torch.eye(3), torch.tensor([[0.0, 0.6, 0.8]])
    metric, places = PhotoMetric(Given(), apart, kinds=1), torch.arange(3)  # type: ignore[arg-type]
    maps, kinds = torch.cat([apart, apart, other, other]), torch.zeros(1, dtype=torch.long)
    stayed = metric(maps, places, places, kinds, other)["loss"]
    moved = metric(maps, places, places, kinds, torch.tensor([[0.0, 0.8, 0.6]]))["loss"]
    assert stayed < moved - 0.05


def test_what_the_network_saw_before_stays_beside_what_it_learns(start: Path) -> None:
    import onnx
    import torch

    from vision.network_graph import build_graph, folded_weights
    from vision.training.fitting import kept_beside
    from vision.training.lite import Lower, Upper

    weights = folded_weights(onnx.load(start / MODEL))
    pixels = np.random.default_rng(0).integers(0, 255, (2, 90, 90, 3), dtype=np.uint8)
    torch.manual_seed(0)
    maps, upper = Lower(weights, 14)(pixels), Upper(weights, 14, 16).eval()
    before, seen = upper.weights(), upper(maps).detach().numpy()
    with torch.no_grad():
        for parameter in upper.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter) * parameter.abs().mean())
        learnt = upper(maps).numpy()
    graph = build_graph(weights | upper.weights() | kept_beside(weights, before), half=True)
    card = replace(NetworkCard.read(start), features=32, shares=(0.6, 0.4))
    served = ImageNetwork(graph.SerializeToString(), card)
    vectors = served.unit(served.pooled(pixels))
    np.testing.assert_allclose((vectors[:, :16] * learnt).sum(1), 0.6**0.5, atol=2e-3)
    np.testing.assert_allclose((vectors[:, 16:] * seen).sum(1), 0.4**0.5, atol=6e-3)  # kept in 8 bits
    assert (seen * learnt).sum(1).max() < 0.999, "training moved it"
    assert not kept_beside(folded_weights(graph), before), "what was kept once stays for good"


@pytest.fixture(scope="module")
def trained(start: Path, photo_set: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The home of a shop that trained on the drawn shirts, and what the command said."""
    home = tmp_path_factory.mktemp("home")
    return home, train(home, "--photos", str(photo_set), "--quick").stdout


def train(home: Path, *options: str, code: int = 0):  # type: ignore[no-untyped-def]
    from bot.cli import app

    done = CliRunner().invoke(app, ["train", "vision", *options], env={"SHOPMATE_HOME": str(home)})
    assert done.exit_code == code, done.output
    return done


def test_the_command_trains_measures_and_puts_the_better_network_into_the_home(trained: tuple[Path, str]) -> None:
    from catalog.trained import Trained

    home, said = trained
    figures = json.loads(said.splitlines()[0])
    card = Trained(home, "vision").card()
    assert figures["photos kept out"] == 6
    assert figures["recall@1"] > figures["recall@1 before"]
    assert card["figures"] == figures
    assert card["command"] == "shopmate train vision --photos photos0 --quick --epochs 12"
    assert set(card["thresholds"]) == {"floor", "same_kind", "same_thing", "upright"}
    assert not list((home / "trained" / "vision").glob(".*state*")), "nothing half-done stays"


def test_only_a_network_that_finds_more_is_taken(trained: tuple[Path, str], photo_set: Path) -> None:
    from bot.cli import app
    from catalog.trained import Trained

    home, _ = trained
    options = ["train", "vision", "--photos", str(photo_set), "--quick", "--epochs", "1"]
    done = CliRunner().invoke(app, options, env={"SHOPMATE_HOME": str(home)})
    figures = json.loads(done.stdout.splitlines()[0])
    is_better = figures["recall@1"] > figures["recall@1 before"]
    assert done.exit_code == (0 if is_better else 3), done.output
    assert ("stays" in done.stdout) is not is_better
    assert len(Trained(home, "vision").versions) == 1 + is_better


def test_a_shop_uses_what_it_trained_and_goes_back(trained: tuple[Path, str]) -> None:
    from catalog.photos.network import open_embedder
    from catalog.settings import load_settings
    from catalog.trained import Trained
    from vision.embedding import ImageEmbedder
    from vision.network import load_network

    home, _ = trained
    settings = load_settings(environ={"SHOPMATE_HOME": str(home)})
    own, shipped = open_embedder(settings), ImageEmbedder(load_network(models_folder()))
    assert own.fingerprint != shipped.fingerprint
    assert own.picture(shirt(COLOURS[0])).shape == (own.dimension,)
    while Trained(home, "vision").in_use:
        train(home, "--rollback")
    assert open_embedder(settings).fingerprint == shipped.fingerprint
    train(home, "--rollback", code=2)


def test_photos_and_catalogue_only_exclude_each_other(tmp_path: Path) -> None:
    assert "--catalogue-only" in train(tmp_path, code=2).output
