"""A large corpus for timing: documents whose sections are put together from the guide's sentences and made-up facts."""

import random
import re
from collections.abc import Iterator

from knowledge.installed_guide import guide_chunks

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CLIENTS = ("Harbour", "Lumen", "Northgate", "Ostrich", "Pemberton", "Quill", "Riverbend", "Saffron", "Tandem", "Umbra")
_GOODS = ("padlocks", "rain jackets", "coffee grinders", "dog beds", "payroll software", "oak desks", "night creams")
_CHANNELS = ("paid search", "paid social", "Connected TV", "affiliate", "display", "retail media", "email")
_MONTHS = ("January", "March", "May", "July", "September", "November")
_SYLLABLES = ("ka", "ro", "min", "ta", "vel", "so", "dri", "pon", "el", "qui", "ster", "ba", "nor", "fi", "lux", "gar")


def documents(chunks: int, *, sections: int = 20, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Markdown documents (name, text) that come to so many sections together, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - no secret, a corpus
    sentences = [
        sentence
        for chunk in guide_chunks()
        for sentence in _SENTENCE_END.split(re.sub(r"[*|]+", "", chunk.text).replace("\n", " "))
        if len(sentence.split()) > 5  # noqa: PLR2004 - whole sentences
    ]
    for number in range(-(-chunks // sections)):
        count = min(sections, chunks - number * sections)
        text = "\n\n".join(_section(draw, sentences, place) for place in range(count))
        yield f"synthetic-{number:04}.md", text


def _section(draw: random.Random, sentences: list[str], place: int) -> str:
    client, goods, channel, month = (draw.choice(names) for names in (_CLIENTS, _GOODS, _CHANNELS, _MONTHS))
    brand = "".join(draw.choices(_SYLLABLES, k=3)).capitalize()
    facts = [
        f"{client} sold {draw.randint(20, 9_000):,} {goods} through {channel} in {month}.",
        f"The {brand} line spent ${draw.randint(1, 90) * 100:,} at a cost per order of ${draw.randint(8, 95)}.",
        f"{brand} is reviewed by the {client} team every {draw.randint(2, 9)} weeks.",
    ]
    body = [*facts, *draw.sample(sentences, k=min(len(sentences), draw.randint(4, 9)))]
    draw.shuffle(body)
    return f"## {client} {channel} notes {place + 1}: {brand}\n\n" + " ".join(body)
