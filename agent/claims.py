"""The claims of a strategy answer that no citation stands behind, so that the reader can tell them from the guide's."""

import re
from collections.abc import Collection, Sequence

from agent.answer import Citation

_CITED = re.compile(r"\[([^\[\]\n]{3,160})\](?!\()")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“*(])")
_LIST_MARK = re.compile(r"^\s*(?:\d+[.)]|[-*+])\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 5
_TALK = re.compile(
    r"""^\W*(?:
        (?:i|we|let'?s|let\ me|you|your|please|happy|glad|sure|certainly|of\ course|hello|hi|thanks?|thank\ you|sorry)\b
        | (?:would|do|shall|should|can|could|want|need|if)\s+(?:you|i|we)\b
        | (?:here|below|above)\b | (?:this|the)\ (?:guide|answer|table|list)\b
        | in\ (?:short|summary|brief)\b.*:$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Talk about the conversation itself: offers, questions, signposts."""


def uncited_claims(text: str, passages: Sequence[Citation], vouched: Collection[str] = ()) -> list[str]:
    """Return the sentences that claim something about marketing with no citation behind them, in reading order.

    A citation stands behind the sentences before it in its paragraph, back to the citation before; one that opens a
    list or follows it directly stands behind the whole list. Headings, questions, offers and what tools vouch for
    need none.

    Args:
        text: the answer in Markdown.
        passages: what was retrieved; only citations of these count.
        vouched: texts that tools rendered, whose sentences rest on evidence of their own.
    """
    labels = {_normal(passage.label) for passage in passages}
    rendered = [_normal(rendering) for rendering in vouched]
    found: list[str] = []
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    for place, block in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else ""
        if _only_cites(after, labels) or (_is_introduction(block) and _cites(after, labels)):
            continue
        lines = block.splitlines()
        if _cites(lines[0], labels) and all(_LIST_MARK.match(line) for line in lines[1:]) and len(lines) > 1:
            continue
        for line in lines:
            found += [
                sentence
                for sentence in _uncited(line, labels)
                if _is_claim(sentence) and not any(_normal(sentence) in rendering for rendering in rendered)
            ]
    return found


def _uncited(line: str, labels: set[str]) -> list[str]:
    """The sentences after a line's last citation."""
    sentences = _SENTENCE.split(_LIST_MARK.sub("", line))
    last = max((place for place, sentence in enumerate(sentences) if _cites(sentence, labels)), default=-1)
    return sentences[last + 1 :]


def _is_claim(sentence: str) -> bool:
    plain = sentence.strip().strip("*_ ")
    is_table_or_heading = plain.startswith(("|", "#", ">"))
    words = _WORD.findall(plain)
    return (
        len(words) >= _FEWEST_WORDS
        and not is_table_or_heading
        and not plain.endswith(("?", ":"))
        and _TALK.match(plain) is None
    )


def _is_introduction(block: str) -> bool:
    return block.rstrip().endswith(":")


def _only_cites(block: str, labels: set[str]) -> bool:
    return _cites(block, labels) and not _WORD.search(_CITED.sub("", block))


def _cites(text: str, labels: set[str]) -> bool:
    return any(_normal(found[1]) in labels for found in _CITED.finditer(text))


def _normal(text: str) -> str:
    return " ".join(text.lower().split())
