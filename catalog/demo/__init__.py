"""The demo shop: a folder feed that `shopmate import` reads, and the code that makes it."""
