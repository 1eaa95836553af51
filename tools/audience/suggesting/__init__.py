"""Suggested audiences: read what is sold, build each kind, leave out what policy forbids, rank, share the budget."""
