"""What teaches the search to rank from judged answers, with scikit-learn. Nothing that serves imports it."""
