"""Typed marketing tools: plain Python and pydantic, no LLM anywhere in here.

`catalog` lists them; each is an input model, a function and a result that words itself and lists its figures.
"""
