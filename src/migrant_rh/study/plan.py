"""What was planned: the study file as frozen objects.

The classes here are the whole vocabulary of ``study.yaml``; their docstrings and field
descriptions become the JSON Schema that editors use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from migrant_rh.study.labels import Code, Codes, Frozen, Label
from migrant_rh.study.variable import Variable

LinkedAs = Literal["panel", "cross_sections", "mixed"]
Allocation = Literal["randomised", "non_randomised", "unknown"]
WeightKind = Literal["prior", "frequency", "sampling"]
StoppingRule = Literal[
    "chk.legal",
    "chk.must_enter",
    "chk.unique",
    "chk.compare",
    "chk.condition",
    "chk.jump",
    "data.personal",
    "data.serial_date",
    "data.undeclared_code",
]


class Front(Frozen):
    """Title page and house style."""

    title: Label = Field(description="Title of the report.")
    notice: Label | None = Field(
        None, description="A sentence printed on every page, table and figure: what the data are."
    )
    original: Label | None = Field(
        None,
        description="The report whose analyses are repeated beside the primary one, as a noun: "
        "'the original report'. Tests on persons are then named after it.",
    )
    language: list[Literal["zh", "en"]] = Field(
        default=["zh", "en"], min_length=1, description="Languages of the report, in order."
    )
    style: Literal["cmj-zh", "ama", "nejm"] = Field(
        "cmj-zh", description="Journal style of numbers."
    )


class Wave(Frozen):
    """One survey wave: a file, or two entries with the adjudicated file."""

    label: Label = Field(description="Name of the wave.")
    file: Path | None = Field(None, description="The file to analyse, if entered once.")
    entries: list[Path] | None = Field(
        None, min_length=2, max_length=2, description="The two typists' files, to be compared."
    )
    adjudicated: Path | None = Field(
        None, description="The file in which every difference between the entries is decided."
    )
    checks: Path | None = Field(
        None, description="CHK file; without it the one beside the data file, if there is one."
    )
    encoding: str | None = Field(None, description="Encoding of the files, such as gb18030.")
    delimiter: str | None = Field(None, description="Delimiter of text files, if not to be found.")
    datafile: str | None = Field(
        None, description="Data file of an EpiData document, or sheet of a workbook."
    )
    rows: str | None = Field(
        None, description="Condition for the rows of the file that belong to this wave."
    )
    rename: Mapping[str, str] = Field(
        default={}, description="Name in the file: name in the study, where they differ."
    )
    window: list[date] | None = Field(
        None,
        min_length=2,
        max_length=2,
        description="First and last day of the wave. Interviews (design.roles.date) on other days "
        "are warned of; without such dates the window tells the time between waves.",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Wave:
        if self.window is not None and self.window[0] > self.window[1]:
            raise PydanticCustomError("wave_window", "first day, then last day")
        if (self.file is None) == (self.entries is None):
            raise PydanticCustomError("wave_source", "give either file or entries")
        if self.adjudicated is not None and self.entries is None:
            raise PydanticCustomError("wave_adjudicated", "adjudicated goes with entries")
        return self


class Data(Frozen):
    """Where the data are."""

    key: list[str] = Field(min_length=1, description="Variables that identify a record in a wave.")
    waves: Mapping[str, Wave] = Field(min_length=1, description="Waves in time order.")
    identifiers: list[str] = Field(
        default=[],
        description="Names, birth dates, telephone numbers: used to find one person under two "
        "ids, then dropped; never shown.",
    )
    normalise_ids: list[Literal["case", "prefix", "leading_zeros"]] = Field(
        default=[],
        description="Changes made to ids before waves are linked, where waves write them "
        "differently. Full-width characters and outer blanks are always normalised.",
    )
    stop_on: list[StoppingRule] = Field(
        default=[],
        description="Checks of single files that stop the analysis; without it they are warnings.",
    )
    window_days: int = Field(
        0, ge=0, description="Days before and after its window that still belong to a wave."
    )


class Roles(Frozen):
    """Which variable plays which part."""

    id: str = Field(description="Person.")
    cluster: str | None = Field(None, description="Workplace, school, village: what was sampled.")
    site: str | None = Field(None, description="City, centre, district.")
    arm: str = Field(description="Intervention or control.")
    stratum: list[str] = Field(
        default=[], description="Variables within whose levels allocation took place."
    )
    weight: str | None = Field(
        None,
        description="Number that weighs a person at a wave; its kind stands in design.weights.",
    )
    date: str | None = Field(
        None,
        description="Day of the interview: compared with the wave's window, and between waves.",
    )


class Design(Frozen):
    """How the study was laid out."""

    roles: Roles
    control: Code = Field(description="Code of the control arm.")
    allocated: Literal["cluster", "person"] = Field(
        "cluster", description="The unit that was assigned to an arm; inference follows it."
    )
    allocation: Allocation = Field("unknown", description="How units came to their arm.")
    linkage: LinkedAs = Field(
        "panel", description="The same persons at every wave, new persons, or some of both."
    )
    roster: Path | None = Field(
        None, description="CSV with one row per cluster: cluster, site, arm, strata, as allocated."
    )
    allocations: Path | None = Field(
        None,
        description="CSV with the allocations that a constrained procedure could have made: one "
        "row each, its column 'intervention' the clusters of that arm, between blanks or |.",
    )
    weights: WeightKind | None = Field(
        None,
        description="What roles.weight is: sampling (inverse to the chance of selection), "
        "frequency (a row stands for so many equal persons) or prior (inverse to the variance).",
    )
    unit: Label | None = Field(None, description="What the clusters are called, in the plural.")
    moved: Literal["first_wave", "as_surveyed"] = Field(
        "first_wave", description="Cluster and arm of a person who moved between waves."
    )
    compose_clusters: bool = Field(
        False, description="Cluster codes start anew in every site: site and cluster identify one."
    )


class Eligible(Frozen):
    """One step of eligibility, judged at a person's first wave."""

    keep: str = Field(description="Condition under which a person stays: 18 <= age <= 49.")
    label: Label = Field(description="The step, as the flow chart names it.")


