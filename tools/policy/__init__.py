"""Subjects whose ads are restricted: how they are recognised, what may not be done, and what to do instead."""

from tools.policy.categories import Category, Kind, Mention, categories, recognise

__all__ = ["Category", "Kind", "Mention", "categories", "recognise"]
