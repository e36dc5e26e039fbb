"""``python -m migrant_rh.cli``."""

from migrant_rh.cli import main

main()