class Outcome(Frozen):
    """A yes-or-no outcome."""

    label: Label
    variable: str | None = Field(None, description="Its variable, if not of the same name.")
    event: Codes = Field(description="The code or codes that count as an event.")
    better: Literal["higher", "lower"] | None = Field(
        None, description="Which direction is wanted; only the wording depends on it."
    )


class Question(Frozen):
    """A question of which several answers may be chosen, one variable an answer."""

    label: Label
    items: list[str] = Field(min_length=1, description="Variables, one an answer, in order.")
    event: Codes = Field(description="The code or codes that mean: chosen.")


class WeightedLeastSquares(Frozen):
    """The Grizzle-Starmer-Koch model of marginal probabilities (SAS CATMOD)."""

    adjust: list[str] = Field(default=[], description="Covariates with few levels each.")
    minimum: int = Field(25, ge=1, description="Least number of persons in a population.")
    small: Literal["refuse", "leave_out", "add_half"] = Field(
        "refuse",
        description="What to do when a population is too small or a margin is empty; add_half adds "
        "1/2 to every cell and still refuses populations that are too small.",
    )


class Model(Frozen):
    """A model of group by time."""

    label: Label | None = Field(None, description="Name of the model, for headings and tables.")
    outcomes: list[str] | None = Field(None, description="Outcomes; without it, all.")
    adjust: list[str] = Field(default=[], description="Covariates.")
    covariates_at: Literal["first_wave", "own_wave"] = Field(
        "first_wave", description="Covariate values of a person's first wave, or of each wave."
    )
    sites: Literal["none", "main", "by_wave", "by_wave_and_arm"] = Field(
        "by_wave_and_arm",
        description="Site terms of the pooled model: none, site, site×time, site×time + site×arm.",
    )
    subgroups: list[str] = Field(
        default=[],
        description="Categories of persons between whose levels the effect is compared, over all "
        "sites: one joint test each.",
    )
    scale: Literal["rd", "log_rrr", "log_ror"] = Field(
        "rd",
        description="Scale of the forest plot: percentage points, ratio of risk ratios, or ratio "
        "of odds ratios.",
    )
    by_site: bool = Field(True, description="Also fit the model in each site.")
    compare: list[str] | None = Field(
        None, min_length=2, max_length=2, description="The two waves; without it, first and last."
    )
    standardise: Mapping[Code, float] | None = Field(
        None,
        description="Share of each site in the population that effects over all sites are meant "
        "for; without it, the persons surveyed.",
    )
    wls: WeightedLeastSquares | None = Field(None, description="Also the CATMOD-style model.")


