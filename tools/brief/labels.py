"""Where each field of a brief comes from: given by the user, assumed from the guide, or computed, and why."""

from enum import StrEnum

from pydantic import Field

from tools.brief.part import Part


class Basis(StrEnum):
    """What a field rests on."""

    GIVEN = "given"
    ASSUMED = "assumed"
    COMPUTED = "computed"


class Label(Part):
    """What one field, or all fields below it, rest on."""

    basis: Basis
    reason: str = Field(
        description="the user's words for a given field, the source for an assumed one, the formula for a computed one",
        examples=["'budget of $40k'", "guide: 05-strategy#how-to-split-a-budget-across-channels", "10% of $40,000"],
    )

    @property
    def words(self) -> str:
        """`assumed: guide, What is the 70/20/10 budget rule?`."""
        return f"{self.basis}: {self.reason}" if self.reason else str(self.basis)


def given_label(words: str) -> Label:
    """Return the label of a field that the user gave in these words."""
    return Label(basis=Basis.GIVEN, reason=f"'{words}'")
