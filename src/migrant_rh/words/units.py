"""Counts and units."""

PHRASES = {
    "persons": ("{count} 人", "{count} persons"),
    "workplaces": ("{count} 个工作场所", "{count} workplaces"),
    "clusters": ("{count} 个群组", "{count} clusters"),
    "records": ("{count} 条记录", "{count} records"),
    "percentage_points": ("百分点", "percentage points"),
}
