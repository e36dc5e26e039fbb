"""What the study printed, and what follows from its printed percentages.

Cells are the site-by-arm groups in the order of the paper: Beijing control, Beijing intervention,
Shanghai control, Shanghai intervention, Chengdu control, Chengdu intervention.

Counts behind a percentage are reconstructed: the largest number of valid answers, at most the
persons met, with which a whole number of persons gives the printed two decimals.
"""

from __future__ import annotations

from datetime import date

CITIES = (1, 2, 3)
"""Codes of Beijing, Shanghai, Chengdu."""

GROUPS = (0, 1)
"""Codes of control and intervention."""

TYPES = (1, 2, 3)
"""Codes of factory, construction site, service and entertainment."""

WORKPLACES_PER_STRATUM = 4
"""Of each type in each city: two for the intervention, two controls."""

PERSONS = (986, 1120, 989, 1012, 999, 1198)
PERSONS_BY_TYPE = (2393, 1247, 2664)
AGE_MEAN = 30.14
AGE_SD = 8.09
AGED_20_TO_40 = 4860
"""77.09 % of 6304 in the closed interval: no other count gives the printed percentage."""

YOUNGEST, OLDEST = 18, 49
SHORTEST_STAY = 3
"""Eligible at baseline: completed years of age, months in the city."""

CERTIFICATE_BASELINE = ((508, 986), (615, 1113), (564, 984), (724, 1010), (553, 999), (637, 1198))
CERTIFICATE_ENDLINE = ((474, 859), (675, 974), (532, 882), (723, 901), (505, 851), (700, 1017))
"""Persons with the certificate, valid answers: 51.52, 55.26, 57.32, 71.68, 55.36, 53.17 percent; a
year later 55.18, 69.30, 60.32, 80.24, 59.34, 68.83."""

EXAM_PLACES = (669, 415, 124, 204, 73)
"""Of 1485 persons with the exam at baseline: 45.05, 27.95, 8.35, 13.74, 4.92 percent."""

BASELINE_DAYS = (date(2007, 8, 1), date(2007, 12, 31))
ENDLINE_DAYS = (date(2008, 8, 1), date(2008, 12, 31))
