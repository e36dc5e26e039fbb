"""The questionnaire: fields, what they admit, what their codes mean.

One description makes the QES form, the header of the REC file and the CHK file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from migrant_rh.demo import published
from migrant_rh.demo.notice import NOTICE

Kind = Literal["integer", "text", "upper", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form.

    Attributes
    ----------
    name : str
        At most ten letters and digits.
    question : str
        Text before the field.
    kind : Kind
        Whole number, text, upper-case text, or date as yyyy/mm/dd.
    width : int
        Bytes in the file.
    labels : mapping of str to str
        Codes and their meaning; no others are admitted.
    limits : tuple of two str or None
        Least and greatest value.
    missing : tuple of str
        Codes of no answer; admitted outside the limits.
    must_enter, unique : bool
        Not to be left blank; the key.
    jumps : mapping of str to str
        After this code entry goes on at that field; what lies between is left blank.
    hint : str
        Text after the field.
    """

    name: str
    question: str
    kind: Kind
    width: int
    labels: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, str] | None = None
    missing: tuple[str, ...] = ()
    must_enter: bool = True
    unique: bool = False
    jumps: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""

    def admits(self, value: str) -> bool:
        """Whether a typist could enter this value.

        Examples
        --------
        >>> Field("age", "", "integer", 2, limits=("18", "49"), missing=("99",)).admits("50")
        False
        """
        if value == "":
            return not self.must_enter
        if value in self.missing or value in self.labels:
            return True
        if self.labels:
            return False
        return self.limits is None or self._within(value)

    def _within(self, value: str) -> bool:
        """Whether a value lies between the limits: a day, or a number without leading zeros."""
        if self.limits is None:
            return True
        low, high = self.limits
        if self.kind == "date":
            return _is_date(value) and low <= value <= high
        return value == str(int(value)) and int(low) <= int(value) <= int(high)


@dataclass(frozen=True, slots=True)
class Form:
    """Lines of a questionnaire, top to bottom: screen text, fields, and empty lines."""

    lines: tuple[str | Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in order."""
        return tuple(line for line in self.lines if isinstance(line, Field))


CITY = {"1": "北京", "2": "上海", "3": "成都"}
TYPE = {"1": "工厂", "2": "建筑工地", "3": "服务/娱乐场所"}
GROUP = {"0": "对照组", "1": "干预组"}
SEX = {"1": "男", "2": "女"}
MARITAL = {"1": "未婚", "2": "已婚", "3": "离异/丧偶"}
EDU = {"1": "小学及以下", "2": "初中", "3": "高中/中专/技校", "4": "大专及以上"}
HUKOU = {"1": "农业", "2": "非农业"}
CONSENT = (
    "您好！为改进流动人口计划生育管理和生殖健康服务,请您回答以下问题。填写约需20分钟，"
    "资料仅供研究使用，我们将严格为您保密。"
)
"""With its comma and digits of one byte, 80 bytes end in the middle of a character."""

YES_NO = {"0": "否", "1": "是", "9": "未回答"}
PLACE = {
    "1": "计划生育指导站/所",
    "2": "社区卫生服务中心",
    "3": "医院",
    "4": "妇幼保健机构",
    "5": "单位医务室",
    "8": "不适用",
    "9": "未回答",
}


def baseline_form() -> Form:
    """Build the form of the first wave."""
    oldest = published.OLDEST
    return _form("流动人口计划生育与生殖健康基线调查问卷", published.BASELINE_DAYS, oldest)


def endline_form() -> Form:
    """Build the form of the second wave, when everyone is a year older."""
    oldest = published.OLDEST + 1
    return _form("流动人口计划生育与生殖健康评估调查问卷", published.ENDLINE_DAYS, oldest)


def _form(title: str, days: tuple[date, date], oldest: int) -> Form:
    """All lines of a wave's form."""
    return Form(
        (
            title,
            NOTICE.zh,
            NOTICE.en,
            CONSENT,
            "",
            "一、问卷信息",
            *_about_questionnaire(days),
            "",
            "二、基本情况",
            *_about_person(oldest),
            "",
            "三、计划生育管理与服务",
            *_about_services(),
            "",
            "四、备查",
            Field("remark", "4.1 调查员备注：", "text", 28, must_enter=False),
            Field("origin", "4.2 家乡（省、市）：", "text", 12, must_enter=False),
        )
    )


def _about_questionnaire(days: tuple[date, date]) -> tuple[Field, ...]:
    """Where and when the person was met."""
    first, last = (day.strftime("%Y/%m/%d") for day in days)
    return (
        Field("pid", "1.1 问卷编号：", "text", 7, unique=True),
        _coded("city", "1.2 城市：", CITY),
        Field("workplace", "1.3 工作场所编号：", "integer", 2, limits=("1", "36")),
        _coded("type", "1.4 场所类型：", TYPE),
        _coded("group", "1.5 组别：", GROUP),
        Field("vdate", "1.6 调查日期：", "date", 10, limits=(first, last)),
        Field("visitor", "1.7 调查员：", "upper", 3, must_enter=False),
    )


def _about_person(oldest: int) -> tuple[Field, ...]:
    """Who the person is."""
    ages = (str(published.YOUNGEST), str(oldest))
    return (
        _coded("sex", "2.1 性别：", SEX),
        Field("age", "2.2 年龄（周岁）：", "integer", 2, limits=ages, missing=("99",)),
        _coded("marital", "2.3 婚姻状况：", MARITAL),
        _coded("edu", "2.4 文化程度：", EDU),
        _coded("hukou", "2.5 户口性质：", HUKOU),
        Field(
            "months",
            "2.6 在本市居住时间（月）：",
            "integer",
            3,
            limits=(str(published.SHORTEST_STAY), "600"),
            must_enter=False,
        ),
        Field(
            "income",
            "2.7 月收入（元）：",
            "integer",
            4,
            limits=("100", "9000"),
            missing=("9999",),
            must_enter=False,
            hint="  9999 未回答",
        ),
    )


def _about_services() -> tuple[Field, ...]:
    """The two outcomes, and where the exam was."""
    return (
        _coded("cert", "3.1 是否办理《流动人口婚育证明》：", YES_NO, missing=("9",)),
        _coded(
            "exam",
            "3.2 在现居住地是否接受过免费计划生育/生殖健康检查：",
            YES_NO,
            missing=("9",),
            jumps={"0": "remark", "9": "remark"},
        ),
        _coded("place", "3.3 检查地点：", PLACE, missing=("9", "8"), must_enter=False),
    )


def _coded(
    name: str,
    question: str,
    labels: Mapping[str, str],
    *,
    missing: tuple[str, ...] = (),
    must_enter: bool = True,
    jumps: Mapping[str, str] | None = None,
) -> Field:
    """Describe a field of one digit whose codes stand beside it on the form."""
    hint = "".join(f"  {code} {label}" for code, label in labels.items())
    return Field(
        name,
        question,
        "integer",
        1,
        labels=labels,
        missing=missing,
        must_enter=must_enter,
        jumps=jumps or {},
        hint=hint,
    )


def _is_date(value: str) -> bool:
    """Whether a text as long as yyyy/mm/dd is a day of the calendar."""
    try:
        date.fromisoformat(value.replace("/", "-"))
    except ValueError:
        return False
    return True
