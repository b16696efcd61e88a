"""Set-up from nothing: finds both Pythons, builds both environments, prepares the models.

Runs on any Python >= 3.8 with the standard library alone, because it runs before anything is installed.
"""
