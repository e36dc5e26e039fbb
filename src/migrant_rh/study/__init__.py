"""What was planned: the study file, its vocabulary and its fingerprint."""
