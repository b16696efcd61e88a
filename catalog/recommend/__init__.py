"""Recommendations: from what customers did to products, each with the reason that put it there."""
