from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.hearing.ear import Ear
from nlu.wish import Vocabulary, Wish
from tests.nlu.shelves import DEPARTMENT_STORE, SPORTS

sports, store = Ear(SPORTS), Ear(DEPARTMENT_STORE)


def facets(reader: Ear, text: str) -> dict[str, tuple[str, ...]]:
    return dict(reader.read(text).facets)


def test_the_whole_of_a_long_wish_is_read() -> None:
    wish = sports.read("women's yoga pants under $50 in black, size 29")
    assert wish.facets == {"gender": ("Women",), "category": ("Pants",), "colour": ("Black",), "size": ("29",)}
    assert (wish.words, wish.price_max_minor, wish.price_min_minor) == ("yoga pants", 4999, None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tops", ("Tops",)),
        ("gear", ("Gear",)),
        ("a hoodie", ("Hoodies & Sweatshirts",)),
        ("sweatshirts", ("Hoodies & Sweatshirts",)),
        ("t-shirts", ("Tees",)),
        ("leggings", ("Pants",)),
        ("trousers", ("Pants",)),
        ("backpack", ("Bags",)),
        ("tank tops", ("Bras & Tanks", "Tanks")),
        ("hodie", ("Hoodies & Sweatshirts",)),
    ],
)
def test_umbrella_words_synonyms_and_slips_find_the_shop_s_own_categories(text: str, values: tuple[str, ...]) -> None:
    assert set(facets(sports, text)["category"]) == set(values)


def test_sneakers_are_shoes_and_the_longest_name_wins() -> None:
    assert facets(store, "trainers")["category"] == ("Sneakers",)
    assert facets(store, "red running shoes")["category"] == ("Running Shoes",)
    assert facets(store, "shoes")["category"] == ("Shoes",)
    assert facets(store, "coffee maker")["category"] == ("Coffee Makers",)


def test_of_two_kinds_that_overlap_the_later_one_is_meant() -> None:
    shop = Ear(Vocabulary({"category": ("Trail Running", "Running Shoes", "Shoes")}))
    assert facets(shop, "trail running")["category"] == ("Trail Running",)
    assert facets(shop, "trail running shoes")["category"] == ("Running Shoes",)


def test_a_kind_of_product_that_the_shop_lacks_stays_a_hard_wish_and_is_told() -> None:
    reading = sports.understand("red shoes under 80")
    assert reading.wish.facets["category"] == ("shoes",)
    assert [(entry.facet, entry.said, entry.values) for entry in reading.substitutes] == [("category", "shoes", ())]


def test_a_kind_that_only_describes_another_word_does_not_bind() -> None:
    assert "category" not in facets(store, "phone case")
    assert "category" not in facets(store, "coffee grinder")
    assert facets(store, "headphones for running")["category"] == ("Headphones",)


def test_colours_of_the_shop_are_found_by_family_and_by_name() -> None:
    assert set(facets(store, "blue sneakers")["colour"]) == {"Navy", "Blue"}
    assert facets(store, "a cream sweater")["colour"] == ("Cream",)
    assert facets(store, "in gray")["colour"] == ("Grey",)
    assert facets(store, "balck boots")["colour"] == ("Black",)


def test_a_near_colour_is_taken_and_told() -> None:
    reading = sports.understand("navy hoodie")
    assert reading.wish.facets["colour"] == ("Blue",)
    assert [(entry.said, entry.values) for entry in reading.substitutes] == [("navy", ("Blue",))]


def test_a_colour_that_the_shop_does_not_list_is_never_dropped() -> None:
    reading = sports.understand("cream hoodie")
    assert reading.wish.facets["colour"] == ("Cream",)
    assert [(entry.said, entry.values) for entry in reading.substitutes] == [("cream", ())]


@pytest.mark.parametrize(
    "text",
    [
        *("olive oil", "mint tea", "orange juice", "chocolate", "coffee", "coffee beans", "coffee beans organic"),
        *("lemon tea", "wine glasses", "rose perfume", "chocolate bar", "coffee table", "tea or coffee", "peach"),
        *("coffee mug", "cream cheese", "olive", "I'm interested in coffee", "soap with olive"),
    ],
)
def test_a_colour_word_that_names_a_thing_is_no_colour(text: str) -> None:
    reading = store.understand(text)
    assert "colour" not in reading.wish.facets
    assert not any(entry.facet == "colour" for entry in reading.substitutes)
    assert plain_words(text) <= set(reading.wish.words.split())


