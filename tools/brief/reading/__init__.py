"""Reads a paragraph about a campaign: each module reads one kind of thing, and says the words it read it from."""
