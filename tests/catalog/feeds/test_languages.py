"""Exports in the language of the shop's desk, and tables with two prices: read by what the names mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.feeds.woocommerce import english
from catalog.store import Store
from tests.catalog.feeds.writing import Import

WOOCOMMERCE = {
    "German": (
        "ID;Typ;Artikelnummer;Name;Veröffentlicht;Sichtbarkeit im Katalog;Vorrätig?;Bestand;Angebotspreis;"
        "Regulärer Preis;Übergeordnetes Produkt;Attribut 1 Name;Attribut 1 Wert(e)"
    ),
    "French": (
        "ID;Type;UGS;Nom;Publié;Visibilité dans le catalogue;En stock ?;Stock;Tarif promo;Tarif régulier;Parent;"
        "Nom de l’attribut 1;Valeur(s) de l’attribut 1"
    ),
    "Spanish": (
        "ID;Tipo;SKU;Nombre;Publicado;Visibilidad en el catálogo;¿Existencias?;Inventario;Precio rebajado;"
        "Precio normal;Superior;Nombre del atributo 1;Valor(es) del atributo 1"
    ),
    "Italian": (
        "ID;Tipo;COD;Nome;Pubblicato;Visibilità nel catalogo;In stock?;Magazzino;Prezzo in offerta;Prezzo di listino;"
        "Genitore;Nome dell'attributo 1;Valore dell'attributo 1"
    ),
}
ROWS = """
7;variable;H;Hemd;1;visible;1;;;;;Size;S, M
8;variation;H-S;Hemd S;1;visible;1;3;;45,50;H;Size;S
9;variation;H-M;Hemd M;1;visible;1;;40,00;45,50;id:7;Size;M
"""


@pytest.mark.parametrize("language", WOOCOMMERCE)
def test_woocommerce_is_known_in_the_language_of_its_desk(
    feed: Path, run_import: Import, store: Store, language: str
) -> None:
    path = feed / "export.csv"
    path.write_text(WOOCOMMERCE[language] + ROWS, encoding="utf-8")
    report = run_import(path)
    assert (report.format, report.exit_code) == ("woocommerce", 0), report.text()
    (shirt,) = store.products()
    assert [(v.sku, v.size, v.price_minor, v.list_price_minor, v.stock, v.tracked) for v in shirt.variants] == [
        ("H-S", "S", 4550, 0, 3, True),
        ("H-M", "M", 4000, 4550, 0, False),
    ]


def test_the_number_of_an_attribute_stays() -> None:
    assert english("nombre del atributo 12") == "attribute 12 name"
    assert english("name 2") == "name 2"


@pytest.mark.parametrize(
    "header",
    [
        "Nom;Prix (HT);Prix (TTC);Quantité",
        "Bezeichnung;vkNetto;vkBrutto;Bestand",
        "Item;Price excl. VAT;Price incl. VAT;Stock",
        "Artikelname;Verkaufspreis netto;Verkaufspreis brutto;Menge",
        "Product name;Sales price (ex VAT);Sales price (inc VAT);Stock Qty",
    ],
)
def test_of_two_prices_the_one_with_tax_is_what_shoppers_pay(
    feed: Path, run_import: Import, store: Store, header: str
) -> None:
    path = feed / "liste.csv"
    path.write_text(f"{header}\nCup;10,00;11,90;4\n", encoding="utf-8")
    assert run_import(path).exit_code == 0
    assert store.products()[0].price_minor == 1190


def test_a_sign_that_several_currencies_share_is_never_taken_for_another_one(
    feed: Path, run_import: Import, store: Store
) -> None:
    path = feed / "liste.csv"
    path.write_text("Item;Price;Stock\nCup;kr 12,50;4\n", encoding="utf-8")
    refused = run_import(path)
    assert refused.exit_code == 2
    assert "may be SEK or NOK or DKK or ISK, but this shop sells in USD" in refused.error
    # The yen has no decimals, so these are yuan.
    path.write_text("品名,价格,库存\n茶杯,￥28.50,4\n", encoding="utf-8")
    assert run_import(path).exit_code == 0
    assert store.currency() == "CNY"
    path.write_text("品名,价格,库存\n茶壶,￥128.50,4\n", encoding="utf-8")
    assert run_import(path).exit_code == 0
    path.write_text("Item;Price;Stock\nPot;$12.50;4\n", encoding="utf-8")
    assert "sells in CNY" in run_import(path).error
