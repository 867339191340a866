"""Generated calls whose verdicts are known by construction: wordings, scenarios, sound, misheard words."""
