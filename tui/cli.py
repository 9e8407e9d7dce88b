"""The `macle` command, from its first line on."""

from __future__ import annotations

import gc
import sys

from tui import process

_OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""What is imported is kept; looking through it for garbage took a tenth of the time to the first page.

There are nearly 80,000 by then, and 160,000 once a store is open.
"""


def main() -> None:
    """Run the command line and exit: 0 for done, 1 for a refusal that was worded, 2 for a wrong usage."""
    environment = process.confine()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    # Only now: libraries read the environment while they are imported.
    from tui.commands.command_line import run

    status = run(sys.argv[1:], environment)
    # Or Python looks for garbage in all that was imported before it ends, for a sixth of a second.
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    main()
