"""The plan, asked of the panel: the only room where formulas meet tables."""
