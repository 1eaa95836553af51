"""Where the figures of an answer come from: figures found, what each is said of, and the typed ledger that backs them.

`agent.grounding` is the door; nothing else needs these modules.
"""
