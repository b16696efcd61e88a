"""Rasa as the shop runs it: command line, channel, store of conversations. Runs inside Rasa, on Python 3.10."""
