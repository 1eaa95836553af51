"""How people ask for a change: the patterns that `words.py` turns into operations."""

import re

MOVE = re.compile(
    r"\b(?:move|shift|transfer|reallocate|re-?direct|take|put)\s+(?P<much>[^.;]*?)\s*\b(?:from|"
    r"out of|off|away from)\s+(?P<source>[^.;]+?)\s+"
    r"(?:and\s+(?:put|give|add|move|spend)\s+(?:it|that|them)\s+)?(?:to|into|in|on|onto|towards?)\s+(?P<to>[^.;,]+)",
    re.IGNORECASE,
)
SHIFT = re.compile(
    r"\b(?P<verb>make|push|move|shift|delay|postpone|start|begin|launch|end|finish|bring|"
    r"pull|extend|shorten|run|prolong|cut|let)\b"
    r"(?P<middle>[^.;]*?)\b(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|twelve)[ -](?P<unit>day|week|month)s?"
    r"(?:\s+(?P<way>later|earlier|sooner|longer|shorter|back|forward|out|ahead))?\b",
    re.IGNORECASE,
)
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12,
}  # fmt: skip
DROP = re.compile(
    (
        r"\b(?:drop|remove|delete|cut out|take out|kill|stop|pause|leave out|get rid of|"
        r"cut|without|exclude|avoid|no longer (?:want|use|need|run)|no|don't (?:use|want)|"
        r"never use|skip|switch off|turn off)\s+"
    ),
    re.IGNORECASE,
)
DROP_TO = re.compile(
    r"\s*,?\s*(?:and\s+)?(?:give|move|put|add|shift)\s+(?:its|the|that|their)\s+(?:budget|"
    r"money|share|spend)\s+(?:to|into|on)\s+"
    r"(?P<to>[^.;,]+)",
    re.IGNORECASE,
)
CHANGED_BY = re.compile(r"\s*(?:ads?\s+|budget\s+)?(?:by|to)\s+[\d$€£]", re.IGNORECASE)
LEAD_IN = re.compile(
    (
        r"\s*(?:the|all|our|any|more|on|in|of|for|with|some|paid|ads?|channel|money)?(?:\s+(?:on|"
        r"for|the|channel))?\s*"
    ),
    re.IGNORECASE,
)
JOINED = re.compile(r"\s*(?:,|and|or|&|\+|/|,\s*and)\s*", re.IGNORECASE)
ADD = re.compile(r"\b(?:add|include|introduce|bring in|also (?:use|run)|try)\s+", re.IGNORECASE)
MUCH = r"(?:(?:[A-Z]{3}|[$€£])?\s?[\d.,']+\s?(?:k|m)?\s?(?:%|percent|[$€£]|[A-Z]{3}\b|euros?|dollars|pounds)?)"
MUCH_AFTER = re.compile(
    rf"\s*(?:ads?\s+)?(?:with|at|for|:|=|,)?\s*(?:about\s+)?(?P<much>{MUCH})(?:\s+(?:of|"
    rf"from)\s+the\s+(?:total\s+)?budget)?"
)
MUCH_BEFORE = re.compile(rf"\s*(?P<much>{MUCH})\s+(?:of|for|on|to|in)?\s*")
RENAME = re.compile(
    r"\b(?:re-?name|call|title)\s+(?:it|this|the (?:brief|campaign))?\s*(?:to|as|into)?\s*:?\s*\"?"
    r"(?P<name>[^\".;\n]{2,100})\"?",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    r"\b(?P<way>set|change|make|put|bring|increase|raise|up|boost|add to|grow|lift|lower|"
    r"reduce|cut|decrease|trim|halve|double)\s+(?P<what>[^.;]*?)"
    r"(?:\s+(?P<link>by|to|at|in(?=\s+half\b))\s+(?P<much>[^.;]+)|(?=$|[.;]))",
    re.IGNORECASE,
)
ABSOLUTE = frozenset({"set", "change", "make", "put", "bring"})
DOWN = frozenset({"lower", "reduce", "cut", "decrease", "trim"})
PRIMARY = re.compile(
    r"\b(?:make|use|set|let)\s+(?P<kpi>[\w\s-]+?)\s+(?:(?:as|be|to be)\s+)?(?:the|our)\s+(?:primary|"
    r"main|key|deciding)\s+kpi|"
    r"\b(?:primary|main)\s+kpi\s+(?:should be|to|is|becomes)\s+(?P<kpi2>[\w-]+)",
    re.IGNORECASE,
)
DONE = re.compile(
    r"(?:\bmark\s+)?(?:the\s+)?(?P<item>[\w -]+?)\s+(?:checks?\s+)?(?:is|are|as|to|has been|have been)\s+"
    r"(?P<state>done|closed|complete[d]?|ready|finished|open|in progress|started|not needed|unnecessary|approved)\b",
    re.IGNORECASE,
)
STATES = {
    "done": "done", "closed": "done", "complete": "done", "completed": "done", "ready": "done", "finished": "done",
    "approved": "done", "open": "open", "in progress": "in progress", "started": "in progress",
    "not needed": "not needed", "unnecessary": "not needed",
}  # fmt: skip
OWNER = re.compile(
    r"\b(?P<who>[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)\s+(?:owns|takes|handles|does)\s+(?:the\s+)?(?P<item>[\w -]+)|"
    r"\bowner of (?:the\s+)?(?P<item2>[\w -]+?)\s+(?:is|to|:)\s*(?P<who2>[\w' -]+)"
)
DECLARE = re.compile(
    (
        r"\bdeclare\s+(?:the\s+)?(?:categor(?:y|ies)\s+)?(?:as\s+)?(?P<names>[a-z, ]+?)(?:\s+categor\w+)?(?=$|"
        r"[.;])"
    ),
    re.IGNORECASE,
)
OF_TOTAL = re.compile(
    (
        r"\bof\s+(?:the\s+)?(?:total|whole|overall|entire)?\s*(?:budget|total|spend|money)\b|"
        r"\bpoints?\b|\bpp\b"
    ),
    re.IGNORECASE,
)
TARGETS = re.compile(r"\btargets?\b|\bgoal\b", re.IGNORECASE)
SWAP = re.compile(
    r"\b(?:swap|replace|exchange|substitute|switch)\s+(?P<source>[^.;,]+?)\s+(?:for|with|by|to)\s+(?P<to>[^.;,]+)",
    re.IGNORECASE,
)
MORE_OR_LESS = re.compile(
    r"\b(?:put|spend|give|invest|use|have)\s+(?P<much>[^.;]{1,20}?)\s+(?P<way>more|less)\s+(?:money\s+)?(?:in|"
    r"into|on|to|for)\s+"
    r"(?P<where>[^.;,]+)",
    re.IGNORECASE,
)
OFF = re.compile(r"\b(?:switch|turn)\s+(?P<what>[^.;,]+?)\s+off\b", re.IGNORECASE)
END_OF_FLIGHT = re.compile(
    r"(?:\b(?:push|move|set|change|shift|make)\s+)?(?:the\s+|its\s+)?\b(?P<which>start|"
    r"launch|beginning|end|finish)(?:\s+(?:date|day))?\s+"
    r"(?:to|on|until|is|should be|becomes)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
INSTEAD = re.compile(r"\s+(?:instead of|rather than|not)\s+[$€£]?\s?\d[\d.,]*\s?(?:k|m|%|[$€£])?", re.IGNORECASE)
"""What a figure replaces: the new one is what counts."""
