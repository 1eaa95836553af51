"""The tool `suggest_audiences`: what it takes, returns and does."""

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from tools.audience.matching import match_entries
from tools.audience.policy import Rules, rules_for
from tools.audience.suggesting.prospecting import ENOUGH_RESULTS_A_WEEK
from tools.audience.suggesting.ranking import FEWEST, MOST, ranked, too_small, with_shares
from tools.audience.suggesting.situation import Situation, read_situation
from tools.audience.suggesting.subject import product_words
from tools.audience.suggesting.suggestion import AudienceSuggestion, PolicyNote
from tools.audience.taxonomy import Entry
from tools.audience.wording import figures, rendered
from tools.errors import InputError, MissingInput
from tools.facts import Fact
from tools.policy import recognise
from tools.quantities import currency_code
from tools.result import ToolInput, ToolResult

OBJECTIVES = ("sales", "new customers", "leads", "app installs", "traffic", "awareness", "engagement")
_SOME_DAY = date(2026, 1, 1)
"""Dates play no part in an audience, and the reader of paragraphs wants one."""


class SuggestAudiences(ToolInput):
    """Suggest audiences for a product: whom to reach, bring back and leave out, on which platforms, and why.

    For "suggest audiences for...", "whom should we target with...", "split the budget over audiences". Give the user's
    words about the product whole. It recognises restricted subjects (housing, jobs, credit, health, religion, minors,
    alcohol...) and leaves out what is not allowed for them. Not for what a term means: use search_guide.
    """

    text: str = Field(min_length=1, description="the user's words about product, customers, market and budget")
    objective: str | None = Field(default=None, description=f"one of: {', '.join(OBJECTIVES)}", examples=["leads"])
    market: str | None = Field(default=None, description="countries or regions", examples=["Germany and Austria"])
    channels: list[str] = Field(default_factory=list, description="channels to use; empty for the usual ones")
    budget: float | None = Field(default=None, gt=0, description="in currency; gives each audience its part")
    currency: str | None = Field(default=None, description="ISO 4217 code of the budget")
    customers: int | None = Field(default=None, gt=0, description="people on the customer list, where there is one")
    results_a_week: float | None = Field(default=None, gt=0, description="conversions a week that the account has")
    days_to_buy: int | None = Field(
        default=None, ge=1, le=365, description="days that buyers take from the first visit to the order"
    )
    shares: bool = Field(default=False, description="also give shares of the budget where no budget is known")
    count: int = Field(default=7, ge=FEWEST, le=MOST, description="how many to suggest at most")


class SuggestedAudiences(ToolResult):
    """Audiences, best first, with the policy that they keep to."""

    subject: str = Field(description="what is sold, in the user's words")
    objective: str
    markets: tuple[str, ...]
    platforms: tuple[str, ...]
    budget: float | None = None
    currency: str | None = None
    target_name: str | None = Field(default=None, description="cpa, cpl or cac, where the text aims at one")
    target: float | None = Field(default=None, description="its value, in the budget's currency")
    list_size: int | None = None
    results_a_week: float | None = None
    enough_results: int = Field(default=ENOUGH_RESULTS_A_WEEK, description="Meta's documented figure for an ad set")
    days_to_buy: int
    is_days_given: bool
    lowest_age: int | None = None
    policy: tuple[PolicyNote, ...]
    suggestions: tuple[AudienceSuggestion, ...]
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = Field(default=(), description="words of the user that the rendering repeats")

    def render(self) -> str:
        """Return the policy, the order, and each audience."""
        return rendered(self)

    def facts(self) -> list[Fact]:
        """Return every figure that the rendering holds."""
        return list(figures(self))

    def names(self) -> list[str]:
        """Return the user's words that the rendering repeats."""
        return list(self.said)


def suggest_audiences(request: SuggestAudiences) -> SuggestedAudiences:
    """Suggest audiences for what a text sells.

    Raises:
        MissingInput: when the text holds no word.
        InputError: when it is too long to be about one campaign, or the objective or the currency is none.
    """
    return suggest(request)


