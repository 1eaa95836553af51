"""What models cost: prices, a ledger in the workspace, and a budget for the day.

`ledger.UsageLedger` is the door; a ledger that can't be written never costs the user an answer.
"""
