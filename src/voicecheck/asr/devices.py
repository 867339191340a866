"""The devices that recognition can run on."""

from __future__ import annotations

__all__ = ["gpu_count"]


def gpu_count() -> int:
    """The GPUs that CTranslate2 can see."""
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())
