"""The page beside the files: what they are, what is printed and what is assumed."""

from __future__ import annotations

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.form import Form
from migrant_rh.demo.notice import NOTICE

_PAGE = """\
# The demo study 演示数据

**{notice_zh}**

**{notice_en}**

{persons} persons of {workplaces} workplaces in three cities (Beijing, Shanghai, Chengdu), asked in
{base_from} to {base_to} and, {followed} of them, again in {end_from} to {end_to}.

| file | what it is |
|---|---|
| `baseline_1.rec`, `baseline_2.rec` | the first wave, typed twice; each with its `.chk` |
| `baseline.rec`, `baseline.csv` | the first wave, every difference decided by the questionnaire |
| `endline.rec`, `endline.csv` | the second wave, final |
| `baseline.qes`, `endline.qes` | the forms |
| `study.yaml` | the plan of the analysis; the one file here that is written by hand |
| `design.csv` | the roster: every workplace, its city, type, arm, stratum and eligible persons |
| `errors_seeded.csv` | every slip: entry, person, field, true value, typed value, kind |
| `expected.json` | known answers, computed without the methods of the package |

EpiData files are in GBK; `.csv` in UTF-8 with a byte order mark. `python -m
migrant_rh.demo.generate FOLDER` writes the same bytes again (seed {seed}).

## Fields 变量

| name | question | codes and limits |
|---|---|---|
{fields}

`place` is asked only of persons with an exam: entry jumps over it, and it stays blank. Code 8 is
admitted by the check file and never used. Persons do not change city, workplace or arm; at the
second wave everyone is a year older, so some are {oldest} and stay in the study.

## What the typists did

Between them {slips} values are wrong: a neighbouring key, two keys swapped, a digit dropped, a
field left blank, or a field jumped over because of a slip before it. The check file admits all of
them, and no value is wrong in both entries. Besides, {missing_1} records were never typed in the
first entry and {missing_2} in the second; the second entry was typed on two computers and its
halves put together, and {twice} record came in with both; in each entry {deleted} record was typed
under a wrong number, marked deleted and typed again.

## Printed, and reproduced exactly

Persons by city and arm; by type of workplace; men; unmarried; aged 20 to 40; mean and SD of age;
which characteristics differ between the arms with P < 0.001 and which do not; holders of the
certificate at both waves; the exam at baseline in Beijing and Shanghai; places of the exam; persons
met again in Shanghai and Chengdu (from other papers of the project). Counts behind printed
percentages are reconstructed: the largest number of valid answers that gives the printed decimals.

## Assumed

Everything else: the 36 workplaces (four of each type in each city, two of them drawn by lot for
the intervention) and their sizes; the persons met again in Beijing and how the printed numbers of
the other cities split by arm; valid answers at the second wave; the exam in Chengdu and at the
second wave; every association between variables, the likeness of persons of one workplace and of
one person's answers; dates, interviewers, months, incomes, homes, remarks. The assumptions stand,
each with a name, in `assumptions.py`; what was printed in `published.py`.
"""


def readme(form: Form) -> str:
    """Fill the page."""
    return _PAGE.format(
        notice_zh=NOTICE.zh,
        notice_en=NOTICE.en,
        persons=sum(published.PERSONS),
        followed=sum(assumptions.FOLLOWED),
        workplaces=len(published.CITIES) * len(published.TYPES) * published.WORKPLACES_PER_STRATUM,
        base_from=published.BASELINE_DAYS[0],
        base_to=published.BASELINE_DAYS[1],
        end_from=published.ENDLINE_DAYS[0],
        end_to=published.ENDLINE_DAYS[1],
        seed=assumptions.SEED,
        oldest=published.OLDEST + 1,
        fields="\n".join(_field_rows(form)),
        slips=2 * assumptions.ERRORS_PER_ENTRY,
        missing_1=assumptions.NOT_TYPED_FIRST,
        missing_2=assumptions.NOT_TYPED_SECOND,
        twice=assumptions.TYPED_TWICE_SECOND,
        deleted=assumptions.WRONG_NUMBER_DELETED,
    )


def _field_rows(form: Form) -> list[str]:
    """One table row a field."""
    rows = []
    for field in form.fields:
        codes = ", ".join(f"{code} {label}" for code, label in field.labels.items())
        limits = " – ".join(field.limits) if field.limits else ""
        missing = f"missing {', '.join(field.missing)}" if field.missing else ""
        told = "; ".join(part for part in (codes, limits, missing) if part)
        rows.append(f"| `{field.name}` | {field.question.rstrip('：')} | {told} |")
    return rows
