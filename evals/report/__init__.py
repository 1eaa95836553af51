"""A run for people: a table in the terminal, and JSON that two runs can be compared by."""