class Inference(Frozen):
    """Options of the inference."""

    conf_level: float = Field(0.95, gt=0.5, lt=1, description="Level of intervals.")
    permutations: int = Field(
        100_000, ge=999, description="Random allocations drawn when there are too many to list."
    )
    seed: int = Field(20_070_801, ge=0, description="Seed of the random allocations.")
    design_effect: Literal["size_weighted", "mean", "m0"] = Field(
        "size_weighted",
        description="Size m of a cluster in the design effect 1+(m-1)ICC: sum of squared sizes "
        "over persons, persons over clusters, or that of the analysis of variance.",
    )


class Tables(Frozen):
    """What the tables show."""

    baseline: list[str] = Field(
        default=[],
        description="Variables of Table 1, in order; without it, all categories and numbers that "
        "play no part in the design.",
    )


MIN_CELL = (2, 1000)
"""Bounds of the smallest count that may be printed."""


class Privacy(Frozen):
    """What must not be printed."""

    min_cell: int | None = Field(
        None,
        ge=MIN_CELL[0],
        le=MIN_CELL[1],
        description="Smallest number of persons of one answer that may be printed. Smaller numbers "
        "but 0, those that would give them away, and all that is computed from either are "
        "withheld from every result.",
    )


class Study(Frozen):
    """A study: data, design, variables, outcomes, models, tables.

    Read it with `migrant_rh.load_study`; every field is described in the JSON Schema that
    ``migrant-rh schema`` prints.
    """

    schema_: Literal["migrant-rh/1"] = Field(alias="schema", description="Version of this format.")
    study: Front
    data: Data
    design: Design
    eligibility: list[Eligible] = Field(default=[], description="Steps of eligibility, in order.")
    variables: Mapping[str, Variable]
    outcomes: Mapping[str, Outcome] = Field(min_length=1)
    questions: Mapping[str, Question] = Field(
        default={}, description="Questions with several answers, by name."
    )
    models: Mapping[str, Model] = Field(default={})
    inference: Inference = Inference()
    tables: Tables = Tables()
    privacy: Privacy = Privacy()

    _folder: Path = PrivateAttr(default=Path())

    def at(self, folder: Path) -> Study:
        """Return the same study with its paths starting at another folder."""
        moved = self.model_copy()
        moved._folder = folder  # noqa: SLF001  (the same class)
        return moved

    def path(self, name: Path) -> Path:
        """Where a file that the study names is."""
        return self._folder / name

    def origin(self, name: str) -> str:
        """The variable that another is made from in the end; itself where it is not made."""
        spec = self.variables.get(name)
        while spec is not None and spec.derived_from is not None:
            name, spec = spec.derived_from, self.variables.get(spec.derived_from)
        return name

    @property
    def wave_names(self) -> tuple[str, ...]:
        """Wave names in time order."""
        return tuple(self.data.waves)

    @property
    def unit_role(self) -> str:
        """Variable of the unit that was allocated: the cluster's, or the person's."""
        roles = self.design.roles
        if self.design.allocated == "cluster" and roles.cluster is not None:
            return roles.cluster
        return roles.id
