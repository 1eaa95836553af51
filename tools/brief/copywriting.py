"""Draft texts for ads, put together from what the brief says, within each platform's length limits.

They are patterns (guide, "One message and one action": one promise, one action), so each is marked as a draft.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product as pairs

from tools.brief.reference import Channel, TextLimit

_MOST_HEADLINES = 5
_MOST_DESCRIPTIONS = 3


@dataclass(frozen=True, slots=True)
class CopyParts:
    """What a text may be made of; empty where the brief has nothing."""

    brand: str = ""
    product: str = ""
    offer: str = ""
    value: str = ""
    message: str = ""
    call: str = ""
    reasons: tuple[str, ...] = ()


def headlines(parts: CopyParts, limit: TextLimit) -> tuple[str, ...]:
    """Return headlines that fit, the strongest first: message, offer, value, product, action."""
    brand, product = parts.brand, parts.product
    named = f"{product} by {brand}" if brand and product and brand.lower() not in product.lower() else product or brand
    wanted = [
        parts.message, parts.offer, f"{parts.offer} at {brand}" if parts.offer and brand else "", parts.value, named,
        f"{brand}: {parts.offer}" if brand and parts.offer else "", *parts.reasons, product,
        f"{parts.call} at {brand}" if parts.call and brand else "", parts.call, brand,
    ]  # fmt: skip
    return _fitting(wanted, limit, min(_MOST_HEADLINES, limit.count))


def descriptions(parts: CopyParts, limit: TextLimit) -> tuple[str, ...]:
    """Return longer texts that fit: a promise, a proof or an offer, and the one action."""
    promises = [p for p in (parts.message, parts.value, parts.offer) if p]
    proofs = [p for p in (parts.offer, *parts.reasons, parts.value) if p]
    name = f"{parts.product} by {parts.brand}" if parts.product and parts.brand else parts.product or parts.brand
    wanted = [_sentences((a, b, parts.call)) for a, b in pairs(promises, proofs) if a != b]
    wanted += [_sentences((name, p, parts.call)) for p in promises] + [_sentences((p, parts.call)) for p in promises]
    wanted += [_sentences((name, parts.call)), _sentences((parts.product, parts.call)), _sentences((parts.call,))]
    return _fitting(wanted, limit, min(_MOST_DESCRIPTIONS, limit.count))


def too_long(texts: Sequence[str], limit: TextLimit | None) -> list[str]:
    """Return the texts that the platform would cut or refuse."""
    return [] if limit is None else [text for text in texts if len(text) > limit.most]


def has_copy(channel: Channel) -> bool:
    """Return whether ads of a channel carry texts of their own."""
    return channel.headline is not None or channel.description is not None


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{_capital(p).rstrip('.!')}." for p in dict.fromkeys(parts) if p)


def _fitting(texts: Iterable[str], limit: TextLimit, most: int) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in texts:
        shown = _capital(" ".join(text.split()))
        if shown and len(shown) <= limit.most:
            kept.setdefault(shown.casefold().rstrip("."), shown)
    return tuple(list(kept.values())[:most])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