def plain_words(text: str) -> set[str]:
    return {word for word in text.split() if word in ("olive", "mint", "orange", "lemon", "wine", "rose", "peach")}


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("sneakers in mint", ("Mint",)),
        ("the olive one", ("Olive",)),
        ("olive boots", ("Olive",)),
        ("olive coloured mug", ("Olive",)),
        ("cream mug", ("Cream",)),
        ("sneakers olive", ("Olive",)),
        ("cream or black sneakers", ("Cream", "Black")),
        ("sneakers in olive and cream", ("Olive", "Cream")),
        ("a wine dress", ("Burgundy",)),
        ("cream cable knit sweater", ("Cream",)),
        ("mint green t-shirt", ("Mint", "Teal", "Olive")),
    ],
)
def test_the_same_word_is_a_colour_where_it_is_used_like_one(text: str, colours: tuple[str, ...]) -> None:
    assert set(facets(store, text)["colour"]) == set(colours)


@pytest.mark.parametrize("text", ["coffee coloured bag", "bag in coffee", "a coffee jacket", "a chocolate hoodie"])
def test_a_thing_that_the_shop_lists_as_no_colour_can_still_name_one(text: str) -> None:
    assert facets(sports, text)["colour"] == ("Brown",)


def test_a_plain_colour_says_the_kind_of_what_comes_in_no_colours() -> None:
    assert store.read("black tea") == Wish("black tea", {"category": ("Tea",)})
    assert facets(store, "black mug")["colour"] == ("Black",)


def test_a_shop_that_was_not_asked_what_comes_in_colours_has_all_in_colours() -> None:
    untold = Ear(Vocabulary({**DEPARTMENT_STORE.values}))
    assert facets(untold, "black tea") == {"colour": ("Black",), "category": ("Tea",)}


def test_navy_blue_is_navy_and_no_substitute_for_it() -> None:
    reading = store.understand("navy blue sneakers")
    assert (reading.wish.facets["colour"], reading.substitutes) == (("Navy",), ())


def test_the_form_of_something_to_use_up_belongs_to_it() -> None:
    assert facets(store, "tea bags") == {"category": ("Tea",)}
    assert facets(store, "chocolate bar") == {"category": ("Chocolate",)}
    assert "category" not in facets(store, "phone box")


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("size 29", ("29",)),
        ("pants in 32", ("32",)),
        ("black pants 32", ("32",)),
        ("XL", ("XL",)),
        ("an extra large tee", ("XL",)),
        ("tee in m", ("M",)),
        ("size medium", ("M",)),
        ("size S or M", ("S", "M")),
        ("a tee in size m under 30", ("M",)),
        ("hoodie L", ("L",)),
        ("pants 32 but not black", ("32",)),
        ("pants waist 32", ("32",)),
        ("pants 32/34", ("32",)),
        ("pants w32 l34", ("32",)),
        ("eu 34 pants", ("34",)),
    ],
)
def test_sizes_are_read(text: str, sizes: tuple[str, ...]) -> None:
    assert facets(sports, text)["size"] == sizes


def test_a_size_that_the_shop_does_not_list_stays_a_hard_wish() -> None:
    assert facets(sports, "shorts in size 10.5")["size"] == ("10.5",)
    assert facets(store, "size 10.5")["size"] == ("10.5",)
    assert facets(store, "uk 8 trainers") == {"category": ("Sneakers",), "size": ("42",)}


@pytest.mark.parametrize(
    "text", ["under 32", "3 tees", "55 inch", "I'm looking for tees", "16 gb", "for my 30 guests", "show us 3 tees"]
)
def test_other_numbers_and_letters_are_no_sizes(text: str) -> None:
    assert "size" not in facets(sports, text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("women's tees", ("Women",)),
        ("mens jackets", ("Men",)),
        ("ladies pants", ("Women",)),
        ("a jacket for my son", ("Boys",)),
        ("a jacket for my 5 year old son", ("Boys",)),
        ("something for my wife", ("Women",)),
        ("tees for kids", ("Boys", "Girls")),
        ("gift for my 5 year old", ("Boys", "Girls")),
        ("a tee for an 8yo", ("Boys", "Girls")),
        ("tees for somebody aged 9", ("Boys", "Girls")),
        ("a tee for my 30 year old brother", ("Men",)),
    ],
)
def test_for_whom_is_read(text: str, values: tuple[str, ...]) -> None:
    assert facets(sports, text)["gender"] == values


@pytest.mark.parametrize("text", ["gift for my 5 year old son", "a 30 year old whisky", "a gift for a 7-year-old"])
def test_an_age_is_no_word_to_search_by(text: str) -> None:
    assert "year" not in sports.read(text).words
    assert "5" not in sports.read(text).words


def test_a_grown_up_s_age_says_no_gender() -> None:
    assert "gender" not in facets(sports, "a watch for a 40 year old")


def test_a_son_is_a_kid_where_the_shop_has_no_boys() -> None:
    assert facets(store, "boots for my son")["gender"] == ("Kids",)


