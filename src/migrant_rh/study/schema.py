"""The JSON Schema of the study file, for editors that complete and check as one types."""

from __future__ import annotations

import json

from migrant_rh.study.plan import Study

SCHEMA_ID = "migrant-rh/1"


def study_schema() -> str:
    """Return the schema as JSON text (draft 2020-12), the same bytes each time.

    Examples
    --------
    >>> '"title": "migrant-rh study file"' in study_schema()
    True
    """
    schema = Study.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "migrant-rh study file"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
