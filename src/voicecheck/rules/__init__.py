"""Standards as data, a handful of rule kinds, scoring."""