def suggest(request: SuggestAudiences, iab: Sequence[Entry] = ()) -> SuggestedAudiences:
    """Do what `suggest_audiences` does, and name the segments of an IAB taxonomy that the user has.

    Args:
        request: what is sold.
        iab: entries of `tools.audience.iab.read_iab_taxonomy`.

    Raises:
        MissingInput, InputError: as `suggest_audiences` does.
    """
    if not any(c.isalpha() for c in request.text):
        raise MissingInput(
            "There is nothing that audiences could be suggested for",
            remedy='Say what you sell, where and on which channels: "desk lamps in Germany, search and Meta, €20k".',
        )
    situation = read_situation(
        request.text,
        today=_SOME_DAY,
        objective=_objective(request.objective),
        market=request.market,
        channels=request.channels,
        budget=request.budget,
        currency=currency_code(request.currency) if request.currency else None,
        customers=request.customers,
        results_a_week=request.results_a_week,
        days_to_buy=request.days_to_buy,
    )
    rules = rules_for(request.text)
    chosen = ranked(situation, rules, count=request.count)
    if situation.budget is not None or request.shares:
        chosen = with_shares(chosen, situation.budget, situation.currency, situation.target)
    return SuggestedAudiences(
        subject=situation.subject, objective=situation.objective, markets=situation.markets,
        platforms=situation.platforms, budget=situation.budget, currency=situation.currency,
        target_name=situation.target_name, target=situation.target, list_size=situation.list_size,
        results_a_week=situation.results_a_week, days_to_buy=situation.days_to_buy,
        is_days_given=situation.is_days_given, lowest_age=rules.lowest_age, policy=rules.notes(), suggestions=chosen,
        notes=tuple(_notes(situation, rules, iab, too_small(chosen))),
        said=(situation.subject, *situation.products, *situation.markets, *situation.exclusions,
              *situation.unknown_channels, *(m.words for m in rules.mentions)),
    )  # fmt: skip


def _objective(written: str | None) -> str | None:
    """Return the objective's name.

    Raises:
        InputError: when there is none of that name.
    """
    if written is None:
        return None
    plain = " ".join(written.lower().replace("_", " ").split())
    found = next((name for name in OBJECTIVES if plain in {name, name.rstrip("s"), f"{name} generation"}), None)
    if found is None:
        raise InputError(f"'{written[:40]}' is no objective", remedy=f"There are: {', '.join(OBJECTIVES)}.")
    return found


def _notes(situation: Situation, rules: Rules, iab: Sequence[Entry], small: Sequence[AudienceSuggestion]) -> list[str]:
    found: list[str] = []
    if small and situation.target_name:
        ranks = ", ".join(str(s.rank) for s in small)
        which = f"of audience {ranks} pays" if len(small) == 1 else f"of each of the audiences {ranks} pays"
        found.append(
            f"at the {situation.target_name.upper()} you aim at, the part {which} for fewer than "
            f"{ENOUGH_RESULTS_A_WEEK} results, about what Meta asks of one ad set in a week: run fewer audiences, or "
            "choose an earlier event (guide: phases#how-many-conversions-the-learning-phase-needs)."
        )
    if rules.lowest_age is not None:
        found.append(
            f"each audience is for people aged {rules.lowest_age} and over, or older where the law of the market asks "
            "for it."
        )
    if rules.is_for_adults:
        found.append(
            "Google and Microsoft do not personalise such ads, so only their searches and contents are used; check the "
            "current policy of each platform for every market."
        )
    if not situation.is_named:
        kind = "companies" if situation.is_b2b else "consumers"
        found.append(f"you named no channels, so these are the usual platforms for {kind}.")
    if "LinkedIn" in situation.platforms and not situation.professional:
        found.append(
            "LinkedIn picks people by job: say which functions, seniorities, industries or company sizes decide on it."
        )
    if situation.unknown_channels:
        found.append(f"no audience objects are listed for {', '.join(situation.unknown_channels)}; ask the seller.")
    if not situation.products and not rules.mentions and not situation.professional:
        found.append("the taxonomy knows none of these words, so keywords and content come from your own words alone.")
    if iab:
        matches = [] if rules.mentions else match_entries(product_words(situation.text), iab, most=5)
        named = [f"{m.entry.section} › {m.entry.name} ({m.entry.code})" for m in matches if not recognise(m.entry.name)]
        shown = "; ".join(named) or ("none, since the subject is restricted" if rules.mentions else "none fits")
        found.append(f"segments of the IAB audience taxonomy for programmatic and CTV sellers: {shown}.")
    return found
