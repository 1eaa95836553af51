"""Scorers: pure functions of a case and what came of it, each in [0, 1] or None where it has nothing to score."""
