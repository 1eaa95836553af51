"""The cells of a customer in the form that each platform hashes, as SQL over the normalised columns of `export`.

Each function takes an SQL expression and returns one; an empty text stands for "nothing usable".
"""

_BLANKS = r"[\s\x{85}\x{A0}\x{1680}\x{2000}-\x{200D}\x{2028}\x{2029}\x{202F}\x{205F}\x{2060}\x{3000}\x{FEFF}]+"
_MARKS = r"[\p{P}\p{S}]+"
_TITLES = r"^((mr|mrs|ms|miss|mx|dr|prof|sir|herr|frau|mme|mlle)\b[. ]*)+"
_SUFFIXES = r"([, ]+(jr|sr|ii|iii|iv|phd|md|esq)\b[. ]*)+$"
_EMAIL = r'[^@\s,;"<>()]+@[^@\s,;"<>()]+\.[^@\s.,;"<>()]{2,}'
_GOOGLE_MAIL = r"^[^@]+@(gmail|googlemail)\.com$"
HASHED = "[0-9a-f]{64}"
"""A SHA-256 in hexadecimal, as an SQL regular expression."""


def without_blanks(text: str) -> str:
    """Return the text without any blank, whatever kind it is."""
    return f"regexp_replace({text}, '{_BLANKS}', '', 'g')"


def email(text: str) -> str:
    """Return an address without blanks and in lower case; empty when it is none. A SHA-256 stays one."""
    plain = f"lower({without_blanks(text)})"
    is_usable = f"regexp_full_match({plain}, '{_EMAIL}') OR regexp_full_match({plain}, '{HASHED}')"
    return f"CASE WHEN {is_usable} THEN {plain} ELSE '' END"


def google_email(address: str) -> str:
    """Return an address as Google hashes it: at gmail.com and googlemail.com without dots and without "+..."."""
    local = f"regexp_replace(replace(split_part({address}, '@', 1), '.', ''), '\\+.*$', '')"
    whole = f"CASE WHEN {local} = '' THEN '' ELSE {local} || '@' || split_part({address}, '@', 2) END"
    return f"CASE WHEN regexp_matches({address}, '{_GOOGLE_MAIL}') THEN {whole} ELSE {address} END"


def tiktok_email(address: str) -> str:
    """Return an address as TikTok hashes it: without "+..." before the @."""
    return f"CASE WHEN starts_with({address}, '+') THEN '' ELSE regexp_replace({address}, '\\+[^@]*@', '@') END"


def digits(e164: str) -> str:
    """Return a number in E.164 without its plus sign."""
    return f"ltrim({e164}, '+')"


def google_name(name: str) -> str:
    """Return a name in lower case, single blanks, without title ("Mrs.") and suffix ("Jr.")."""
    plain = f"trim(regexp_replace(lower({name}), '{_BLANKS}', ' ', 'g'))"
    return f"trim(regexp_replace(regexp_replace({plain}, '{_TITLES}', ''), '{_SUFFIXES}', ''))"


def meta_name(name: str) -> str:
    """Return a name in lower case without blanks and punctuation; letters of any script stay."""
    return f"regexp_replace({without_blanks(f'lower({name})')}, '{_MARKS}', '', 'g')"


def shown_name(name: str) -> str:
    """Return a name that is written in clear, harmless to a spreadsheet: no control signs, no formula."""
    return f"trim(ltrim(regexp_replace({name}, '[\\x00-\\x1F\\x7F]+', ' ', 'g'), '=+-@ '))"


def google_zip(code: str, country: str) -> str:
    """Return a postal code in clear: five digits and perhaps four more in the US, elsewhere without an extension."""
    plain = f"upper(trim(regexp_replace({code}, '{_BLANKS}', ' ', 'g')))"
    return f"CASE WHEN {country} = 'US' THEN {_us_zip(code)} ELSE regexp_replace({plain}, '[^A-Z0-9 \\-]', '', 'g') END"


def meta_zip(code: str, country: str) -> str:
    """Return a postal code in lower case without blanks and dashes, the first five digits of it in the US."""
    plain = f"regexp_replace(lower({without_blanks(code)}), '[^a-z0-9]', '', 'g')"
    return f"CASE WHEN {country} = 'US' THEN left({_us_zip(code)}, 5) ELSE {plain} END"


def _us_zip(code: str) -> str:
    """Return 02139 or 02139-4307; a spreadsheet's 2139 has its leading zeros back."""
    plain = f"regexp_replace({code}, '[^0-9\\-]', '', 'g')"
    return (
        f"CASE WHEN regexp_full_match({plain}, '[0-9]{{5}}(-?[0-9]{{4}})?') THEN {plain} "
        f"WHEN regexp_full_match({plain}, '[0-9]{{3,4}}') THEN lpad({plain}, 5, '0') ELSE '' END"
    )


def hashed(text: str) -> str:
    """Return the SHA-256 of a text in lower-case hexadecimal; what is empty stays empty, a SHA-256 stays as it is."""
    return (
        f"CASE WHEN {text} = '' THEN '' WHEN regexp_full_match({text}, '{HASHED}') THEN {text} ELSE sha256({text}) END"
    )


def cell(text: str) -> str:
    """Return a text as a cell of a CSV: in quotes where it holds a comma, a quote or a line break."""
    doubled = f"replace({text}, chr(34), chr(34) || chr(34))"
    return f"CASE WHEN regexp_matches({text}, '[,\"\\r\\n]') THEN chr(34) || {doubled} || chr(34) ELSE {text} END"
