"""Every product's pictures, one for each colour, as WebP files."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

from catalog.demo.sources import Sheet, image_name
from docs.drawings.canvas import Canvas
from docs.drawings.look import Drawer, Look, parse_look

QUALITY = 82
#: The paper behind the object, by department.
BACKDROPS = {
    "Clothing": "#ecebe7",
    "Shoes": "#ebe9e5",
    "Bags": "#eeeae4",
    "Electronics": "#e7eaed",
    "Home": "#efeae2",
    "Sports": "#e8ecea",
    "Groceries": "#f1ebdf",
    "Beauty": "#f0e9e6",
}
#: Module -> the looks that it draws.
MODULES = {
    "tops": ("tshirt", "polo", "shirt", "hoodie", "sweatshirt", "sweater", "cardigan"),
    "outerwear": ("jacket",),
    "bottoms": ("trousers", "shorts", "skirt", "dress"),
    "accessories": ("beanie", "cap", "scarf", "socks", "gloves", "towel", "cushion"),
    "shoes": ("runner", "sneaker", "boot", "sandal", "heel", "loafer"),
    "bags": ("handbag", "tote", "backpack", "duffel", "suitcase", "wallet"),
    "electronics": (
        "headphones", "earbuds", "speaker", "phone", "tablet", "laptop", "monitor", "camera", "watch", "powerbank", "keyboard", "mouse",
    ),
    "home": ("desklamp", "tablelamp", "chair", "sofa", "vase", "plant", "candle", "clock"),
    "kitchen": ("mug", "kettle", "coffeemachine", "frenchpress", "moka", "pan", "casserole", "knife"),
    "sports": (
        "yogamat", "block", "dumbbell", "kettlebell", "roller", "bands", "ball", "racket", "bottle", "tent", "sleepingbag", "lantern", "helmet",
    ),
    "groceries": (
        "coffeebag", "giftbox", "tin", "jar", "chocolate", "pouch", "box", "oilbottle", "juice", "bread", "apple",
    ),
    "beauty": ("soap", "tube", "pump", "dropper", "tincan"),
}  # fmt: skip


def drawer(kind: str) -> Drawer:
    """The function that draws `kind`. Raises: KeyError for a look that no module draws."""
    for module, kinds in MODULES.items():
        if kind in kinds:
            found: Drawer = getattr(
                importlib.import_module(f"docs.drawings.{module}"), f"draw_{kind}" if kind in RENAMED else kind
            )
            return found
    raise KeyError(
        f"no drawing for look {kind!r}. Known: {', '.join(kind for kinds in MODULES.values() for kind in kinds)}."
    )


#: Looks whose plain name already means something else where they are drawn.
RENAMED = ("box", "tube")


def look_of(sheet: Sheet, colour: str) -> Look:
    return parse_look(sheet.look, colour=colour, title=sheet.title, brand=sheet.brand)


def draw(sheet: Sheet, colour: str) -> Image.Image:
    look = look_of(sheet, colour)
    canvas = Canvas(look.seed % 9973)
    ground = drawer(look.kind)(canvas, look)
    return canvas.finish(ground=ground, backdrop=BACKDROPS[sheet.category.split("/")[0]])


def cut_out(sheet: Sheet, colour: str) -> tuple[Image.Image, bool]:
    """The object alone as RGBA, and whether it stands (rather than lies flat)."""
    look = look_of(sheet, colour)
    canvas = Canvas(look.seed % 9973)
    ground = drawer(look.kind)(canvas, look)
    return canvas.cut_out(ground), ground is not None


def write_images(sheets: Sequence[Sheet], folder: Path, *, processes: int | None = None) -> int:
    """Draws what `sheets` need into `folder`; answers how many pictures were written."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(sheet, colour, folder) for sheet in sheets for colour in sheet.colours or ("",)]
    with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        for number, name in enumerate(pool.map(_write, jobs, chunksize=4), 1):
            if number % 25 == 0 or number == len(jobs):
                print(f"images: {number} of {len(jobs)} ({name})", flush=True)
    return len(jobs)


def _write(job: tuple[Sheet, str, Path]) -> str:
    sheet, colour, folder = job
    name = image_name(sheet.id, colour)
    draw(sheet, colour).save(folder / name, quality=QUALITY, method=6)
    return name
