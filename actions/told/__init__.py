"""How it is told: wording, cards, and what could be said next."""
