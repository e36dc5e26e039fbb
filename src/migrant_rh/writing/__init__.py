"""Records to files of other packages."""