def test_brands_are_read_whole_and_with_slips() -> None:
    assert facets(sports, "north ridge jackets")["brand"] == ("North Ridge",)
    assert facets(sports, "kestrl jacket")["brand"] == ("Kestrel",)
    assert facets(store, "boots by linnea rook")["brand"] == ("Linnea Rook",)


def test_a_well_known_brand_that_the_shop_lacks_is_not_dropped() -> None:
    assert facets(store, "nike shoes")["brand"] == ("Nike",)


def test_a_new_brand_is_known_without_any_training() -> None:
    grown = Vocabulary({**SPORTS.values, "brand": ("Zorblax",), "colour": ("Ultraviolet",)})
    assert facets(Ear(grown), "ultraviolet zorblax tee") == {
        "colour": ("Ultraviolet",),
        "brand": ("Zorblax",),
        "category": ("Tees",),
    }


def test_a_material_also_finds_its_kinds_but_no_imitation() -> None:
    assert set(facets(sports, "cotton tee")["material"]) == {"Cotton", "Organic Cotton"}
    assert facets(sports, "leather bag")["material"] == ("Leather",)
    assert facets(sports, "faux leather bag")["material"] == ("Faux Leather",)


def test_attributes_that_are_opinions_only_rank_unless_they_are_named() -> None:
    assert sports.read("a warm jacket") == Wish(words="warm jacket", facets={"category": ("Jackets",)})
    assert facets(store, "dark chocolate").get("roast") is None
    assert facets(store, "coffee with a dark roast")["roast"] == ("Dark",)


@pytest.mark.parametrize(
    ("text", "facet", "values"),
    [
        ("not leather", "material", ("Leather",)),
        ("a bag without leather", "material", ("Leather",)),
        ("leather-free bag", "material", ("Leather",)),
        ("no black or red", "colour", ("Black", "Red")),
        ("anything but red", "colour", ("Red",)),
        ("I don't want black", "colour", ("Black",)),
        ("jackets not from kestrel", "brand", ("Kestrel",)),
        ("no hoodies", "category", ("Hoodies & Sweatshirts",)),
        ("without hood", "style", ("Hooded",)),
        ("tee without buttons", "words", ("buttons",)),
        ("neither black nor red", "colour", ("Black", "Red")),
        ("any colour but red", "colour", ("Red",)),
    ],
)
def test_what_is_refused_is_excluded_and_not_wanted(text: str, facet: str, values: tuple[str, ...]) -> None:
    wish = sports.read(text)
    assert wish.excluded == {facet: values}
    assert not set(wish.facets.get(facet, ())) & set(values)
    assert not set(wish.words.split()) & {value.lower() for value in values}


def test_refusing_ends_where_the_sentence_turns() -> None:
    assert sports.read("not red but blue") == Wish(facets={"colour": ("Blue",)}, excluded={"colour": ("Red",)})
    assert sports.read("not leather, black") == Wish(facets={"colour": ("Black",)}, excluded={"material": ("Leather",)})


def test_of_a_family_of_colours_one_may_be_refused() -> None:
    wish = store.read("blue sneakers but not navy")
    assert (wish.facets["colour"], wish.excluded["colour"]) == (("Blue",), ("Navy",))


def test_an_allergen_is_kept_out_in_every_mixture() -> None:
    assert set(store.read("chocolate without milk").excluded["allergens"]) == {"Milk", "Milk, hazelnuts"}


NUTS = {"Milk, hazelnuts", "Peanuts", "Oats, almonds"}


@pytest.mark.parametrize(
    ("text", "kept_out"),
    [
        ("chocolate without nuts", NUTS),
        ("nut free chocolate", NUTS),
        ("nut-free chocolate", NUTS),
        ("I'm allergic to nuts, any chocolate?", NUTS),
        ("chocolate, I have a nut allergy", NUTS),
        ("dairy free chocolate", {"Milk", "Milk, hazelnuts"}),
        ("non-dairy chocolate", {"Milk", "Milk, hazelnuts"}),
        ("peanut free chocolate", {"Peanuts"}),
    ],
)
def test_a_family_of_allergens_keeps_out_every_member(text: str, kept_out: set[str]) -> None:
    wish = store.read(text)
    assert set(wish.excluded["allergens"]) == kept_out
    assert (wish.facets, wish.words) == ({"category": ("Chocolate",)}, "chocolate")


@pytest.mark.parametrize(
    ("text", "value"),
    [("tea without gluten", "Gluten free"), ("no gluten, tea", "Gluten free"), ("sugar free tea", "No added sugar")],
)
def test_without_a_thing_wants_what_is_said_to_be_free_of_it(text: str, value: str) -> None:
    wish = store.read(text)
    assert (wish.facets["dietary"], wish.excluded) == ((value,), {})


