"""A photo in, products out: the shop's pictures that look like it, filters first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from catalog.photos.answer import PhotoAnswer
from catalog.photos.labels import WEIGHT, LabelMatch, LabelMatcher
from catalog.photos.picture_labels import PictureLabels
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
from vision.label import LabelLine
from vision.upright import turned

#: Gives what stands on the photo, turned to the left by so many eighths of a circle; () = nothing, or not read in time.
ReadLabel = Callable[[Pixels, int], Sequence[LabelLine]]

#: What is sorted by price or rating must look at least this much, as a share of the best, like the photo.
SORTED_SHARE = 0.8
#: What a photo must gain in likeness by being turned: groceries lie in every way, and a little is gained by chance.
TURN_GAIN = 0.02
#: Likenesses that differ by less are equal.
LIKENESS_DIGITS = 5
FILE_NAME = "pictures.npz"


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
        self._labels = LabelMatcher(products)

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

    def find(
        self,
        photo: bytes | Pixels,
        *,
        wish: Wish | None = None,
        limit: int,
        offset: int = 0,
        label: ReadLabel | None = None,
    ) -> PhotoAnswer:
        """The products most like `photo` (a file's bytes, or pixels [height, width, 3]) that satisfy `wish`.

        The words of the wish do not count: the photo says what is meant. When nothing satisfies every hard wish,
        a weaker wish is answered and said. `label` is asked only where it could put another product first.
        Raises: vision.image.UnusableImageError for bytes that are no picture.
        """
        pixels = read_image(photo).pixels if isinstance(photo, bytes) else photo
        seen = self._turned_right(pixels)
        looks, best = self._best(seen.likeness)
        answered, variants, found = self._satisfying(wish or Wish(), looks > -1)
        certain = self._is_familiar(seen)
        match = self._labelled(pixels, seen, looks[found], certain, label) if label else None
        scores = looks if match is None else np.where(looks > -1, looks + WEIGHT * match.support, looks)
        certain = certain or (match is not None and bool(match.named[looks > -1].any()))
        rows = self._order(answered, scores, variants, found)
        hits = tuple(self._hit(int(row), scores, best, variants) for row in rows[offset : offset + limit])
        told = PhotoAnswer(hits, main_colour(pixels), True, len(rows), answered, answered is not (wish or answered))
        if not certain:
            return replace(told, hits=(), certain=False, total=0, near=hits, likeness=seen.most)
        shown = int(scores.argmax())
        return replace(
            told,
            likeness=seen.most,
            least=max(self.thresholds.floor, self.thresholds.same_kind * float(scores[shown])),
            shown=self._very_product(shown, float(looks[shown])),
            read=self._decisive(match, rows, self._order(answered, looks, variants, found)),
        )

    def read_labels(self, labels: PictureLabels, progress: Progress | None = None) -> None:
        """Lets the labels on the shop's own pictures count too; those never read before take most of a second each."""
        read = labels.lines((picture.path for picture in self._pictures), progress)
        lines: dict[int, list[LabelLine]] = {}
        for picture in self._pictures:
            lines.setdefault(picture.row, []).extend(read[picture.path])
        self._labels = LabelMatcher(self._products, lines)

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

    def _labelled(
        self, pixels: Pixels, seen: _Seen, looks: FloatVector, certain: bool, label: ReadLabel
    ) -> LabelMatch | None:
        """What the label says, where it could change what comes first or whether there is anything like the photo.

        A photo is turned where its looks gain by it, by chance at times; lines stand as the camera was held more often.
        looks: how like the photo those are that satisfy the wish.
        """
        two = np.sort(looks)[-2:]
        if certain and (len(two) < 2 or two[1] - two[0] >= WEIGHT):
            return None
        lines = label(pixels, 0) or (label(seen.pixels, seen.turn) if seen.turn else ())
        return self._labels.match(lines)

    def _very_product(self, row: int, looks: float) -> Hit | None:
        return Hit(self._products[row], looks) if looks >= self.thresholds.same_thing else None

    def _decisive(self, match: LabelMatch | None, rows: Rows, by_looks: Rows) -> tuple[str, ...]:
        """The words that put the first product first; () where it would have been first without."""
        if match is None or not len(rows) or rows[0] == by_looks[0]:
            return ()
        return match.words[int(rows[0])]

    def _turned_right(self, pixels: Pixels) -> _Seen:
        """The photo as it is, or in the turn in which it is most like a picture."""
        upright = self._looked_up(pixels)
        if not len(self) or upright.most >= self.thresholds.upright:
            return upright
        turn = int(self._vectors.closest(self._embedder.glances(pixels)).argmax())
        if not turn:
            return upright
        other = self._looked_up(turned(pixels, turn), turn)
        return other if other.most > upright.most + TURN_GAIN else upright

    def _looked_up(self, pixels: Pixels, turn: int = 0) -> _Seen:
        photo = self._embedder.photo(pixels)
        cosines = [self._vectors.likeness(np.ascontiguousarray(row)) for row in photo.rows]
        # One picture of several products is equally like the photo: what a sum's order leaves over decides nothing.
        likeness = np.round(photo.likeness(np.stack(cosines)), LIKENESS_DIGITS)
        return _Seen(photo, likeness, pixels, turn)

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
    """A photo in one turn, of so many eighths, and how like it each picture is: [pictures] -1..1."""

    photo: PhotoVectors
    likeness: FloatVector
    pixels: Pixels
    turn: int

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
