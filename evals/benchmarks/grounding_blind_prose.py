"""Explanations of changes told in sentences, for the blind grounding test."""

import random

from evals.benchmarks.grounding_blind_tale import ADDITIVE, Tale, Wording, are, cap, fraction, more, up
from evals.benchmarks.grounding_numbers import Pen
from tools.diagnosis.report import ChangeReport


def email(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    before, after = t.pair(r.kpi)
    change = r.kpi.change or 0
    body = f"{cap(t.the(r.kpi))}{t.scope} closed at {after} {t.now}, {up(change)} from {before} {t.then}. That is a {pen.rise(change)} of {t.size(r.kpi)}."
    rest = [f"{t.the(m)} moved by {t.rel(m)}" for m in t.measures[:3]]
    more_words = f"\n\nFor context: {'; '.join(rest)}." if rest else ""
    return f"Hi Dana,\n\nas promised, the numbers.\n\n{body.replace('a increase', 'an increase')}{more_words}\n\nBest,\nYour analytics team"


def faq(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    before, after = t.pair(r.kpi)
    blocks = [
        f"**What happened to {t.the(r.kpi)}{t.scope}?**\n{are(r.kpi, 'It', 'They')} went from {before} to {after}, a change of {t.rel(r.kpi)}."
    ]
    for m in t.measures[:2]:
        old, new = t.exact(m)
        blocks.append(f"**And {t.the(m)}?**\nFrom {old} to {new} ({t.rel(m)}).")
    if t.lead:
        old, new = t.exact(t.lead.kpi)
        blocks.append(
            f"**Which segment stands out?**\n{t.seg(t.lead)}: {t.the(r.kpi)} there {pen.rose(t.lead.kpi.change or 0)} from {old} to {new}."
        )
    return "\n\n".join(blocks)


def down_from(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    said = []
    for total in (r.kpi, *t.measures[:3]):
        before, after = t.pair(total)
        said.append(
            f"{t.the(total, start=True)}{t.scope} came in at {after} {t.now}, {up(total.change or 0)} from {before}."
        )
    return " ".join(said)


def two_segments(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    if len(t.segments) < 2:
        return None
    one, two = t.segments[:2]
    (a, b), (c, d) = t.exact(one.kpi), t.exact(two.kpi)
    verbs = [pen.rose(s.kpi.change or 0) for s in (one, two)]
    return f"{t.the(r.kpi, start=True)} {verbs[0]} from {a} to {b} for {t.seg(one)}, while for {t.seg(two)} it {verbs[1]} from {c} to {d}.".replace(
        " it ", f" {are(r.kpi, 'it', 'they')} "
    )


def respectively(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    if len(t.segments) < 2:
        return None
    one, two = t.segments[:2]
    (a, b), (c, d) = t.exact(one.kpi), t.exact(two.kpi)
    names = f"{t.seg(one)} and {t.seg(two)}"
    return f"{cap(t.now)}, {t.the(r.kpi)} for {names} came to {b} and {d} respectively, after {a} and {c} {t.then}."


def pronouns(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    s = t.lead
    if s is None:
        return None
    old, new = t.exact(s.kpi)
    change = pen.change(s.kpi.change or 0, s.kpi)
    was, now = are(r.kpi, "was", "were"), are(r.kpi, "is", "are")
    return (
        f"{t.seg(s)} is where to look. Its {t.name(r.kpi)} {was} {old} {t.then}; {are(r.kpi, 'it', 'they')} {now} {new} now, "
        f"which is {change} ({t.size(s.kpi)}) {more(s.kpi.change or 0)}. "
        f"It alone moved the overall {t.name(r.kpi)} by {t.signed(s.contribution, r.kpi)}."
    )


def in_fractions(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    said = []
    for total in (r.kpi, *t.measures):
        words, (before, after) = fraction(total.relative or 0), t.exact(total)
        if words:
            said.append(
                f"{t.the(total, start=True)}{t.scope} {are(total, 'is', 'are')} about {words} {more(total.change or 0)} than {t.then}: {after} compared with {before}."
            )
    return "\n".join(said) or None


def doubled_or_halved(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    for s in t.every:
        verb = (
            "doubled"
            if 0.9 < (s.kpi.relative or 0) < 1.1
            else "halved"
            if -0.53 < (s.kpi.relative or 0) < -0.47
            else ""
        )
        if verb:
            old, new = t.exact(s.kpi)
            return f"Did you notice {t.seg(s)}? {t.the(r.kpi, start=True)} there roughly {verb}, from {old} {t.then} to {new} {t.now}."
    return None


def what_each_costs(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    totals = {m.metric: m for m in r.totals}
    if r.kpi.metric != "cpa" or r.where:
        return None
    spend, sales = totals["spend"], totals["conversions"]
    before, after = t.exact(r.kpi)
    fewer = "fewer" if (sales.change or 0) < 0 else "additional"
    return (
        f"Let's walk through it. We had {abs(sales.change or 0):,.0f} {fewer} conversions ({t.exact(sales)[1]} instead of {t.exact(sales)[0]}), "
        f"and spend moved by {t.delta(spend)} to {t.exact(spend)[1]}. So each conversion cost us {after} {t.now} instead of {before}."
    )


def spread(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    split = r.splits[0] if r.splits else None
    if split is None or split.unlisted or r.kpi.metric in ADDITIVE:
        return None
    some = sorted((s for s in split.segments if s.kpi.current), key=lambda s: s.kpi.current or 0)
    if len(some) < 2 or len(some) != len(split.segments):
        return None
    low, high = some[0], some[-1]
    if t.exact(r.kpi)[1] in {t.exact(low.kpi)[1], t.exact(high.kpi)[1]}:
        return None
    return (
        f"By {split.dimension}, {t.the(r.kpi)} {t.now} ranged between {t.exact(low.kpi)[1]} ({t.seg(low)}) and {t.exact(high.kpi)[1]} "
        f"({t.seg(high)}). The overall figure{t.scope} is {t.exact(r.kpi)[1]}."
    )


def share_of_change(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    change = r.kpi.change or 0
    for s in t.segments:
        part = s.contribution / change
        if 0.1 < part < 0.97 and t.signed(s.contribution, r.kpi) != t.delta(r.kpi):
            return f"{t.seg(s)} accounts for {part:.0%} of the {pen.rise(change)} in {t.name(r.kpi)}{t.scope}: {t.signed(s.contribution, r.kpi)} out of {t.delta(r.kpi)}."
    return None


def times_as_much(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    found = [s for s in t.segments if abs(s.kpi.relative or 0) > 0.15]
    if not found:
        return None
    s = found[0]
    old, new = t.exact(s.kpi)
    ratio = (s.kpi.current or 0) / (s.kpi.baseline or 1)
    return f"At {new}, {t.the(r.kpi)} for {t.seg(s)} {are(r.kpi, 'is', 'are')} {ratio:.2f} times the {old} of {t.then.removeprefix('in ')}."


def against_the_whole(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    if r.kpi.metric in ADDITIVE or not t.segments:
        return None
    s = rng.choice(t.segments[:3])
    gap = (s.kpi.current or 0) - (r.kpi.current or 0)
    if abs(gap / (r.kpi.current or 1)) < 0.02:
        return None
    side = "above" if gap > 0 else "below"
    return (
        f"With {t.the(r.kpi)} at {t.exact(s.kpi)[1]} {t.now}, {t.seg(s)} sits {pen.change(gap, r.kpi)} {side} the overall {t.exact(r.kpi)[1]}{t.scope}. "
        f"{t.head_then}: {t.exact(s.kpi)[0]} for {t.seg(s)}, {t.exact(r.kpi)[0]} overall."
    )


def chatty(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    before, after = t.pair(r.kpi)
    better = r.kpi.metric not in {"cpa", "cpc", "cpm"}
    mood = "Good news!" if better == ((r.kpi.change or 0) > 0) else "Not the nicest picture, I'm afraid."
    text = f"{mood} We're looking at {t.some(r.kpi)}{t.scope} of {after} {t.now} vs {before} {t.then} – so {t.size(r.kpi)} {more(r.kpi.change or 0)}."
    if t.measures:
        text += f" Meanwhile {t.the(t.measures[0])} {pen.rose(t.measures[0].change or 0)} {t.size(t.measures[0])}."
    return f"{text} Want me to dig into a single campaign?"


def not_the_reason(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    moved = sorted(r.factors, key=lambda f: abs(f.effect))
    if len(moved) < 2 or not t.is_seen(moved[0].effect):
        return None
    small, big = moved[0], moved[-1]
    old, new = t.exact(big.factor)
    return (
        f"It's hardly {t.the(small.factor)}: at {t.rel(small.factor)}, its effect is {t.signed(small.effect, r.kpi)}, against {t.delta(r.kpi)} in {t.name(r.kpi)}{t.scope} overall. "
        f"What counted most is {t.the(big.factor)}, which went from {old} to {new} and moved {t.the(r.kpi)} by {t.signed(big.effect, r.kpi)}."
    )


def gone(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    for s in r.drivers:
        if (s.is_gone or s.is_new) and s.volume in ADDITIVE:
            share = f"{max(s.share_before, s.share_after):.1%} of {s.volume}"
            story = (
                f"stopped: it held {share} {t.then} and nothing {t.now}"
                if s.is_gone
                else f"is new: it held {share} {t.now}"
            )
            return f"{t.seg(s)} {story}. Its effect on {t.the(r.kpi)} is {t.signed(s.contribution, r.kpi)}, out of {t.delta(r.kpi)} overall."
    return None


PROSE: tuple[Wording, ...] = (
    email, faq, down_from, two_segments, respectively, pronouns, in_fractions, doubled_or_halved, what_each_costs, spread, share_of_change, times_as_much, against_the_whole, chatty, not_the_reason, gone,
)  # fmt: skip
