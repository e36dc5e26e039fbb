"""The waves of a study as one row per person and wave, and who came and left."""
