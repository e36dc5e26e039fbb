"""Labels and codes as a study file writes them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from migrant_rh.words import Text, phrase


class Frozen(BaseModel):
    """A part of the plan: no unknown keys, no change after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Frozen):
    """Words for the reader: ``{zh: 年龄, en: Age}``, or one text for both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_both(cls, given: Any) -> Any:
        return {"zh": given, "en": given} if isinstance(given, str) else given

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        pair = handler.resolve_ref_schema(handler(core_schema))
        told = pair.pop("description")
        return {"description": told, "anyOf": [{"type": "string", "minLength": 1}, pair]}

    @property
    def text(self) -> Text:
        """The label as bilingual text."""
        return Text(self.zh, self.en)


def label_of(key: str) -> Label:
    """Label with the words of a phrase."""
    said = phrase(key)
    return Label(zh=said.zh, en=said.en)


def _as_code(given: Any) -> Any:
    """Write a number as the text of a code; leave yes/no alone, so that they are refused."""
    if isinstance(given, bool):
        return given
    return str(given) if isinstance(given, (int, float)) else given


def _as_list(given: Any) -> Any:
    """Take one code for a list of one."""
    return given if isinstance(given, (list, tuple)) else [given]


Code = Annotated[
    str,
    BeforeValidator(_as_code),
    Field(min_length=1),
    WithJsonSchema({"type": ["string", "number"]}),
]
"""A code as the data write it; in a study file 1 and '1' are the same code."""

_ONE_CODE = {"type": ["string", "number"]}
Codes = Annotated[
    tuple[Code, ...],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_ONE_CODE, {"type": "array", "items": _ONE_CODE, "minItems": 1}]}),
]
"""One code, or a list of codes."""
