"""Vocabularies of small shops, for the tests of reading."""

from __future__ import annotations

from nlu.wish import Vocabulary

SPORTS = Vocabulary(
    values={
        "category": (
            "Tops", "Bottoms", "Pants", "Shorts", "Tees", "Hoodies & Sweatshirts", "Jackets", "Bras & Tanks", "Tanks",
            "Gear", "Bags", "Fitness Equipment", "Watches",
        ),
        "colour": ("Blue", "Black", "Red", "Green", "Purple", "Orange", "Gray", "Yellow", "White", "Brown", "Lavender"),
        "size": ("XS", "S", "M", "L", "XL", "28", "29", "30", "31", "32", "33", "34", "36", "55 cm", "6 foot"),
        "gender": ("Men", "Women", "Boys", "Girls", "Unisex"),
        "brand": ("Luma", "North Ridge", "Kestrel"),
        "material": ("Polyester", "Organic Cotton", "Cotton", "Leather", "Faux Leather", "Wool", "Fleece"),
        "climate": ("Warm", "Cold"),
        "style": ("Hooded", "Full zip"),
    },
    titles={"1": "Chaz Kangeroo Hoodie", "2": "Aeon Capri", "3": "Zeppelin Yoga Pant", "4": "Dash Digital Watch"},
)  # fmt: skip

DEPARTMENT_STORE = Vocabulary(
    values={
        "category": (
            "Clothing", "Shoes", "Running Shoes", "Sneakers", "Boots", "Groceries", "Coffee", "Tea", "Chocolate",
            "Electronics", "Headphones", "Phones", "Kitchen", "Mugs", "Coffee Makers", "Sweaters", "Knitwear",
        ),
        "colour": (
            "Black", "Navy", "Burgundy", "Cream", "Beige", "Teal", "Olive", "Mint", "Tan", "Blue", "Red", "Grey",
        ),
        "size": ("S", "M", "L", "36", "37", "38", "40", "42", "10.5", "500 ml", "36-39"),
        "gender": ("Men", "Women", "Kids", "Unisex"),
        "brand": ("Linnea Rook", "Fjellbro", "Birk & Bramble"),
        "material": ("Cotton", "Leather", "Merino wool", "Wool"),
        "dietary": ("Vegan", "Gluten free", "Organic", "No added sugar"),
        "allergens": ("Milk", "Milk, hazelnuts", "Peanuts", "Oats, almonds"),
        "roast": ("Dark", "Medium", "Light"),
    },
    currency="EUR",
    titles={
        "1": "Olive Oil", "2": "Mint Tea", "3": "Orange Juice", "4": "Dark Roast Coffee", "5": "Merino Sweater",
        "6": "Aero 14 Laptop", "7": "Rosemary Soap Bar",
    },
    coloured=frozenset(
        {
            "Clothing", "Shoes", "Running Shoes", "Sneakers", "Boots", "Sweaters", "Knitwear", "Electronics", "Phones",
            "Headphones", "Kitchen", "Mugs", "Merino Sweater", "Aero 14 Laptop",
        }
    ),
)  # fmt: skip
