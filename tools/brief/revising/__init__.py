"""Revises a brief: words become a typed patch, the patch a new brief, and the two are compared field by field."""

from tools.brief.revising.apply import revised
from tools.brief.revising.diff import FieldChange, compare
from tools.brief.revising.patch import Patch
from tools.brief.revising.words import read_patch

__all__ = ["FieldChange", "Patch", "compare", "read_patch", "revised"]
