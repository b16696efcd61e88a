"""A photo in, products out: the shop's pictures that look like it, filters first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from catalog.photos.picture_vectors import PictureVectors
from catalog.products import Hit, Product, Variant
from catalog.search.filters import Filters, Rows
from catalog.search.ranking import ranked, standing_out
from catalog.search.relaxing import relaxations
from catalog.search.vectors import BoolVector, FloatVector, VectorIndex
from catalog.vector_file import Progress
from nlu.wish import Wish
from vision.colour import main_colour
from vision.embedding import ImageEmbedder, PhotoVectors
from vision.familiar import NEAREST, Familiarity
from vision.image import Pixels, read_image
from vision.upright import turned

#: What is sorted by price or rating must look at least this much, as a share of the best, like the photo.
SORTED_SHARE = 0.8
#: What a photo must gain in likeness by being turned: groceries lie in every way, and a little is gained by chance.
TURN_GAIN = 0.02
FILE_NAME = "pictures.npz"


@dataclass(frozen=True)
class PhotoAnswer:
    """What looks like the photo.

    Attributes:
        hits: best first, at most the limit; () when nothing is like it.
        main_colour: of what the photo shows, one of vision.colour.COLOURS.
        certain: False = nothing like that here; `near` then has what comes closest all the same.
        total: how many products satisfy the wish as answered.
        wish, relaxed: as in SearchAnswer.
        likeness: -1..1 of the most like product of the whole shop, whether it satisfies the wish or not.
        least: what is less like the photo than this is most often of another kind.
        shown: the product that the photo shows, not only one like it, buyable or not, within the wish or
            not; None when the shop has only the like of it, or nothing.
    """

    hits: tuple[Hit, ...]
    main_colour: str
    certain: bool
    total: int
    wish: Wish
    relaxed: bool = False
    near: tuple[Hit, ...] = ()
    likeness: float = 0.0
    least: float = 0.0
    shown: Hit | None = None

    @property
    def alike(self) -> tuple[Hit, ...]:
        """The hits that look like the photo; the others are only the nearest that satisfy the wish."""
        return tuple(hit for hit in self.hits if hit.score >= self.least)


@dataclass(frozen=True)
class _Picture:
    """One picture and what it shows: a product (a row), and the variant when it is a variant's own picture."""

    path: Path
    row: int
    variant: Variant | None


