"""What one variable means: its codes, its missing answers, what it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from migrant_rh.study.labels import Code, Frozen, Label, label_of


class Cuts(Frozen):
    """Classes of a number: lower limits of all classes but the first."""

    of: str = Field(description="The number that is cut.")
    at: list[float] = Field(min_length=1, description="Lower limit of the 2nd, 3rd, … class.")
    labels: list[Label] = Field(description="One label a class, in order.")

    @model_validator(mode="after")
    def _as_many_labels_as_classes(self) -> Cuts:
        if len(self.labels) != len(self.at) + 1:
            raise PydanticCustomError(
                "cuts_labels", "labels", {"classes": len(self.at) + 1, "labels": len(self.labels)}
            )
        if sorted(set(self.at)) != self.at:
            raise PydanticCustomError("cuts_order", "rising limits")
        return self


class Variable(Frozen):
    """What one variable means."""

    label: Label
    type: Literal["category", "number", "text", "date", "several"] = Field(
        "category",
        description="Codes with levels, a measured number, a date, text as ids are, or several "
        "answers in one cell: 1,3.",
    )
    date_order: Literal["ymd", "dmy", "mdy"] | None = Field(
        None, description="Order of day, month and year, where the dates do not tell it."
    )
    levels: Mapping[Code, Label] | None = Field(
        None, description="Codes in reading order; the first is the reference."
    )
    missing: Mapping[Code, Label] = Field(
        default={}, description="Codes that stand for no answer, each with its reason."
    )
    aliases: Mapping[str, Code] = Field(
        default={}, description="Other spellings in the data: Beijing: 1, 北京市: 1."
    )
    cuts: Cuts | None = Field(None, description="Make this variable from classes of a number.")
    merge: Mapping[Code, list[Code]] | None = Field(
        None, description="Make this variable from another's codes: new code: [old codes]."
    )
    chosen: Code | None = Field(
        None, description="Make this variable: whether a code is among the several answers of one."
    )
    of: str | None = Field(None, description="The variable that merge or chosen is made from.")
    unit: Label | None = Field(None, description="Unit of a number.")
    fixed: bool = Field(
        False, description="A person keeps one value for life: conflicts between waves are listed."
    )
    ages: bool = Field(
        False,
        description="An age in years: one that falls between waves, or differs by more than a year "
        "from the time between them, is listed as a conflict of linkage.",
    )
    recode: Mapping[str, Mapping[Code, Code]] = Field(
        default={},
        description="What the codes of one wave mean, where it asked with other answers: "
        "wave: {code in its file: code of levels}.",
    )
    asked_if: str | None = Field(
        None,
        description="Condition on other variables under which it was asked, such as exam == 1. "
        "Judged at every wave; where it is false a person was not asked: no answer is missing. "
        "Where it cannot be known, a blank is missing, for a reason of its own.",
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Variable:
        if sum(made is not None for made in (self.cuts, self.merge, self.chosen)) > 1:
            raise PydanticCustomError("variable_origin", "one of cuts, merge, chosen")
        if self.recode and (self.type != "category" or self.derived_from is not None):
            raise PydanticCustomError("variable_recode", "recode goes with levels of its own")
        if self.asked_if is not None and self.derived_from is not None:
            raise PydanticCustomError("variable_asked_if", "asked_if goes with answers of its own")
        if self.ages and self.type != "number":
            raise PydanticCustomError("variable_ages", "ages goes with type: number")
        if (self.merge is None and self.chosen is None) != (self.of is None):
            raise PydanticCustomError("variable_merge", "of goes with merge or chosen")
        return self

    @property
    def derived_from(self) -> str | None:
        """The variable this one is made from, if it is made."""
        return self.cuts.of if self.cuts is not None else self.of

    def names_of_levels(self) -> Mapping[str, Label]:
        """Codes and labels of a category in reading order; classes of a number count from 1."""
        if self.cuts is not None:
            return {str(place): label for place, label in enumerate(self.cuts.labels, start=1)}
        if self.chosen is not None:
            return {"0": label_of("study.not_chosen"), "1": label_of("study.chosen")}
        return self.levels or {}
