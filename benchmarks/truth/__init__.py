"""Calls whose turns, words, levels, rings and disturbances are known, because they were made."""
