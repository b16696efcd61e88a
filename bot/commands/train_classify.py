"""shopmate train classify: categories told by pictures, learnt from folders of pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.going_back import roll_back
from bot.commands.opened import opened_store
from bot.commands.output import counting, err

if TYPE_CHECKING:
    from catalog.settings import Settings
    from catalog.store import Store
    from catalog.trained import Trained
    from vision.training.classes import LearntClasses

Folder = Annotated[
    Path | None, typer.Argument(exists=True, file_okay=False, help="One folder of pictures for each category.")
]


def classify(
    folder: Folder = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Use what told categories before.")] = False,
) -> None:
    """Categories told by pictures: filled where your feed names none, doubted where the picture shows another.

    The folders are called like your categories ("Dresses"). What your feed says is never changed; `shopmate health`
    lists what was filled and what is doubted. It is used at once, unless it is right less often than before.
    """
    from catalog.photos.kinds import PART
    from catalog.trained import Trained

    with opened_store() as (settings, store):
        if rollback:
            roll_back(settings.home, PART, "at once")
        elif folder:
            _learn(Trained(settings.home, PART), folder, settings)
        else:
            raise typer.BadParameter("name the folder with one folder of pictures for each category, or --rollback.")
        _look_over(settings, store)


def _learn(trained: Trained, folder: Path, settings: Settings) -> None:
    from catalog.photos.kinds import MODEL
    from catalog.photos.network import open_embedder
    from vision.evaluation import ImageFoldersError, read_folders
    from vision.training.classes import TooFewPicturesError, learn_classes

    try:
        embedder = open_embedder(settings)
        with counting("pictures") as count:
            learnt = learn_classes(*read_folders(folder, embedder.picture, count))
    except (ImageFoldersError, TooFewPicturesError) as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    card: dict[str, Any] = {**learnt.card, "model_sha256": embedder.model_sha256}
    typer.echo(json.dumps(card, ensure_ascii=False))
    if not _is_better(learnt, trained.card()):
        typer.echo("It is right less often than what is in use (or than always naming the largest class): not used.")
        raise typer.Exit(3)
    draft = trained.draft()
    try:
        learnt.probe.write(draft / MODEL)
        version = trained.adopt(draft, card)
    except BaseException:
        trained.discard(draft)
        raise
    typer.echo(f"Version {version.name} is in use; --rollback goes back.")


def _is_better(learnt: LearntClasses, before: dict[str, Any]) -> bool:
    """What was learnt for other classes is no measure; then it has to beat naming the largest one always."""
    card = learnt.card
    is_comparable = set(before.get("classes", ())) == set(card["classes"])
    least = before["accuracy"] if is_comparable else card["accuracy of the largest class"]
    return bool(card["accuracy"] >= least)


def _look_over(settings: Settings, store: Store) -> None:
    from catalog.photos.kinds import look_over

    with counting("pictures of the shop") as count:
        seen = look_over(settings, store, count)
    typer.echo(f"Categories told by pictures: {len(seen.told)}; doubted: {len(seen.doubted)} (shopmate health).")
