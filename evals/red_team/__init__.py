"""Attacks on the assistant: orders hidden wherever other people's text comes in, and a model that obeys them all.

`attacks` makes the cases, `obedient` is the worst model there could be, `harm` sees what it got away with.
"""
