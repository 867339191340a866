"""What a sentence does in a call (asks to hold, refuses, apologises), told by a small learned model.

Phrase lists find the words that somebody wrote down; this finds other words for the same. The model is a
linear one over runs of tokens, learned from thousands of labelled sentences (`models/meanings`).

Modules
-------
clauses
    Turns cut into clauses.
features
    Clauses as numbers.
model
    The model: what the clauses of a call mean.
titles
    What the meanings are called; needs no numpy, for which reading a standard must not wait.
"""
