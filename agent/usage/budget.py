"""The budget of a day: when it is spent, the offline planner answers."""

from dataclasses import dataclass
from decimal import Decimal

from agent.usage.ledger import UsageLedger
from agent.usage.wording import money


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit in USD on what models may cost in a day, over all processes of a workspace.

    Calls whose price is not known can't be counted; `adroit usage` names their models. Two processes that ask at the
    same moment may each start a last call.
    """

    limit: Decimal
    ledger: UsageLedger

    def spent(self) -> Decimal:
        """Return what today's calls cost in USD, as far as their prices are known."""
        return self.ledger.spent_today()

    def is_spent(self) -> bool:
        """Tell whether no further call may start."""
        return self.spent() >= self.limit

    @property
    def words(self) -> str:
        """Why a model did not answer, for the user."""
        return f"Today's budget of {money(self.limit)} for models is spent"
