"""The parameters of every notebook: names, types, defaults, and one-line errors.

In: the names that a parameters cell, papermill or the shell gives. Out: a ``Parameters``.
Called by ``study`` (notebooks) and ``publish`` (builds); knows nothing of the data.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from rapidfuzz import process

from ceasefire.errors import ParameterError


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


class Parameters(BaseModel):
    """One edition's choices. Dates are ISO 8601 days or empty; lists are comma-separated."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    data_dir: str = Field("", description="folder of the data package; empty: the project's own")
    corpus: Literal["seed", "all"] = Field("seed", description="seed or all")
    as_of: str = Field(
        "", description="know only what was published by this day; empty: the latest"
    )
    start: str = Field("", description="first day of the period looked at; empty: no limit")
    end: str = Field("", description="last day of the period looked at; empty: no limit")
    agreements: str = Field("", description="ids separated by commas; empty: all")
    viewpoint: str = Field("everyone", description="id of a viewpoint")
    grace_days: int = Field(0, ge=0, le=3660, description="days added to every due date")

    @field_validator("as_of", "start", "end")
    @classmethod
    def _day(cls, value: str) -> str:
        if value and (len(value) != 10 or date.fromisoformat(value).isoformat() != value):
            raise ValueError("not a day")
        return value

    @model_validator(mode="after")
    def _in_order(self) -> "Parameters":
        if self.start and self.end and self.start > self.end:
            raise ValueError("start after end")
        return self

    @property
    def knowledge_date(self) -> date | None:
        """The day up to which the book knows what was published; None: the latest."""
        return date.fromisoformat(self.as_of) if self.as_of else None

    @property
    def window(self) -> tuple[date | None, date | None]:
        """First and last day of the period looked at; None: no limit."""
        return tuple(date.fromisoformat(d) if d else None for d in (self.start, self.end))

    @property
    def agreement_ids(self) -> tuple[str, ...]:
        """The agreements looked at; empty: all."""
        return _listed(self.agreements)


_DAY = "a day written as 2018-11-30, or '' for none"
ACCEPTED = {
    "data_dir": "a folder that holds datapackage.yaml, or '' for the project's own data",
    "corpus": "'seed' or 'all'",
    "as_of": _DAY,
    "start": _DAY,
    "end": _DAY,
    "agreements": "ids of agreements separated by commas, or '' for all",
    "viewpoint": "the id of a viewpoint, such as 'everyone'",
    "grace_days": "a whole number of days from 0 to 3660",
}


def closest(word: str, accepted: Collection[str]) -> str:
    """'; did you mean …?' for the accepted word nearest to what was typed, or nothing."""
    match = process.extractOne(word, list(accepted), score_cutoff=60)
    return f"; did you mean {match[0]!r}?" if match else ""


def read_parameters(given: Mapping[str, object]) -> Parameters:
    """Parameters from names and values; ParameterError, in one line, names the first fault."""
    for name in given:
        if name not in ACCEPTED:
            raise ParameterError(
                f"parameter {name!r} is unknown{closest(name, ACCEPTED)}; "
                f"accepted: {', '.join(ACCEPTED)}"
            )
    try:
        return Parameters(**given)
    except ValidationError as error:
        fault = error.errors()[0]
    if not fault["loc"]:
        raise ParameterError(
            f"parameters 'start' and 'end': found {given['start']!r} and "
            f"{given['end']!r}; accepted: a start that is not after the end"
        )
    name = fault["loc"][0]
    raise ParameterError(f"parameter {name!r}: found {given[name]!r}; accepted: {ACCEPTED[name]}")


def require_ids(name: str, given: Collection[str], held: Collection[str]) -> None:
    """ParameterError where an id that a parameter gives is not one that the data holds."""
    for value in given:
        if value not in held:
            raise ParameterError(
                f"parameter {name!r}: found {value!r}, which the data does not "
                f"hold{closest(value, held)}; accepted: {', '.join(sorted(held))}"
            )
