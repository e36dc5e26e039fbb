"""Every number once, as tidy rows that can be stored and printed again."""
