"""What nobody would send on purpose, drawn from a seed: messages, pictures and feeds that went wrong on their way."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from PIL import Image
from pillow_heif import register_heif_opener

from benchmarks.drawings import busy

ROOT = Path(__file__).resolve().parent.parent
#: Pieces that make readers stumble: signs, numbers, other scripts, markup, half characters.
PIECES = (
    *(
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\x00",
        "\u200d",
        "\u202e",
        "\ufeff",
        "\ud800",
        "\ufffd",
        "\U000e0001",
        "Z͑ͫ̓a̷l̵",
        "½",
        "²",
    ),
    *(
        "-",
        "--",
        "'",
        '"',
        "`",
        "(",
        "((((",
        "]",
        "{}",
        "\\",
        "%",
        "%s",
        "$",
        "€",
        "#1",
        "&amp;",
        "<b>",
        "/restart",
        "…",
    ),
    *(
        "0",
        "-1",
        "1e309",
        "00012",
        "9" * 30,
        "1,2,3",
        "1.5.6",
        "NaN",
        "٣",
        "一百",
        "ten",
        "a hundred and",
        "12/0",
        "1-",
    ),
    *("under", "over", "not", "no", "or", "and", "between", "the second", "that", "cheaper", "same", "without", "size"),
    *("👟", "👩‍👩‍👧‍👦", "نعال", "鞋", "ботинки", "étagère", "ÅÄÖ", "🇫🇮", "I'm", "don't", "C0037", "a@b.example"),
    *("' OR 1=1 --", "${x}", "{{7*7}}", '{"a": [1]}', "javascript:1", "http://x.example/?q=a b", "(a+)+$", "../../etc"),
)
#: Feeds are broken at their signs first of all.
SIGNS = b'",;\n\r\t|={}[]:<>&/0-\\\x00\xff\xc3'
CUTS = (b'"', b"\n", b"-", b"9" * 40, b"1e400", b"\\ud800", b"\xf0\x9f\x98\x80", b"null", b"]]>", b"&x;", b"<g:id>")
MAGIC = (b"\xff\xd8", b"\xff\xda", b"\xff\xd9", b"IHDR", b"IDAT", b"IEND", b"RIFF", b"VP8L", b"ftypheic", b"GIF89a")
EXTREMES = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\x00", b"\xff\xff", b"\x00")

Dice = random.Random


@cache
def sentences() -> tuple[str, ...]:
    """What shoppers say: the examples that Rasa learns from, without their marks."""
    found: list[str] = []
    for path in sorted((ROOT / "nlu" / "data").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line.removeprefix("- ") for line in entry["examples"].strip().splitlines()]
    return tuple(dict.fromkeys(found))


def message(dice: Dice, names: Sequence[str], longest: int) -> str:
    """A message; `names`: words of the catalogue; `longest`: sometimes it is longer than these characters."""
    words = dice.choice(sentences()).split()
    for _ in range(dice.choice((0, 1, 1, 2, 3, 6))):
        place = dice.randrange(len(words) + 1)
        match dice.randrange(9):
            case 0:
                words[place : place + 1] = []
            case 1:
                words[place:place] = words[place : place + 3]
            case 2:
                words.insert(place, dice.choice(PIECES))
            case 3:
                words.insert(place, dice.choice(names))
            case 4:
                words += dice.choice(sentences()).split()
            case 5:
                dice.shuffle(words)
            case 6 if words:
                words[place % len(words)] = _misspelt(words[place % len(words)], dice)
            case 7:
                words = [dice.choice((str.upper, str.title, str.swapcase))(word) for word in words]
            case 8:
                words.insert(place, "".join(map(chr, dice.choices(range(1, 0x3000), k=dice.randint(1, 12)))))
    text = dice.choice((" ", " ", " ", "", ", ", "\n")).join(words)
    if dice.random() < 0.03:
        text = (text + dice.choice(PIECES) + " ") * (longest // max(1, len(text)) + dice.randrange(2))
    return text[: longest + dice.choice((0, 0, 0, 1))]


def _misspelt(word: str, dice: Dice) -> str:
    place = dice.randrange(len(word) + 1)
    return (
        word[:place] + dice.choice((word[place : place + 2][::-1], dice.choice(PIECES), word, "")) + word[place + 1 :]
    )


def broken(content: bytes, dice: Dice, signs: bytes, pieces: Sequence[bytes], places: int = 8) -> bytes:
    """`content` with a few bytes changed, dropped, doubled or cut off in up to `places` places; never empty."""
    data = bytearray(content)
    for _ in range(dice.randint(1, places)):
        place = dice.randrange(1, max(2, len(data)))
        match dice.randrange(7):
            case 0:
                data[place : place + 1] = bytes([dice.choice(signs)])
            case 1:
                data[place : place + 1] = bytes([dice.randrange(256)])
            case 2:
                del data[place : place + dice.randint(1, 40)]
            case 3:
                data[place:place] = data[place : place + dice.randint(1, 400)]
            case 4 | 5:
                piece = dice.choice(pieces)
                data[place : place + dice.choice((0, len(piece)))] = piece
            case 6 if dice.random() < 0.2:
                del data[place:]
    return bytes(data)


def picture(dice: Dice) -> bytes:
    """A picture file of any kind, most of them broken; half of the hits fall on the header."""
    content = dice.choice(_pictures())
    if dice.random() < 0.5:
        head = dice.randrange(8, 700)
        return broken(content[:head], dice, b"\x00\xff\x80\x7f\x01", MAGIC + EXTREMES) + content[head:]
    return broken(content, dice, b"\x00\xff\x80\x7f\x01", MAGIC + EXTREMES)


@cache
def _pictures() -> tuple[bytes, ...]:
    register_heif_opener()
    ground = busy(np.random.default_rng(7), 240, 180)
    ways: dict[str, list[dict[str, object]]] = {
        "JPEG": [{}, {"progressive": True}, {"quality": 5, "subsampling": 0}, {"exif": _turned(), "optimize": True}],
        "PNG": [{}, {"compress_level": 0}],
        "WEBP": [{}, {"lossless": True}],
        "GIF": [{}, {"save_all": True, "append_images": [ground.rotate(90, expand=True)]}],
        "BMP": [{}],
        "HEIF": [{}],
        "AVIF": [{}],
    }
    made = [_saved(ground, kind, options) for kind, several in ways.items() for options in several]
    made += [_saved(ground.convert(mode), "PNG", {}) for mode in ("L", "P", "RGBA", "LA", "I;16", "1")]
    return (*made, _saved(ground.convert("CMYK"), "JPEG", {}), _saved(ground.resize((2400, 1800)), "JPEG", {}))


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def _saved(image: Image.Image, kind: str, options: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def feed(dice: Dice) -> tuple[str, bytes, int]:
    """A feed of any kind, broken: its file name, its bytes, and how many rows it was made of."""
    name, make = dice.choice(_FEEDS)
    rows = dice.randint(4, 16)
    return name, broken(make(rows, dice), dice, SIGNS, CUTS, places=3), rows


def _table(header: Sequence[str], row: Callable[[int, str, Dice], Sequence[object]], mark: str = ",") -> _Maker:
    def make(rows: int, dice: Dice) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=mark)
        writer.writerow(header)
        style = dice.choice(_PRICES)
        writer.writerows(row(number, _price(dice, style), dice) for number in range(rows))
        return text.getvalue().encode(dice.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")), "replace")

    return make


#: A column is written in one way, but for some cells.
_PRICES = ("9.90", "1.299,00 €", "1 299", "28.00 USD", "12,50")


def _price(dice: Dice, style: str = "9.90") -> str:
    return style if dice.random() < 0.9 else dice.choice(("-1", "0", "", "free", "1e3", "9" * 30, "1,2,3", *_PRICES))


def _own(number: int, price: str, dice: Dice) -> Sequence[object]:
    sizes, stock = dice.choice("SMLX"), dice.choice((0, 3, "", "yes", -4, 10**12))
    return (f"p{number // 3}", f"Mug {number // 3}", "Müde & <b>blue</b>", "Home/Mugs|New", price, sizes, stock)


def _shopify(number: int, price: str, dice: Dice) -> Sequence[object]:
    title = f"Mug {number}" if number % 2 == 0 else ""
    return (f"mug{number // 2}", title, "<p>Tea.</p>", "Size", dice.choice("SML"), 4, price, "active")


def _woocommerce(number: int, price: str, dice: Dice) -> Sequence[object]:
    kind = dice.choice(("simple", "variable", "variation", "external", "simple, virtual"))
    return (number, kind, f"S{number}", f"Tee {number}", 1, price, "Clothing > Tees", "id:1", "Size", "S, M")


def _magento(number: int, price: str, dice: Dice) -> Sequence[object]:
    parts = f"sku=s{number - 1},size=S,color=Red|sku=s{number - 2},size=M"
    kind = dice.choice(("simple", "configurable", "bundle"))
    return (f"s{number}", "Top", kind, "Default/Men", f"Shirt {number}", "Catalog, Search", price, 5, parts)


def _words(number: int, price: str, dice: Dice) -> Sequence[object]:
    return (f"A{number}", f"Becher {number}", price, dice.choice(("ja", "nein", "3 Stück", "")))


def _jsonl(rows: int, dice: Dice) -> bytes:
    lines = (
        {"id": f"p{n}", "title": f"Mug {n}", "price": dice.choice((9, 1.5, 1.5, None)), "stock": n} for n in range(rows)
    )
    return "\n".join(json.dumps(line) for line in lines).encode()


def _rss(rows: int, dice: Dice) -> bytes:
    items = "".join(
        f"<item><g:id>g{n}</g:id><g:title>Mug &amp; {n}</g:title><g:price>{_price(dice)} EUR</g:price>"
        f"<g:availability>in_stock</g:availability><g:product_type>Home &gt; Mugs</g:product_type></item>"
        for n in range(rows)
    )
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
    return f"{head}{items}</channel></rss>".encode()


def _schema(rows: int, dice: Dice) -> bytes:
    graph = [
        {"@type": "Product", "name": f"Mug {n}", "sku": f"m{n}", "offers": {"@type": "Offer", "price": _price(dice)}}
        for n in range(rows)
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}).encode()


_Maker = Callable[[int, Dice], bytes]
_SHOPIFY = ("Handle", "Title", "Body (HTML)", "Option1 Name", "Option1 Value", "Variant Inventory Qty")
_SHOPIFY += ("Variant Price", "Status")
_WOOCOMMERCE = ("ID", "Type", "SKU", "Name", "Published", "Regular price", "Categories", "Parent")
_WOOCOMMERCE += ("Attribute 1 name", "Attribute 1 value(s)")
_MAGENTO = ("sku", "attribute_set_code", "product_type", "categories", "name", "visibility", "price", "qty")
_MAGENTO += ("configurable_variations",)
_FEEDS: tuple[tuple[str, _Maker], ...] = (
    ("products.csv", _table(("id", "title", "description", "categories", "price", "size", "stock"), _own)),
    (
        "shopify.csv",
        _table(
            [
                "Handle",
                "Title",
                "Body (HTML)",
                "Option1 Name",
                "Option1 Value",
                "Variant Inventory Qty",
                "Variant Price",
                "Status",
            ],
            _shopify,
        ),
    ),
    ("woo.csv", _table(_WOOCOMMERCE, _woocommerce)),
    ("magento.csv", _table(_MAGENTO, _magento)),
    ("hand.csv", _table(("Artikelnummer", "Bezeichnung", "Preis", "Lager"), _words, ";")),
    ("products.jsonl", _jsonl),
    ("google.xml", _rss),
    ("page.json", _schema),
)
