"""From two typists' EpiData files to the tables of the paper."""
