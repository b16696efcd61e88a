"""Rasa custom actions: a turn goes to the shop as a question and comes back as text and cards.

rasa_actions -> deciding (who answers) -> answers/ -> told/ (wording, cards) and meant/ (which product, order, wish)
"""