@pytest.mark.parametrize("text", ["not too big bag", "nothing too heavy, a bag", "no show me bags", "no wait, bags"])
def test_not_every_no_refuses_what_follows(text: str) -> None:
    wish = sports.read(text)
    assert (wish.facets["category"], wish.excluded) == (("Bags",), {})


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("a case for my headphones", None),
        ("boots for running shoes", "Boots"),
        ("something for my laptop", None),
        ("boots with a mug", "Boots"),
        ("something for the kitchen", "Kitchen"),
        ("I'm looking for the mugs", "Mugs"),
    ],
)
def test_what_a_thing_is_for_is_not_the_thing(text: str, category: str | None) -> None:
    assert facets(store, text).get("category") == ((category,) if category else None)


def test_an_opinion_is_a_fact_where_nothing_else_is_said() -> None:
    assert sports.read("something for the cold") == Wish(facets={"climate": ("Cold",)})
    assert facets(sports, "a jacket for the cold") == {"category": ("Jackets",)}


def test_a_slip_inside_a_name_of_two_words_is_forgiven() -> None:
    assert facets(store, "cofee makers") == {"category": ("Coffee Makers",)}
    assert facets(store, "hedphones") == {"category": ("Headphones",)}


@pytest.mark.parametrize("text", ["tees on sale", "discounted tees", "any deals on tees?", "20% off tees"])
def test_a_sale_is_asked_for_where_nothing_is_marked_as_reduced(text: str) -> None:
    reading = sports.understand(text)
    assert reading.reduced
    assert (reading.wish.words, reading.wish.sort) == ("tees", "price_up")


@pytest.mark.parametrize("text", ["tees for sale", "a discount code", "reduced fat milk"])
def test_not_every_sale_or_discount_is_a_lowered_price(text: str) -> None:
    assert not sports.understand(text).reduced


@pytest.mark.parametrize("text", ["tees on sale", "discounted tees", "tees with a special offer"])
def test_a_sale_that_the_shop_marks_is_a_fact_by_every_name(text: str) -> None:
    marking = Ear(Vocabulary({**SPORTS.values, "features": ("Sale", "Pockets")}))
    assert marking.read(text).facets == {"category": ("Tees",), "features": ("Sale",)}


def test_words_for_leading_over_do_not_rank() -> None:
    for text in (
        "never mind, tees",
        "changed my mind, tees",
        "hold on. tees",
        "ok now let's look at tees",
        "sry i meant tees",
    ):
        assert sports.read(text) == Wish("tees", {"category": ("Tees",)}), text


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("cheapest bags", "price_up"),
        ("cheap bags", "price_up"),
        ("not too expensive bags", "price_up"),
        ("most expensive jacket", "price_down"),
        ("best rated watches", "rating"),
        ("newest tees", "newest"),
        ("tees", "relevance"),
    ],
)
def test_the_order_asked_for_is_read(text: str, sort: str) -> None:
    assert sports.read(text).sort == sort


def test_requests_and_small_words_do_not_rank() -> None:
    assert sports.read("hi, I am looking for a waterproof running jacket please").words == "waterproof running jacket"
    assert sports.understand("hello, can you help me?").says_nothing


def test_sold_out_products_are_wanted_only_when_said() -> None:
    assert sports.read("tees in stock").in_stock
    assert not sports.read("tees, even if sold out").in_stock


def test_a_foreign_currency_is_noticed() -> None:
    assert sports.understand("tees under 40 euros").foreign_currency == "EUR"
    assert store.understand("boots under 40 euros").foreign_currency == ""


TRICKY = """no not without under over 50 $20 size xl red navy cream jacket shoes for my son cheaper any colour price
between and to 5-10 don't matter women's leather , . ? ' 10.5 '' ½ ١٢ 😀 \u202e most doesn't have be also"""
WORDS = st.sampled_from(TRICKY.split())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=14).map(" ".join)))
def test_any_text_makes_a_sound_wish(text: str) -> None:
    for reader in (sports, store):
        wish = reader.read(text)
        assert Wish.from_dict(json.loads(json.dumps(wish.to_dict()))) == wish
        low, high = wish.price_min_minor, wish.price_max_minor
        assert low is None or high is None or low <= high
        for facet, values in wish.facets.items():
            assert values
            assert not set(values) & set(wish.excluded.get(facet, ()))
        changed = reader.refine(wish, wish, text, shown_prices_minor=(1000, 2000))
        assert Wish.from_dict(json.loads(json.dumps(changed.to_dict()))) == changed
        low, high = changed.price_min_minor, changed.price_max_minor
        assert low is None or high is None or low <= high


def test_an_empty_vocabulary_reads_words() -> None:
    assert Ear(Vocabulary({})).read("red hat under 20").price_max_minor == 1999


def test_twenty_thousand_characters_are_read_quickly() -> None:
    assert Ear(SPORTS).read("red shoes under 50 " * 1100).facets["colour"] == ("Red",)
