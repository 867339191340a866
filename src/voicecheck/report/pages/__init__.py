"""The call page: one self-contained HTML file with the call, what was found in it, and its sound."""
