"""shopmate train vision: the image network, trained further on photos of products or on their pictures alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.extra import needs_training
from bot.commands.going_back import roll_back
from bot.commands.opened import opened_store
from bot.commands.output import err, stages

if TYPE_CHECKING:
    from catalog.photos.photo_set import PhotoSet
    from catalog.trained import Trained
    from vision.training.examples import Examples, Progress

Photos = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Photos of your products: one folder a product, named by its id; or photos.csv (image, product_id), "
        "beside catalog.csv where the pictures are not the shop's.",
    ),
]
Others = Annotated[
    Path | None,
    typer.Option(exists=True, file_okay=False, help="Photos of other things, one folder a kind: no product of yours."),
]


def vision(
    photos: Photos = None,
    split: Annotated[str | None, typer.Option(help="Only the photos of this split of photos.csv.")] = None,
    others: Others = None,
    catalogue_only: Annotated[bool, typer.Option("--catalogue-only", help="From the shop's pictures alone.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Use the network of before again.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Only the last layer: seconds instead of minutes.")] = False,
    epochs: Annotated[float, typer.Option(help="How often every photo is seen.", min=0.1)] = 12,
    into: Annotated[
        Path | None, typer.Option(help="Train ImageNet's network into this folder instead of the shop's home.")
    ] = None,
) -> None:
    """The network that finds a photo's product. Can be stopped and called again; used after the service's next start.

    It is kept only when it finds more of the photos kept out of training than the one in use does.
    """
    from catalog.photos.network import PART
    from catalog.settings import load_settings
    from catalog.trained import Trained

    settings = load_settings()
    if rollback:
        return roll_back(settings.home, PART)
    if (photos is None) != catalogue_only:
        err.print("Give --photos DIR, or --catalogue-only to train on the shop's pictures alone.")
        raise typer.Exit(2)
    needs_training()
    _train(Trained(settings.home, PART), _Given(photos, split, others, quick, epochs), into)


@dataclass(frozen=True)
class _Given:
    """What the command was told to train on, and how."""

    photos: Path | None
    split: str | None
    others: Path | None
    quick: bool
    epochs: float

    def command(self) -> str:
        """To be repeated by someone who has the same folders."""
        options = {"photos": self.photos, "split": self.split, "others": self.others}
        named = [
            f"--{name} {value.name if isinstance(value, Path) and value.is_absolute() else value}"
            for name, value in options.items()
            if value
        ]
        quick = ["--quick"] if self.quick else []
        return " ".join(
            ["shopmate train vision", *(named or ["--catalogue-only"]), *quick, f"--epochs {self.epochs:g}"]
        )

    def photo_set(self) -> PhotoSet:
        from catalog.photos.photo_set import CATALOGUE, photos_of_shop, read_photo_set

        if self.photos and (self.photos / CATALOGUE).is_file():
            return read_photo_set(self.photos, self.split)
        with opened_store() as (settings, store):
            return photos_of_shop(store.products(), settings.images, self.photos, self.split)

    def examples(self, say: Progress) -> Examples:
        from vision.training.examples import read_examples

        known = self.photo_set()
        places = {product.id: place for place, product in enumerate(known.products)}
        folders = sorted(path for path in self.others.iterdir() if path.is_dir()) if self.others else []
        return read_examples(
            [known.images / product.images[0] for product in known.products],
            [(photo.path, places[photo.product_id]) for photo in known.photos],
            [(path, kind) for kind, folder in enumerate(folders) for path in sorted(folder.iterdir())],
            say,
        )


def _train(trained: Trained, given: _Given, into: Path | None) -> None:
    from catalog.photos.photo_set import PhotoSetError
    from catalog.settings import models_folder
    from vision.network import MODEL, NAME, ImageNetwork, NetworkCard, network_folder
    from vision.training.network import TooFewPicturesError, Trial
    from vision.training.recipe import QUICK, Recipe

    start = models_folder() / NAME if into else network_folder(models_folder(), trained.in_use)
    with stages() as say:
        try:
            trial = Trial(given.examples(say), replace(QUICK if given.quick else Recipe(), epochs=given.epochs))
        except (PhotoSetError, TooFewPicturesError) as error:
            err.print(str(error))
            raise typer.Exit(2) from None
        made, state = trained.draft(), trained.folder / f".state-{trial.digest}"
        card = trial.train(start, made, state, say)
        say("measuring on photos kept out", 1.0)
        after = trial.measured(ImageNetwork(made / MODEL, card))
        before = trial.measured(ImageNetwork(start / MODEL, NetworkCard.read(start)))
    shutil.rmtree(state, ignore_errors=True)
    figures = {"recall@1": after.recall, "recall@1 before": before.recall, "photos kept out": trial.held}
    typer.echo(json.dumps(figures))
    card = replace(card, thresholds=asdict(after.thresholds), figures=figures, command=given.command())
    if into:
        card.write(made)
        shutil.copytree(made, into, dirs_exist_ok=True)
    elif after.recall > before.recall:
        version = trained.adopt(made, asdict(card))
        typer.echo(f"Version {version.name} is in use from the shop's next start on; --rollback goes back.")
        return
    shutil.rmtree(made)
    if not into:
        typer.echo("The network in use finds as many or more of them, so it stays. More photos may help.")
        raise typer.Exit(3)
