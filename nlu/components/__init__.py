"""The parts of Rasa's pipeline that are ours; with bot/rasa the only Python that runs inside Rasa (3.10)."""
