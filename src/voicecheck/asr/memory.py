"""Memory that is freed stays with the process, so that it need not be fetched page by page again.

CTranslate2 allocates and frees its buffers, some tens of megabytes each, for every batch, on threads of its
own. The C library hands such blocks back to the system at once; the next batch then takes a page fault for
every 4 KiB, more than 100,000 for one window of a base model. On virtual machines that costs a fifth of the
recognition time.
"""

from __future__ import annotations

import ctypes
import sys

__all__ = ["keep_freed_memory"]

# Names and numbers of <malloc.h> of the GNU C library, see mallopt(3).
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -2, -3, -8
_SETTINGS = (
    (_M_ARENA_MAX, 1),  # other arenas, one for each thread, ignore the next three
    (_M_MMAP_THRESHOLD, 1 << 30),
    (_M_TRIM_THRESHOLD, (1 << 31) - 1),
    (_M_TOP_PAD, 1 << 28),
)


def keep_freed_memory() -> bool:
    """Tell the C library to keep freed memory; whether it could be told.

    It holds for the whole process, and for threads that are started afterwards. Only the GNU C library is
    told; elsewhere nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(name, value) == 1 for name, value in _SETTINGS)
