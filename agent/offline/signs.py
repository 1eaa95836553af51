"""What the grammar of a text shows: its metrics, numbers, periods and question words."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tools.kpi.mentions import Mention, Number, find_mentions, find_numbers
from tools.periods import PeriodMention, find_periods

_MOVED = (
    r"(?:ris(?:e|es|en|ing)|rose|increas\w*|grow\w*|grew|climb\w*|jump\w*|spik\w*|soar\w*|go(?:es)? up|went up|gone up|"
    r"going up|shot up|up|worsen\w*|improv\w*|fall\w*|fell|drop\w*|declin\w*|decreas\w*|sank|sink\w*|slump\w*|"
    r"plummet\w*|tank\w*|dip\w*|crash\w*|went down|go(?:es)? down|gone down|going down|down|chang\w*|mov(?:e|ed|ing)|"
    r"shift\w*|swing|swung|higher|lower|worse|better|so (?:high|low|bad|much)|halv\w*|doubl\w*|tripl\w*|bad|off|"
    r"collaps\w*|deteriorat\w*|surg\w*|lost|nosediv\w*|tumbl\w*|explod\w*|balloon\w*|crater\w*)"
)
CHANGE = re.compile(rf"\b{_MOVED}\b", re.IGNORECASE)
WHY = re.compile(
    r"\b(?:why|what(?:'s| is| has| was)? (?:driv\w+|drove|caus\w+|behind|happen\w*|went wrong|going on|chang\w+|"
    r"mov\w+|explain\w*|responsible|led|push\w*|pull\w*|the (?:reason|cause)s?)|how come|reasons? (?:for|behind)|"
    r"explain|diagnos\w+|root cause|break ?down|decompos\w+|investigat\w+|analy[sz]e|what'?s up with|"
    r"drivers? (?:of|behind))\b",
    re.IGNORECASE,
)
SUPPOSES = re.compile(
    r"\b(?:if|suppos\w+|assum\w+|what happens to|what would|what will|what does .{1,60} do to|would .{1,60} do)\b",
    re.IGNORECASE,
)
"""A supposition, which tells "what happens to CPA if CTR drops 10%?" from a question about what happened."""
ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|also|then|ok(?:ay)?|please|hey|well|now|first|second|finally|plus|oh|um)\b[\s,]*)*"
    r"(?:what(?:'?s)?|which|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|can|could|should|shall|would|"
    r"will|may|might|has|have|had|am)\b",
    re.IGNORECASE,
)
COMMANDS = re.compile(
    r"^\W*(?:(?:and|but|so|also|then|ok(?:ay)?|please|hey|now|first|finally|plus|(?:can|could|would|"
    r"will) you(?: please)?|"
    r"i(?:'d| would)? (?:want|like|need)(?: you)? to|let'?s|help me(?: to)?|just)\b[\s,]*)*"
    r"(?:calculat\w+|comput\w+|work out|figure out|find|give|show|tell|explain|describe|list|compare|break|plan|"
    r"estimat\w+|predict|forecast|project|solve|determine|diagnos\w+|analy[sz]e|investigat\w+|name|define|run|check|"
    r"suggest|recommend|convert|look|summari[sz]e|split|test|simulate|suppose|assume)\b",
    re.IGNORECASE,
)
_PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "own": r"\b(?:our|my|we|us|i|mine|ours)\b",
        "you": r"\b(?:you|your|yourself)\b",
        "what": r"^\W*(?:what|which|who)\b",
        "how": r"^\W*how\b",
        "how much": r"\bhow (?:much|many|high|low|far|big)\b",
        "advice": r"\b(?:should|could we|can (?:i|we)|how (?:do|can|to|should|would)|best|tips?|advice|recommend\w*|"
        r"improve|lower|reduce|avoid|worth|good idea|when to|strategy|prevent|fix)\b",
        "yes or no": r"^\W*(?:is|are|do|does|did|can|could|should|will|would|has|have)\b",
        "compares": r"\b(?:vs\.?|versus|against|compared?|than|better|worse|significan\w+|wins?|winner|beats?)\b",
        "goal": r"\b(?:target|goal|need|reach|hit|break[ -]?even|afford|allow\w*|max(?:imum)?|profitable)\b",
        "formula": r"\b(?:formulas?|equation|calculated|computed|worked out|divided?|numerator|denominator)\b",
        "meaning": r"\b(?:mean(?:s|ing)?|stands? for|difference between|defin\w+|what (?:is|are) (?:an? )?\w+\W*$)\b",
        "column": r"\b(?:columns?|fields?|header|ignore|leave out|decimal|day first|month first|treat|map|stands? "
        "for)\b",
        "data": r"\b(?:data|tables?|files?|export|sheet|spreadsheet|csv|excel|dataset|rows?|upload\w*|load\w*)\b",
        "customers": r"\b(?:customers?|cohorts?|buyers?|ltv|clv|lifetime|orders? table|repeat)\b",
        "average": r"\b(?:average|typical|normal|benchmarks?|industry|usual\w*|competitors?|going rates?|others pay)\b",
        "future": r"\b(?:next (?:week|month|quarter|year)|tomorrow|will|predict\w*|forecast\w*)\b",
        "sends": r"\b(?:send|e-?mail|post|publish|launch|pause|turn (?:off|on)|switch "
        "(?:off|on)|delete|schedule|upload|"
        r"bid to|set the|move|remind|create|book)\b",
        "writes": r"\b(?:write|draft|compose|headlines?|slogans?|poem|joke|copy|translate|generate|design)\b",
    }.items()
}
_CLASSES = tuple(_PATTERNS)
FEW, SHORT, LONG = 3, 6, 16


@dataclass(frozen=True)
class Signs:
    """What stands in one text; each part is read when first asked for."""

    text: str
    today: date

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The metrics named."""
        return tuple(find_mentions(self.text))

    @cached_property
    def periods(self) -> tuple[PeriodMention, ...]:
        """The periods named."""
        return tuple(find_periods(self.text, today=self.today))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers outside of periods."""
        return tuple(find_numbers(self.text, [(p.start, p.end) for p in self.periods]))

    @property
    def is_question(self) -> bool:
        """True when it asks or commands, where a statement only tells."""
        return "?" in self.text or bool(ASKS.match(self.text) or COMMANDS.match(self.text))

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    def masked(self) -> str:
        """Return the text with each metric, number and period by the name of its kind, so that any other is alike."""
        spans = [(n.start, n.end, "number") for n in self.numbers]
        spans += [(p.start, p.end, "period") for p in self.periods]
        spans += [(m.start, m.end, "metric") for m in self.mentions]
        text, reached = "", 0
        for start, end, kind in sorted(spans):
            if start >= reached:
                text += f"{self.text[reached:start]} {kind} "
                reached = end
        return " ".join((text + self.text[reached:]).lower().split())

    def features(self) -> list[float]:
        """Return the grammar as numbers between 0 and 1, always in the same order."""
        metrics = [m.candidates[0] for m in self.mentions if not m.is_time]
        return [
            float(bool(self.numbers)),
            float(len(self.numbers) > 1),
            float(any(n.quantity.unit is not None for n in self.numbers)),
            float(any(m.is_kpi for m in metrics)),
            float(any(not m.is_kpi for m in metrics)),
            float(len(metrics) > 1),
            float(bool(self.periods)),
            float(self.is_question),
            float(bool(ASKS.match(self.text))),
            float(bool(COMMANDS.match(self.text))),
            float(bool(WHY.search(self.text))),
            float(bool(CHANGE.search(self.text))),
            float(bool(SUPPOSES.search(self.text))),
            float(self.words <= FEW),
            float(self.words <= SHORT),
            float(self.words > LONG),
            *(float(bool(_PATTERNS[name].search(self.text))) for name in _CLASSES),
        ]
