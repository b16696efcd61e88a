"""The shop's facts, and everything found or learnt from them."""
