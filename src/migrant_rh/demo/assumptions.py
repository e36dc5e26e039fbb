"""What nobody printed: every number here is an assumption of the demo.

Cells are in the order of `migrant_rh.demo.published`. Shares are per thousand, so that quotas are
whole-number arithmetic. Effects are coefficients of a latent score on the logit scale; their names
are those of `migrant_rh.demo.persons.Persons.covariates`.
"""

from __future__ import annotations

SEED = 20_070_801

TYPE_WEIGHTS = ((8, 12, 10), (13, 8, 9), (9, 10, 11))
"""How common each type of workplace is in each city, before the printed totals are fitted."""

LARGER_SHARE = (0.37, 0.63)
"""Share of the first of two workplaces of one city, type and arm."""

MALES = (473, 540, 396, 496, 430, 508)
UNMARRIED = (394, 347, 435, 334, 280, 464)
"""They add up to the printed totals, 2843 and 2254."""

AGE_GROUPS = (
    (130, 460, 280, 130),
    (80, 400, 350, 170),
    (140, 470, 270, 120),
    (80, 390, 360, 170),
    (100, 425, 330, 145),
    (100, 425, 330, 145),
)
"""Under 20, 20-29, 30-39, 40-49 years."""

AGE_SHAPES = {
    (18, 19): (7, 13),
    (20, 29): (7, 7, 8, 9, 10, 11, 11, 12, 12, 13),
    (30, 39): (10, 10, 11, 11, 10, 10, 10, 10, 9, 9),
    (41, 49): (14, 13, 12, 12, 11, 10, 9, 9, 8),
}
"""Relative frequency of each year of age; age 40 is what the printed 20-40 years leave over."""

DIVORCED_OR_WIDOWED = (980, 20)
"""Others, and divorced or widowed, among the ever married."""

EDUCATION = (
    (100, 500, 280, 120),
    (150, 550, 220, 80),
    (140, 550, 230, 80),
    (140, 550, 230, 80),
    (170, 550, 200, 80),
    (100, 520, 270, 110),
)
"""Primary school or less, junior, senior or vocational, college."""

AGRICULTURAL = (
    (800, 200),
    (810, 190),
    (830, 170),
    (840, 160),
    (860, 140),
    (770, 230),
)
"""Agricultural hukou, other."""

MALE_EFFECTS = {"construction": 1.6, "service": -0.5}
OLDER_EFFECTS = {"construction": 0.8, "service": -0.5, "male": 0.2}
UNMARRIED_EFFECTS = {"age": -2.2, "male": 0.4, "under_20": 9.0}
LOST_PARTNER_EFFECTS = {"age": 0.6}
EDUCATION_EFFECTS = {"age": -0.4, "male": 0.2, "construction": -0.6, "service": 0.2}
AGRICULTURAL_EFFECTS = {"education": -0.8, "construction": 0.4}
CERTIFICATE_EFFECTS = {"age": 0.15, "male": -0.2, "married": 0.5, "education": 0.15}
EXAM_EFFECTS = {"age": -0.1, "male": -0.6, "married": 0.7, "education": 0.2}
FOLLOWED_EFFECTS = {"age": 0.2, "married": 0.3, "construction": -0.5, "certificate": 0.7}

COVARIATE_WORKPLACE_SD = 0.3
CERTIFICATE_WORKPLACE_SD = 0.5
EXAM_WORKPLACE_SD = 0.5
FOLLOWED_WORKPLACE_SD = 0.3
"""Spread of workplaces around the mean of their site and arm."""

WORKPLACE_STABILITY = 0.9
"""Correlation of a workplace's effects at the two waves."""

CERTIFICATE_PERSON_SD = 1.2
EXAM_PERSON_SD = 1.2
"""Spread of what a person keeps from one wave to the next."""

EXAM_BASELINE = ((287, 983), (305, 1117), (148, 989), (161, 1012), (270, 999), (314, 1198))
"""The arms of Beijing (592 of 2100, 28.19 %) and Shanghai (309 of 2001, 15.44 %), whose totals are
printed, and of Chengdu, whose 584 of 2197 let the places add up to 1485."""

