"""The base of every part of a brief: frozen, and closed to unknown fields, so that a misspelt one can't be lost."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Part(BaseModel):
    """A part of a brief. It is changed by a patch that makes a new one, never in place."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Text = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\[\]]+$")]
"""A name that a field path can hold, so without square brackets."""
Money = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False, description="in the brief's currency")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="a fraction: 0.05 is 5%")]
Count = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
"""A day of a plan: dates beyond a lifetime are slips of the pen."""
Days = Annotated[int, Field(ge=0, le=3650)]
