"""Teaches the recommender and the labels of the profile; called by the commands alone, needs the extra `train`."""
