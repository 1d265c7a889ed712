"""Pages of the whole platform: what it is, how accessible it is, what it keeps about readers."""
