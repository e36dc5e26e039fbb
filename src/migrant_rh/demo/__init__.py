"""The embedded demo study: synthetic data that reproduce the printed counts and percentages."""
