"""Sentences with and without private data, for `benchmarks/redaction.py`."""
