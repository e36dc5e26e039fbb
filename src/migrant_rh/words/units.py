"""Counts, units, and what is counted."""

PHRASES = {
    "persons": ("{count} 人", "{count} persons"),
    "person_plural": ("人", "persons"),
    "cluster_plural": ("群组", "clusters"),
    "with_unit": ("{label}（{unit}）", "{label} ({unit})"),
}
