"""Reading a file that a user names, up to a size: a device may have no end, and a pipe tells no size."""

from __future__ import annotations

import errno
import os
from pathlib import Path

__all__ = ["read_at_most"]

_BLOCK_BYTES = 1 << 20


def read_at_most(file: Path, most_bytes: int) -> bytes:
    """The content of a file, a pipe or a device.

    Raises
    ------
    OSError
        When it cannot be read, or (EFBIG) holds more.
    """
    content = bytearray()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK_BYTES):
            content += block
            if len(content) > most_bytes:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
    return bytes(content)