class PhotoIndex:
    """All pictures of the visible products of one state of the catalogue; made anew when the catalogue changes."""

    def __init__(self, products: Sequence[Product], embedder: ImageEmbedder, pictures: _Vectors) -> None:
        self._products, self._embedder = products, embedder
        self.thresholds, self.model_sha256 = embedder.thresholds, embedder.model_sha256
        #: None with a network that it was not fitted for: then likeness alone says what is familiar.
        self.familiarity = Familiarity.of(self.model_sha256)
        self._filters = Filters(products)
        self._row = {product.id: row for row, product in enumerate(products)}
        self._pictures = pictures.pictures
        self._owner = np.array([picture.row for picture in pictures.pictures], dtype=np.int64)
        self._vectors = VectorIndex(pictures.vectors)

    @classmethod
    def build(
        cls,
        products: Sequence[Product],
        images: Path,
        embedder: ImageEmbedder,
        folder: Path,
        progress: Progress | None = None,
    ) -> PhotoIndex:
        """The index over the pictures in `images`; vectors are kept in `folder`, only new pictures are embedded."""
        visible = sorted((product for product in products if product.visible), key=lambda product: product.id)
        pictures = list(_pictures(visible, images))
        paths = list(dict.fromkeys(picture.path for picture in pictures))
        vectors = PictureVectors(folder / FILE_NAME, embedder).vectors(paths, progress)
        usable = [picture for picture in pictures if picture.path in vectors]
        matrix = np.empty((0, embedder.dimension), dtype=np.float32)
        if usable:
            matrix = np.stack([vectors[picture.path] for picture in usable])
        return cls(visible, embedder, _Vectors(usable, matrix))

    def __len__(self) -> int:
        """How many pictures are known."""
        return len(self._pictures)

    def find(self, photo: bytes | Pixels, *, wish: Wish | None = None, limit: int, offset: int = 0) -> PhotoAnswer:
        """The products most like `photo` (a file's bytes, or pixels [height, width, 3]) that satisfy `wish`.

        The words of the wish do not count: the photo says what is meant. When nothing satisfies every hard wish,
        a weaker wish is answered and said.
        Raises: vision.image.UnusableImageError for bytes that are no picture.
        """
        pixels = read_image(photo).pixels if isinstance(photo, bytes) else photo
        wish = wish or Wish()
        seen = self._turned_right(pixels)
        scores, best = self._best(seen.likeness)
        pictured = scores > -1
        likeness = seen.most
        certain = self._is_familiar(seen)
        answered, variants, found = self._satisfying(wish, pictured)
        relaxed = answered is not wish
        rows = self._order(answered, scores, variants, found)
        hits = tuple(self._hit(int(row), scores, best, variants) for row in rows[offset : offset + limit])
        colour = main_colour(pixels)
        if not certain:
            return PhotoAnswer((), colour, False, 0, answered, relaxed, near=hits, likeness=likeness)
        shown = int(scores.argmax()) if likeness >= self.thresholds.same_thing else None
        return PhotoAnswer(
            hits,
            colour,
            True,
            len(rows),
            answered,
            relaxed,
            likeness=likeness,
            least=max(self.thresholds.floor, self.thresholds.same_kind * likeness),
            shown=None if shown is None else Hit(self._products[shown], likeness),
        )

    def similar(self, product_id: str, limit: int) -> tuple[Hit, ...]:
        """Other buyable products whose picture is like this one's first; () for a product without a picture.

        Their scores say how far they stand out: see `standing_out`.
        """
        row = self._row.get(product_id)
        own = np.flatnonzero(self._owner == (-1 if row is None else row))
        if row is None or not len(own):
            return ()
        scores, _ = self._best(self._vectors.likeness(self._vectors.vector(int(own[0]))))
        allowed = self._filters.products_of(self._filters.buyable) & (scores > -1)
        allowed[row] = False
        scores[allowed] = standing_out(scores[allowed])
        rows = ranked(np.flatnonzero(allowed), "relevance", self._products, self._filters.price, scores)[:limit]
        return tuple(Hit(self._products[place], float(scores[place])) for place in rows)

    def vector(self, product_id: str) -> FloatVector | None:
        """[dimension] of length 1: how the product's first picture looks; None without one."""
        own = np.flatnonzero(self._owner == self._row.get(product_id, -1))
        return self._vectors.vector(int(own[0])) if len(own) else None

    def signs(self, photo: Pixels) -> FloatVector | None:
        """The signs by which a photo is told to show nothing of this shop; None for a network without such."""
        seen = self._turned_right(photo)
        return self.familiarity.signs(*self._nearest(seen)) if self.familiarity and len(self) else None

    def _turned_right(self, pixels: Pixels) -> _Seen:
        """The photo as it is, or in the turn in which it is most like a picture."""
        upright = self._looked_up(pixels)
        if not len(self) or upright.most >= self.thresholds.upright:
            return upright
        turn = int(self._vectors.closest(self._embedder.glances(pixels)).argmax())
        if not turn:
            return upright
        other = self._looked_up(turned(pixels, turn))
        return other if other.most > upright.most + TURN_GAIN else upright

    def _looked_up(self, pixels: Pixels) -> _Seen:
        photo = self._embedder.photo(pixels)
        cosines = [self._vectors.likeness(np.ascontiguousarray(row)) for row in photo.rows]
        return _Seen(photo, photo.likeness(np.stack(cosines)))

    def _is_familiar(self, seen: _Seen) -> bool:
        if not self.familiarity or not len(self):
            return seen.most >= self.thresholds.floor
        return self.familiarity.knows(*self._nearest(seen))

    def _nearest(self, seen: _Seen) -> tuple[PhotoVectors, float, FloatVector]:
        nearest = np.argsort(-seen.likeness, kind="stable")[:NEAREST]
        return seen.photo, seen.most, np.stack([self._vectors.vector(int(row)) for row in nearest])

    def _best(self, likeness: FloatVector) -> tuple[FloatVector, Rows]:
        """[products] the likeness of a product's best picture, -1 without one, and which picture that is, -1 none."""
        scores = np.full(len(self._products), -1.0, dtype=np.float32)
        best = np.full(len(self._products), -1, dtype=np.int64)
        # Where an owner comes more than once the last assignment stays, which is its most like picture.
        upwards = np.argsort(likeness, kind="stable")
        scores[self._owner[upwards]], best[self._owner[upwards]] = likeness[upwards], upwards
        return scores, best

    def _satisfying(self, wish: Wish, pictured: BoolVector) -> tuple[Wish, BoolVector, BoolVector]:
        """The wish as answered, and the variants and products that satisfy it."""
        for tried in chain([wish], relaxations(wish)):
            variants = self._filters.variants_for(tried)
            found = self._filters.products_of(variants) & pictured
            if found.any():
                return tried, variants, found
        return wish, self._filters.variants_for(wish), np.zeros_like(pictured)

    def _order(self, wish: Wish, scores: FloatVector, variants: BoolVector, found: BoolVector) -> Rows:
        if wish.sort != "relevance" and found.any():
            found = found & (scores >= SORTED_SHARE * scores[found].max())
        prices = self._filters.prices(variants, dearest=wish.sort == "price_down")
        return ranked(np.flatnonzero(found), wish.sort, self._products, prices, scores)

    def _hit(self, row: int, scores: FloatVector, best: Rows, variants: BoolVector) -> Hit:
        """Shows the variant whose picture matched where it satisfies the wish, else one that does."""
        matched = self._pictures[int(best[row])].variant
        fitting = {
            self._filters.variants[place].sku for place in np.flatnonzero(variants & (self._filters.owner == row))
        }
        if matched is None or matched.sku not in fitting:
            matched = None if self._all_fit(row, len(fitting)) else self._filters.variant_of(row, variants)
        return Hit(self._products[row], float(scores[row]), matched, reason="looks like your photo")

    def _all_fit(self, row: int, fitting: int) -> bool:
        return fitting == len(self._products[row].variants)


@dataclass(frozen=True)
class _Seen:
    """A photo in one turn, and how like it each picture is: [pictures] -1..1."""

    photo: PhotoVectors
    likeness: FloatVector

    @property
    def most(self) -> float:
        return float(self.likeness.max(initial=-1.0))


@dataclass(frozen=True)
class _Vectors:
    """Pictures and their vectors [pictures, dimension]."""

    pictures: Sequence[_Picture]
    vectors: FloatVector


def _pictures(products: Sequence[Product], images: Path) -> Iterator[_Picture]:
    """Each picture of each product once; of variants that share one, the first that can be bought stands for it."""
    for row, product in enumerate(products):
        shown: dict[str, Variant | None] = {}
        for variant in sorted(product.variants, key=lambda variant: not variant.buyable):
            if variant.image:
                shown.setdefault(variant.image, variant)
        for name in product.images:
            shown.setdefault(name, None)
        yield from (_Picture(images / name, row, variant) for name, variant in shown.items() if "://" not in name)
