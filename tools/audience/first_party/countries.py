"""Countries as customer tables write them, read as ISO 3166-1 alpha-2 codes."""

from collections.abc import Mapping
from functools import cache

_WRITTEN = """
AE ARE United Arab Emirates|UAE
AR ARG Argentina
AT AUT Austria|Österreich
AU AUS Australia
BE BEL Belgium|Belgique|België
BG BGR Bulgaria
BR BRA Brazil|Brasil
CA CAN Canada
CH CHE Switzerland|Schweiz|Suisse
CL CHL Chile
CN CHN China
CO COL Colombia
CR CRI Costa Rica
CY CYP Cyprus
CZ CZE Czech Republic|Czechia
DE DEU Germany|Deutschland|Allemagne
DK DNK Denmark|Danmark
DO DOM Dominican Republic
DZ DZA Algeria
EC ECU Ecuador
EE EST Estonia
EG EGY Egypt
ES ESP Spain|España
FI FIN Finland|Suomi
FR FRA France|Frankreich
GB GBR United Kingdom|UK|Great Britain|England|Scotland|Wales|Northern Ireland
GH GHA Ghana
GR GRC Greece
GT GTM Guatemala
HK HKG Hong Kong
HR HRV Croatia
HU HUN Hungary
ID IDN Indonesia
IE IRL Ireland
IL ISR Israel
IN IND India
IS ISL Iceland
IT ITA Italy|Italia
JP JPN Japan
KE KEN Kenya
KR KOR South Korea|Korea, Republic of|Republic of Korea
KW KWT Kuwait
LK LKA Sri Lanka
LT LTU Lithuania
LU LUX Luxembourg|Luxemburg
LV LVA Latvia
MA MAR Morocco
MT MLT Malta
MX MEX Mexico|México
MY MYS Malaysia
NG NGA Nigeria
NL NLD Netherlands|The Netherlands|Nederland|Holland
NO NOR Norway|Norge
NZ NZL New Zealand
OM OMN Oman
PA PAN Panama
PE PER Peru
PH PHL Philippines
PK PAK Pakistan
PL POL Poland|Polska
PT PRT Portugal
QA QAT Qatar
RO ROU Romania
RS SRB Serbia
SA SAU Saudi Arabia
SE SWE Sweden|Sverige
SG SGP Singapore
SI SVN Slovenia
SK SVK Slovakia
TH THA Thailand
TN TUN Tunisia
TR TUR Turkey|Türkiye
TW TWN Taiwan
UA UKR Ukraine
US USA United States|United States of America|America
UY URY Uruguay
VN VNM Vietnam|Viet Nam
ZA ZAF South Africa
"""


@cache
def country_codes() -> Mapping[str, str]:
    """Return how a country may be written, in capitals, -> its two-letter code.

    Two-letter codes are all that have phone numbers; three-letter codes and names are those of the larger markets.
    """
    from phonenumbers import SUPPORTED_REGIONS

    found = {code: code for code in SUPPORTED_REGIONS}
    for line in _WRITTEN.strip().splitlines():
        two, three, names = line.split(" ", 2)
        found |= {three: two} | {name.upper(): two for name in names.split("|")}
    return found
