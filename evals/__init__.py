"""What the assistant is worth: measured, not claimed.

`benchmarks/` times and scores the rooms on their own: `python -m evals.benchmarks.retrieval`.
"""