FOLLOWED = (862, 979, 886, 905, 854, 1023)
"""Persons met again: 1791 in Shanghai and 1877 in Chengdu are printed in other papers of the
project, their arms and Beijing (loss 12.6 %) are not."""

EXAM_ENDLINE = ((284, 860), (453, 975), (164, 884), (307, 903), (256, 853), (531, 1021))
"""33.0, 46.5, 18.6, 34.0, 30.0, 52.0 percent: under 50 in Beijing and Shanghai, as printed."""

EXAM_PLACES_ENDLINE = (360, 340, 95, 155, 45, 5)
"""The five places of the exam, and no answer."""

NEWLY_MARRIED = (70, 930)
"""Unmarried persons of 20 years or more who married between the waves, and others."""

MONTHLY_INCOME_LOG_MEAN = 7.15
MONTHLY_INCOME_LOG_SD = 0.32
INCOME_EFFECTS = {"male": 0.12, "education": 0.10, "construction": 0.15}
INCOME_GROWTH = 1.10
INCOME_LIMITS = (300, 9000)
INCOME_STEP = 50
INCOME_MISSING = (25, 975)
"""Yuan a month, told in steps of 50; 1270 is the median of a woman with junior school."""

MONTHS_IN_CITY_MEAN = 40
MONTHS_IN_CITY_FROM_AGE = 15
"""Stay in the city: exponential, never from before that age."""

MONTHS_BETWEEN_WAVES = 12
DAYS_OF_WORK = 120
DAYS_IN_WORKPLACE = 25
DAYS_OF_DELAY = 20
"""Interviewers come to a workplace on one of 120 days and finish within 25; next year they come
within 20 days of the same day."""

VISITORS_PER_CITY = 12
VISITORS_PER_WORKPLACE = 3
VISITOR_LETTERS = "BSC"

REMARKED = (15, 985)
REMARKS = (
    "夜班, 中途休息后继续",
    "工友在场",
    "由老乡协助翻译方言",
    "电话补问",
    "文化程度由组长代答",
)
"""Interviewers' remarks, and how many questionnaires have one."""

ORIGINS = (
    (
        ("河北邯郸", 12), ("河北张家口", 8), ("河北秦皇岛", 4), ("河南周口", 14),
        ("河南驻马店", 10),
        ("山东菏泽", 12), ("安徽阜阳", 10), ("四川南充", 7), ("黑龙江绥化", 6), ("内蒙古赤峰", 6),
        ("山西大同", 5), ("湖北黄冈", 6),
    ),
    (
        ("安徽阜阳", 16), ("安徽六安", 12), ("安徽马鞍山", 5), ("江苏盐城", 14), ("江苏连云港", 8),
        ("江西上饶", 8), ("江西景德镇", 4), ("河南信阳", 9), ("四川达州", 8), ("湖北荆州", 6),
        ("贵州遵义", 5), ("浙江温州", 5),
    ),
    (
        ("四川南充", 14), ("四川资阳", 13), ("四川达州", 11), ("四川宜宾", 9), ("四川攀枝花", 6),
        ("四川巴中", 9), ("四川凉山州", 5), ("重庆酉阳", 6), ("重庆永川", 8), ("贵州毕节", 7),
        ("云南昭通", 7), ("甘肃陇南", 5),
    ),
)  # fmt: skip
"""Where the persons of each city come from, with weights."""

ERRORS_PER_ENTRY = 227
"""Wrong fields in either entry: together 0.4 % of the compared fields."""

BUNDLE = 50
"""Questionnaires tied together; the second typist takes the bundles in another order."""

NOT_TYPED_FIRST = 2
NOT_TYPED_SECOND = 3
TYPED_TWICE_SECOND = 1
WRONG_NUMBER_DELETED = 1
"""Records overlooked, typed on both of the second typist's computers, and (in either entry) typed
under a wrong number, marked deleted and typed again."""
