"""What teaches the models of words, with torch and its kin. Nothing that serves imports it, and it may be left out."""
