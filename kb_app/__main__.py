"""`python -m kb_app`, the command `kb-app`, and what the installed program starts with."""

import time

_STARTED = time.perf_counter()

import sys  # noqa: E402 (the clock starts before anything is loaded)

from kb_app.cli.parser import main as run_command_line  # noqa: E402 (as above)


def main() -> None:
    """Run the process's command line and leave with its exit code."""
    sys.exit(run_command_line(started=_STARTED))


if __name__ == "__main__":
    main()
