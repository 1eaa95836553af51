"""The words around a number that tell a target from a baseline, a budget from an offer, a total from a sum a day."""

import re

BASELINE_BEFORE = re.compile(
    r"\b(?:today|currently|now(?! want)|was|were|last (?:\w+)|we (?:pay|paid|did|had|got|are at|see)|so far|baseline|"
    r"(?:down|up) from|from|did|current|present(?:ly)?|stands? at|at the moment|historically|"
    r"previously|used to be|instead of|"
    r"vs\.?|against)\b[^.;]{0,28}$",
    re.IGNORECASE,
)
BASELINE_AFTER = re.compile(
    r"\s*(?:,|\()?\s*(?:today|now\b|currently|at the moment|at present|last (?:year|"
    r"season|spring|summer|autumn|winter|quarter|month|time)|"
    r"so far|this year|as of now|baseline)(?!(?:(?!\band\b|\bbut\b)[^.;,)]){0,25}\d)",
    re.IGNORECASE,
)
TARGET_BEFORE = re.compile(
    r"\b(?:target\w*|goal|want|need|aim\w*|under|below|max(?:imum)?|at most|at least|"
    r"no more than|not (?:more|exceed)\w*|"
    r"stay|ceiling|cap|limit|up to|down to|reach|hit|happy|satisfied|should|must|to|"
    r"like|see|hope|expect)\b[^.;]{0,28}$",
    re.IGNORECASE,
)
TARGET_AFTER = re.compile(
    r"\s*(?:would|will|should)\s+(?:be|do)\b|\s*(?:or (?:less|lower|below|better|under)|at most|max\b|maximum|tops)",
    re.IGNORECASE,
)
KPI_CUE = re.compile(r"\b(?:primary|main|key|kpi|target|goal|success|judged?|measured? (?:by|on))\b", re.IGNORECASE)
SECONDARY = re.compile(
    r"\b(?:secondary|also (?:watch|track|look|report|measure)|keep an eye on|plus we "
    r"(?:watch|track)|supporting|diagnostic|"
    r"as well as track)\b",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:below|under|at most|no more than|max(?:imum)?|not (?:above|over))\s*(?:of\s+)?$", re.IGNORECASE
)
EACH = re.compile(r"\s*(?:\beach\b|\bapiece\b)", re.IGNORECASE)
PER_RESULT = re.compile(r"\s*(?:per|a|an|each|/|for each|for every|for an?)\s*$", re.IGNORECASE)
COST_LINK = re.compile(
    r"\s*(?:at|for|@|costs?|costing|under|below|at a price of|at a cost of)\s*(?:no "
    r"more than|at most|max\.?|under|below|around|about|a|"
    r"maximum of|up to)*\s*$",
    re.IGNORECASE,
)
PER_TIME = re.compile(
    r"\s*(?:/|per|a|each|every)\s*(?P<unit>day|week|month)\b|\s*(?P<adverb>daily|weekly|monthly)\b", re.IGNORECASE
)
DAILY_BEFORE = re.compile(
    r"\b(?P<adverb>daily|weekly|monthly)\s+(?:ad\s+|media\s+)?(?:budget|spend)\s*(?:is|of|:|=)?\s*$", re.IGNORECASE
)
PEOPLE_AFTER = re.compile(
    r"\s*\+?\s*(?:employees|staff|people|seats|users|years|yrs|year|km|kg|miles|hours|minutes|days|weeks|months|cm|mm|"
    r"percent interest|%\s*(?:off|interest|discount|apr)|(?:st|nd|rd|th)\b|in\s+1\b)",
    re.IGNORECASE,
)
OFFER_AFTER = re.compile(
    r"\s*(?:(?:%|percent|per cent)?\s*(?:off|discount|interest|apr|rebate|cash ?back|"
    r"voucher|coupon|credit\b|gift|bonus|"
    r"welcome|reduction|cheaper|savings?|less))",
    re.IGNORECASE,
)
OFFER_BEFORE = re.compile(
    (
        r"\b(?:save|off|discount of|voucher (?:of|worth)|coupon (?:of|worth)|over|orders? "
        r"(?:over|above|from)|spend over)\s*$"
    ),
    re.IGNORECASE,
)
SCALE_MONEY = re.compile(
    r"\b(?P<adj>canadian|australian|us|new zealand|hong kong|singapore)\s+dollars?\b", re.IGNORECASE
)
ADJECTIVES = {
    "canadian": "CAD",
    "australian": "AUD",
    "us": "USD",
    "new zealand": "NZD",
    "hong kong": "HKD",
    "singapore": "SGD",
}
IN_CURRENCY = re.compile(
    r"\b(?:in|currency:?)\s+(?P<word>pounds|euros?|dollars|usd|eur|gbp|chf|francs|yen)\b", re.IGNORECASE
)
WORD_CODES = {"pounds": "GBP", "euro": "EUR", "euros": "EUR", "dollars": "USD", "francs": "CHF", "yen": "JPY"}
CLOSING = re.compile(
    r"\b(?:one|1|every)\s+(?:leads?\s+)?(?:in|out of|of)\s+(?:every\s+)?(?P<whole>\d{1,4})(?:\s+leads)?\s+"
    r"(?:becomes?|converts?|clos\w+|buys?|turns? into|ends? up as)\b(?:\s+(?:an?\s+)?(?:sale|"
    r"customer|deal|order|client)s?\b)?",
    re.IGNORECASE,
)
HALF = re.compile(r"\bhalf\b", re.IGNORECASE)
ROAS_MOST = 100
SMALLEST_BUDGET = 100
FAR = 70
OF_PRICE = re.compile(r"\s*(?:of\s+)?(?:the\s+|our\s+|a\s+)?$", re.IGNORECASE)
TENFOLD = 10
"""A baseline and a target of one KPI lie within this factor of each other."""
