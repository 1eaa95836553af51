"""The typed operations that a revision consists of."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tools.brief.part import Money, Name, Part, Share, Text
from tools.brief.steps import State


class SetField(Part):
    """Give one field a value."""

    op: Literal["set"] = "set"
    path: str = Field(description="field path", examples=["targets.primary[cpa].value", "flight.end"])
    value: Any = Field(description="the new value; null empties the field")
    words: str = ""


class MoveBudget(Part):
    """Move money from one channel to another: a sum, a share of the first, or a share of the whole budget."""

    op: Literal["move"] = "move"
    source: Name
    to: Name
    amount: Money | None = None
    share: Share | None = None
    of_total: bool = False
    words: str = ""


class ChangeChannelBudget(Part):
    """Raise or lower one channel's budget, or set it; the other channels keep theirs unless `share` is of the whole."""

    op: Literal["channel budget"] = "channel budget"
    channel: Name
    by: float | None = Field(default=None, description="money added; negative takes away")
    factor: float | None = Field(default=None, ge=0, description="1.1 raises it by a tenth")
    to: Money | None = None
    share: Share | None = Field(default=None, description="of the whole budget; the others share the rest as before")
    words: str = ""


class AddChannel(Part):
    """Add a channel; its money comes from the others in proportion."""

    op: Literal["add channel"] = "add channel"
    channel: Name
    amount: Money | None = None
    share: Share | None = None
    words: str = ""


class DropChannel(Part):
    """Drop a channel; its money goes to the others in proportion, or to one of them."""

    op: Literal["drop channel"] = "drop channel"
    channel: Name
    to: Name | None = None
    words: str = ""


class ChangeBudget(Part):
    """Change the whole budget; the channels keep their shares."""

    op: Literal["budget"] = "budget"
    to: Money | None = None
    by: float | None = None
    factor: float | None = Field(default=None, ge=0)
    words: str = ""


class ShiftFlight(Part):
    """Move the flight, or one end of it, by days."""

    op: Literal["shift"] = "shift"
    days: int = Field(ge=-3650, le=3650)
    end: Literal["both", "start", "end"] = "both"
    words: str = ""


class SetPrimaryKpi(Part):
    """Let another KPI decide; the one before becomes secondary."""

    op: Literal["primary kpi"] = "primary kpi"
    kpi: str
    value: float | None = Field(default=None, ge=0)
    words: str = ""


class SetItem(Part):
    """Say how far a check of website or tracking, or an approval, is, or whose it is."""

    op: Literal["item"] = "item"
    item: Name
    state: State | None = None
    owner: Text | None = None
    words: str = ""


class SetCopy(Part):
    """Give one channel's creative its texts."""

    op: Literal["copy"] = "copy"
    channel: Name
    headlines: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()
    words: str = ""


Operation = Annotated[
    SetField | MoveBudget | ChangeChannelBudget | AddChannel | DropChannel | ChangeBudget | ShiftFlight | SetPrimaryKpi
    | SetItem | SetCopy,
    Field(discriminator="op"),
]  # fmt: skip


class Patch(Part):
    """A revision: operations in order, and the words they were read from."""

    operations: tuple[Operation, ...]
    words: str = ""
    unread: tuple[str, ...] = Field(default=(), description="numbers in the words that no operation uses")
