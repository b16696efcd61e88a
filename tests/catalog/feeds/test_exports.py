"""Exports of shop systems, small ones written to the rules of each format: what they hold is what the shop has."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.told.cards import card
from catalog.feeds import ImportReport
from catalog.products import Hit, Product, Variant
from catalog.search.filters import Filters
from catalog.store import Store
from tests.catalog.feeds.writing import Import

CASES: dict[str, tuple[str, str, dict[str, object]]] = {}


def case(file: str, content: str, told: str, **figures: object) -> None:
    CASES[f"{told}: {file}"] = (file, content, {"told": told, **figures})


case(
    "shop.csv",
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,"
    "Variant Price,Variant Compare At Price,Image Src,Status\n"
    'mug,Salt &amp; Sea Mug,<p>Holds tea.</p>,Nord,Mugs,"blue, tea",true,Size,S,,3,9.50,12.00,https://x.example/1.jpg,'
    "active\nmug,,,,,,,,L,,-2,11.00,,https://x.example/2.jpg,\nmug,,,,,,,,,,,,,https://x.example/3.jpg,\n"
    "cup,Cup,,,,,true,Title,Default Title,,,5.00,,,draft\n",
    "Shopify export, old header",
    products=2,
    hidden=1,
    variants=3,
    price_min=5.0,
    price_max=11.0,
    stock_units=3,
    stock_untracked=1,
    pictures=3,
)
case(
    "new.csv",
    "title,url handle,published on online store,status,sku,option1 name,option1 value,price,inventory tracker,"
    "inventory quantity,product image url\n"
    "Mug,mug,TRUE,Active,M-1,Colour,Red,9.50,shopify,4,https://x.example/1.jpg\n,mug,,,,,Blue,9.50,shopify,,\n",
    "Shopify export, new header",
    products=1,
    variants=2,
    stock_units=4,
    stock_untracked=1,
)
case(
    "woo.csv",
    "ID,Type,SKU,Name,Published,Visibility in catalog,In stock?,Stock,Sale price,Regular price,Categories,Images,"
    "Parent,Attribute 1 name,Attribute 1 value(s)\n"
    '1,variable,TEE,Tee,1,visible,1,,,,Clothing > Tees,"https://x.example/1.jpg, https://x.example/2.jpg",,'
    'Size,"S, M"\n'
    '2,variation,,Tee S,1,visible,1,,"8,50","10,00",,,id:1,Size,S\n'
    '3,variation,,Tee M,1,visible,0,,,"10,00",,,TEE,Size,M\n'
    "4,external,,Else,1,visible,1,,,5,,,,,\n"
    '5,"simple, virtual",,Song,-1,visible,1,7,,"2,00",,,,,\n',
    "WooCommerce export",
    products=2,
    hidden=1,
    variants=3,
    price_min=2.0,
    price_max=10.0,
    stock_units=7,
    stock_untracked=1,
    pictures=2,
    refused_rows=1,
)
GOOGLE_ITEM = (
    "<g:id>{id}</g:id><g:title>Bag - {colour}</g:title><g:price>28.00 EUR</g:price>"
    "<g:sale_price>25.00 EUR</g:sale_price>"
    "<g:availability>{stock}</g:availability><g:image_link>https://x.example/{id}.jpg</g:image_link>"
    "<g:additional_image_link>https://x.example/z.jpg</g:additional_image_link><g:color>{colour}</g:color>"
    "<g:item_group_id>bag</g:item_group_id><g:product_type>Bags &gt; Totes</g:product_type>"
)
ITEMS = [
    GOOGLE_ITEM.format(id="1", colour="Red", stock="in_stock"),
    GOOGLE_ITEM.format(id="2", colour="Blue", stock="out of stock"),
]
GOOGLE_FIGURES = {
    **{"products": 1, "variants": 2, "currency": "EUR", "price_min": 28.0, "price_max": 28.0},
    **{"stock_units": 0, "stock_untracked": 1, "pictures": 3},
}
case(
    "rss.xml",
    '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>S</title>'
    + "".join(f"<item>{item}</item>" for item in ITEMS)
    + "</channel></rss>",
    "Google Merchant feed, RSS",
    **GOOGLE_FIGURES,
)
case(
    "atom.xml",
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>S</title>'
    + "".join(f"<entry>{item}</entry>" for item in ITEMS)
    + "</feed>",
    "Google Merchant feed, Atom",
    **GOOGLE_FIGURES,
)
case(
    "google.txt",
    "id\ttitle\tlink\timage link\tavailability\tprice\tbrand\n1\tMug\thttps://x.example/m\thttps://x.example/m.jpg\t"
    "in stock\t9.50 GBP\tNord\n",
    "Google Merchant feed, table",
    products=1,
    currency="GBP",
    stock_untracked=1,
)
case(
    "meta.csv",
    "# Required | Required\nid,title,description,availability,condition,price,link,image_link,brand,"
    "quantity_to_sell_on_facebook\n1,Mug,A mug,in stock,new,10.00 USD,https://x.example/m,https://x.example/m.jpg,Nord,75\n",
    "Meta catalogue",
    products=1,
    stock_units=75,
    pictures=1,
)
case(
    "presta.csv",
    "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax included;Wholesale price;On sale (0/1);Reference #;"
    "Manufacturer;EAN13;Quantity;Image URLs (x,y,z...);Feature(Name:Value:Position)\n"
    '1;1;Lamp;"Home,Lamps";25.041806;10;0;L-1;Lux;4006381333931;12;https://x.example/1.jpg,https://x.example/2.jpg;'
    "Colour:Red:1\n2;0;Vase;Home;9.000000;3;0;V-1;Lux;;3;;\n",
    "PrestaShop export",
    products=2,
    hidden=1,
    price_min=9.0,
    price_max=25.04,
    stock_units=15,
    pictures=2,
)
case(
    "wix.csv",
    "handleId,fieldType,name,productImageUrl,price,surcharge,visible,inventory,productOptionName1,"
    "productOptionDescription1\n"
    "p1,Product,Card,a.jpg;b.jpg,10.0,,true,InStock,Size,S;L\np1,Variant,,,,0.0,true,InStock,,S\n"
    "p1,Variant,,,,5.0,true,4,,L\np2,Product,Pen,c.jpg,3.0,,false,OutOfStock,,\np3,Product,Ink,,0.0,,true,InStock,,\n",
    "Wix export",
    products=3,
    hidden=2,
    variants=3,
    price_min=3.0,
    price_max=15.0,
    stock_units=4,
    stock_untracked=1,
    pictures=3,
)
case(
    "squarespace.csv",
    "Product ID [Non Editable],Variant ID [Non Editable],Product Type [Non Editable],Product Page,Product URL,Title,"
    "Description,SKU,Option Name 1,Option Value 1,Price,Sale Price,On Sale,Stock,Categories,Tags,Visible,"
    "Hosted Image URLs\n"
    "a1,v1,PHYSICAL,shop,mug,Mug,,SQ1,Colour,Red,9.00,7.00,Yes,Unlimited,/kitchen,,Yes,"
    "https://x.example/1.jpg https://x.example/2.jpg\n,v2,,,,,,SQ2,,Blue,9.00,0.00,No,3,,,,\n",
    "Squarespace export",
    products=1,
    variants=2,
    price_min=9.0,
    stock_units=3,
    stock_untracked=1,
    pictures=2,
)
case(
    "bigcommerce.csv",
    "Item Type,Product ID,Product Name,Product Code/SKU,Brand Name,Price,Sale Price,Track Inventory,"
    "Current Stock Level,Category,Product Visible?,Product Image URL - 1\n"
    "Product,7,Cap,CAP,Nord,20.00,0.00,by option,0,Hats,Y,https://x.example/c.jpg\n"
    "  SKU,,[RT]Size=S,CAP-S,,,,,2,,,\n  SKU,,[RT]Size=L,CAP-L,,[ADD]5,,,1,,,\n"
    "Rule,,,CAP-L,,[ADD]5,,,,,,\nProduct,8,Sock,SOCK,,4.00,,none,0,Socks,N,\n",
    "BigCommerce export",
    products=2,
    hidden=1,
    variants=3,
    price_min=4.0,
    price_max=25.0,
    stock_units=3,
    stock_untracked=1,
    pictures=1,
)
LD = """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "S"}, {"@type": "ProductGroup",
"productGroupID": "tee", "name": "Tee &amp; Co", "brand": {"@type": "Brand", "name": "Nord"}, "variesBy": ["size"],
"hasVariant": [{"@type": "Product", "sku": "tee-s", "size": "S", "image": ["https://x.example/s.jpg"], "offers":
{"@type": "Offer", "price": 12.5, "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}}, {"@type":
"Product", "sku": "tee-m", "size": "M", "offers": [{"price": "14.00", "priceCurrency": "EUR", "availability":
"OutOfStock"}]}]}]}"""
LD_FIGURES = {
    **{"products": 1, "variants": 2, "currency": "EUR", "price_min": 12.5, "price_max": 14.0},
    **{"stock_units": 0, "stock_untracked": 1, "pictures": 1},
}
case("shop.json", LD, "schema.org JSON-LD, file", **LD_FIGURES)
case(
    "page.html",
    f"<html><head><script type='application/ld+json'>{LD}</script></head><body>x</body></html>",
    "schema.org JSON-LD, saved page",
    **LD_FIGURES,
)
case(
    "tabelle.csv",
    "sep=;\nPreisliste Herbst;;;\n\nARTIKELNUMMER;Bezeichnung;VKPreis;Lagerbestand\nGETRÄNKE;;;\n"
    "1;Saft;12,99 €;26.067,00\n2;Wein;1.299,00 €;1.000\n3;Wasser;0,00 €;-4\n",
    "Table of your own",
    products=3,
    hidden=1,
    currency="EUR",
    price_min=0.0,
    price_max=1299.0,
    stock_units=27067,
)
case("tableau.csv",
     "Référence;Désignation;Prix TTC;Disponibilité\nA1;Thé;4,50;en stock\nA2;Café;6,00;rupture de stock\n",
     "Table of your own", products=2, stock_untracked=1, stock_units=0)  # fmt: skip
case("tabla.csv", "Código,Nombre,Precio,Existencias,Talla,Color\nC1,Camisa,20.50,3,S,Rojo\nC1,Camisa,20.50,2,M,Rojo\n",
     "Table of your own", products=1, variants=2, stock_units=5)  # fmt: skip
case("表.csv", "商品编号,商品名称,价格,库存\n1,茶杯,¥19.90,8\n2,茶壶,¥89.00,有货\n",
     "Table of your own", products=2, stock_units=8, stock_untracked=1)  # fmt: skip
case("Own.csv", "sep=;\nId;Title;Price;Stock\na;\"Salt &amp; Pepper\";5,50;2\n", "Our own format",
     products=1, price_min=5.5, stock_units=2)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_export_comes_in_as_it_is(feed: Path, run_import: Import, name: str) -> None:
    file, content, expected = CASES[name]
    (feed / file).write_text(content, encoding="utf-8")
    report: ImportReport = run_import(feed / file)
    found = report.to_dict()
    assert {key: found[key] for key in expected} == expected, report.text()
    assert report.exit_code == (3 if expected.get("refused_rows") else 0)
    assert report.text().startswith(str(expected["told"]))


def test_a_workbook_is_read_as_the_table_it_holds(feed: Path, run_import: Import, store: Store) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Price list"], ["SKU", "Product name", "Price", "Stock"], [4006381333931, "Pen", 1.234, 5]):
        book.active.append(row)
    book.active.append(["B", "Ink", 12, 0])
    book.save(feed / "list.xlsx")
    assert run_import(feed / "list.xlsx").exit_code == 0
    pen = store.product("4006381333931")
    assert pen is not None
    assert (pen.price_minor, pen.variants[0].stock) == (123, 5)


def test_what_was_decoded_sorted_and_kept_is_in_the_product(feed: Path, run_import: Import, store: Store) -> None:
    file, content, _ = CASES["Shopify export, old header: shop.csv"]
    (feed / file).write_text(content)
    run_import(feed / file)
    mug, cup = store.product("mug"), store.product("cup")
    assert mug is not None
    assert cup is not None
    assert (mug.title, mug.description, mug.brand) == ("Salt & Sea Mug", "Holds tea.", "Nord")
    assert mug.attributes["tags"] == ("blue", "tea")
    assert [variant.size for variant in mug.variants] == ["S", "L"]
    assert [variant.buyable for variant in mug.variants] == [True, False]
    assert len({variant.sku for variant in mug.variants}) == 2
    assert not cup.visible


def test_a_sale_price_is_paid_and_the_list_price_kept(feed: Path, run_import: Import, store: Store) -> None:
    file, content, _ = CASES["Google Merchant feed, RSS: rss.xml"]
    (feed / file).write_text(content)
    run_import(feed / file)
    bag = store.product("bag")
    assert bag is not None
    assert (bag.title, bag.currency, bag.price_minor) == ("Bag", "EUR", 2500)
    assert [variant.list_price_minor for variant in bag.variants] == [2800, 2800]
    assert [variant.tracked for variant in bag.variants] == [False, True]


def test_an_empty_shop_takes_the_currency_and_a_filled_one_refuses_another(feed: Path, run_import: Import) -> None:
    euros, pounds = feed / "a.csv", feed / "b.csv"
    euros.write_text("Nr;Name;Preis;Bestand\n1;Saft;2,50 €;4\n")
    pounds.write_text("Nr;Name;Preis;Bestand\n1;Saft;£2.50;4\n")
    assert "takes the file's currency: EUR" in run_import(euros).text()
    report = run_import(pounds)
    assert report.exit_code == 2
    assert "GBP" in report.error
    assert "EUR" in report.error


def test_a_table_that_does_not_tell_is_asked_about_and_a_mapping_answers(feed: Path, run_import: Import) -> None:
    table = feed / "kasse.csv"
    table.write_text("Artikeltext1;vkBrutto\nBrot;3,20\nBrot;3,20\nSalz;0\n")
    report = run_import(table)
    assert report.exit_code == 2
    assert "--map title=Artikeltext1" in report.error
    assert "--map stock=untracked" in report.error
    report = run_import(table, columns={"title": "artikeltext1", "stock": "untracked"})
    figures = report.to_dict()
    assert (figures["products"], figures["hidden"], figures["stock_untracked"]) == (2, 1, 2)
    assert "no such column" in run_import(table, columns={"title": "Text"}).error


def test_a_table_without_any_price_is_refused_with_the_reason(feed: Path, run_import: Import) -> None:
    (feed / "t.csv").write_text("Barcode;Name;Einheit\n2000000301051;Salz;kg\n2800569000002;Kiste;L\n")
    report = run_import(feed / "t.csv")
    assert report.exit_code == 2
    assert "no column of prices" in report.error
    assert "--template own" in report.error


@pytest.mark.parametrize("price", ["1.290", "2.000"])
def test_a_number_that_may_be_two_is_refused(feed: Path, run_import: Import, price: str) -> None:
    (feed / "products.csv").write_text(f'id,title,price,stock\na,A,"{price}",1\nb,B,34.0000,1\n')
    report = run_import()
    assert [(row.line, row.column) for row in report.refused] == [(2, "price")]
    (feed / "products.csv").write_text("id,title,price,stock\na,A,12,1.000\nb,B,34.0000,1\n")
    assert [row.column for row in run_import().refused] == ["stock"]


def test_a_column_that_contradicts_itself_is_refused_whole(feed: Path, run_import: Import, store: Store) -> None:
    (feed / "t.csv").write_text("Nr;Name;Preis;Bestand\n1;A;1.234,50;1\n2;B;1,234.50;1\n")
    report = run_import(feed / "t.csv")
    assert "contradicts itself" in report.error
    assert store.products() == []


def test_a_file_that_ends_within_a_row_loses_that_row_alone(feed: Path, run_import: Import) -> None:
    (feed / "t.csv").write_text("Nr;Name;Preis;Bestand\n1;A;12,50;1\n2;B;1")
    report = run_import(feed / "t.csv")
    assert report.exit_code == 3
    assert report.figures.products == 1


def test_xml_that_would_grow_or_is_cut_off_is_refused(feed: Path, run_import: Import) -> None:
    _, content, _ = CASES["Google Merchant feed, RSS: rss.xml"]
    (feed / "cut.xml").write_text(content[:-60])
    assert "no well-formed XML" in run_import(feed / "cut.xml").error
    bomb = content.replace('<?xml version="1.0"?>', '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')
    (feed / "bomb.xml").write_text(bomb.replace("Bag - Red", "&b;"))
    assert run_import(feed / "bomb.xml").exit_code == 2


def test_stock_that_is_not_tracked_is_in_stock_for_filters_and_cards(feed: Path, run_import: Import) -> None:
    (feed / "a.csv").write_text("Nr;Name;Preis;Bestand\n1;Saft;2,50 €;auf Lager\n")
    run_import(feed / "a.csv")
    again = run_import(feed / "a.csv")
    assert (again.counts["products"].unchanged, again.figures.currency) == (1, "EUR")
    sold = Filters([Product("1", "Saft", "EUR", (Variant("1", 250, 0, tracked=False),))])
    assert sold.buyable.all()
    assert card(Hit(Product("1", "Saft", "EUR", (Variant("1", 250, 0, tracked=False),)), 1.0))["in_stock"]
