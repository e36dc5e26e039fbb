"""The fingerprint of a plan."""

from __future__ import annotations

import hashlib
import json

from migrant_rh.study.plan import Study


def fingerprint(study: Study) -> str:
    """SHA-256 of what was planned, independent of the layout and comments of the file.

    Two study files that say the same, in whatever order of keys, have one fingerprint; the order
    of waves, levels and lists is part of the plan and counts.

    Examples
    --------
    >>> from migrant_rh.demo import demo_study  # doctest: +SKIP
    >>> len(fingerprint(demo_study()))  # doctest: +SKIP
    64
    """
    plan = study.model_dump(mode="json", by_alias=True)
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
