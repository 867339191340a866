"""Commands of voicecheck with every network forbidden: asking for a socket would end the process at once.

    python -m tests.offline check samples/good-call.wav --model demo , doctor

Commands have a comma between them; the first that does not end with 0 ends all. UNIX sockets stay, since the
processes of one machine talk through them. Child processes are under the same ban.
"""

from __future__ import annotations

import sys
from itertools import groupby

from tests.seccomp import forbid_networks


def main() -> None:
    """Do the commands of the command line in turn."""
    forbid_networks()
    # Only now, so that what libraries do as they are loaded is forbidden too.
    from voicecheck.cli.app import main as command_line

    for is_comma, words in groupby(sys.argv[1:], lambda word: word == ","):
        if is_comma:
            continue
        try:
            command_line(command := list(words))
        except SystemExit as ended:
            if ended.code:
                sys.exit(f"offline: {command} ended with {ended.code}")


if __name__ == "__main__":
    main()
