"""Which voices of espeak-ng are trained on, and which are kept for development and test."""

from __future__ import annotations

from models.training.speech import voice_names

# Chosen before the first training run and never tuned on: four male and four female voices of
# several kinds (formant tables, breath, pitch).
TEST_VOICES = ("m8", "Diogo", "Mario", "Lee", "f5", "Annie", "anika", "belinda")
DEVELOPMENT_VOICES = ("m6", "f2", "Michael")
# No voice of a service call: whispers, a croak, a demon; and the robot made of a test voice.
_EXCLUDED = ("whisper", "whisperf", "croak", "Demonic", "anikaRobot")


def training_voices() -> list[str]:
    """Every voice that may be trained on, sorted."""
    kept_back = {*TEST_VOICES, *DEVELOPMENT_VOICES, *_EXCLUDED}
    return [name for name in voice_names() if name not in kept_back]
