"""What a revision set and no answer speaks of: it is carried over when a brief is drafted again with more text."""

import re
from typing import Any

from tools.brief.brief import CampaignBrief
from tools.brief.labels import Basis
from tools.brief.paths import find, has_path, key_of, steps_of
from tools.brief.rereading import PLAIN_FIELDS

_READ_AGAIN = frozenset({*PLAIN_FIELDS.values(), "message.actions", "approvals", "channel_mix.channels"})
_TARGET = re.compile(r"targets\.(?:primary|secondary)\[[^\]]+\](?:\.(?:value|baseline))?")
_MONEY_OF_CHANNEL = re.compile(r"channel_mix\.channels\[[^\]]+\](?:\.(?:budget|channel|expected.*))?")


def carried_over(before: CampaignBrief, after: CampaignBrief) -> CampaignBrief:
    """Return the brief drafted again, with what revisions had given and the new draft would have assumed.

    Args:
        before: the brief as it stood.
        after: the same drafted again, with more text.
    """
    tree = _plain(after.model_dump(exclude={"labels"}))
    labels = dict(after.labels)
    for path, label in before.labels.items():
        if label.basis is not Basis.GIVEN or _is_read_again(after, path) or not has_path(after, path):
            continue
        _put(tree, path, _plain_value(find(before, path)))
        labels[path] = label
    return CampaignBrief.model_validate(tree | {"labels": labels})


def _is_read_again(after: CampaignBrief, path: str) -> bool:
    if path in _READ_AGAIN or _MONEY_OF_CHANNEL.fullmatch(path):
        return True
    own = after.labels.get(path)
    if own is not None and own.basis is Basis.GIVEN:
        return True
    nearest = after.label(path)
    return bool(_TARGET.fullmatch(path)) and nearest is not None and nearest.basis is Basis.GIVEN


def _put(tree: Any, path: str, value: Any) -> None:
    *steps, last = steps_of(path)
    here = tree
    for step in steps:
        here = next(p for p in here if key_of(p) == step[1:-1]) if step.startswith("[") else here[step]
    if last.startswith("["):
        place = next(n for n, part in enumerate(here) if key_of(part) == last[1:-1])
        here[place] = value
    else:
        here[last] = value


def _plain_value(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    return _plain(value)


def _plain(part: Any) -> Any:
    """Return the tree with lists in place of tuples, so that it can be changed."""
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain_value(value) for value in part]
    return part
