"""Set up, run, test and package DX Casebook: `python3 build/dev.py run`. Needs nothing but Python."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import devtools_checks
import devtools_clean_roots
import devtools_debian as debian
import devtools_package
from devtools_setup import ensure_venv
from devtools_steps import DIST, ROOT, VENV_PYTHON, WORK, DevToolError, exit_code, run, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from devtools_steps import Command

SAMPLE_SEARCH = "押印廃止"
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", ".cache")


def setup(_options: argparse.Namespace) -> int:
    """make .venv and see to the system's packages"""
    _prepare("dev", "package")
    say(f"Ready: {VENV_PYTHON}")
    return 0


def run_program(options: argparse.Namespace) -> int:
    """open the program; ARGUMENTS go to it"""
    _prepare("dev")
    program: Command = [VENV_PYTHON, "-m", "kb_app"]
    if options.rest or debian.has_screen():
        return exit_code([*program, *options.rest])
    say("There is no screen here, so here is a search of the bundled library, and then a picture of the window.\n")
    searched = run([*program, "search", SAMPLE_SEARCH, "--limit", "5"])
    picture = WORK / "screenshot.png"
    drawn = run([VENV_PYTHON, "tests/pictures.py", "--one", picture])
    if drawn:
        say(f"\nThe window, as a picture: {picture.relative_to(ROOT)}")
    return 0 if searched and drawn else 1


def check(_options: argparse.Namespace) -> int:
    """format, lint, types and walls: all of them, also after one has failed"""
    ensure_venv("dev")
    return devtools_checks.check()


def test(options: argparse.Namespace) -> int:
    """check, the library, the packaged programs, and pytest at last; ARGUMENTS go to pytest"""
    started, is_ci = time.monotonic(), os.environ.get("CI") == "true"
    _prepare("dev", "package")  # tests of the build ask for what it is done with, whether or not it is done here
    programs: dict[str, Callable[[], bool]] = {}
    if options.with_package or is_ci:
        programs["packaged program (PyInstaller, self-test)"] = devtools_package.package
    if is_ci and sys.platform == "linux":
        from windows.package import works_where_time_allows

        programs["program for Windows (Wine, self-test)"] = partial(works_where_time_allows, started)
    return devtools_checks.test(options.rest, programs)


def bench(options: argparse.Namespace) -> int:
    """measure speed, memory and answers; ARGUMENTS go to tests/bench/run.py"""
    _prepare("dev", "bench")
    debian.ensure_for_bench()
    return exit_code([VENV_PYTHON, "tests/bench/run.py", *options.rest])


def crash(options: argparse.Namespace) -> int:
    """kill programs at random moments and look for loss; ARGUMENTS go to tests/crash/run.py"""
    _prepare("dev")
    return exit_code([VENV_PYTHON, "tests/crash/run.py", *options.rest])


def package(options: argparse.Namespace) -> int:
    """build the program folder dist/dx-casebook, try it, and make the installers of it"""
    _prepare("dev", "package")
    if options.windows:
        from windows.package import package_under_wine

        return 0 if package_under_wine(twice=options.twice) else 1
    works = devtools_package.package()
    if works and options.twice:
        works = devtools_package.builds_the_same_twice()
    elif works:
        devtools_package.make_installers()
    if works and options.clean_roots:
        works = devtools_clean_roots.try_everywhere()
    return 0 if works else 1


def test_windows(options: argparse.Namespace) -> int:
    """the tests of everything below the window, with a Windows Python under Wine; ARGUMENTS go to pytest"""
    _prepare("dev")
    from windows import core_tests

    return core_tests.run(options.rest)


def pictures(options: argparse.Namespace) -> int:
    """draw every page into .work/pictures; ARGUMENTS go to tests/pictures.py"""
    _prepare("dev")
    return exit_code([VENV_PYTHON, "tests/pictures.py", *(options.rest or [WORK / "pictures"])])


def pack(options: argparse.Namespace) -> int:
    """sign the cases as a pack that the program takes in, or make a key; ARGUMENTS as of `pack --help`"""
    _prepare("dev")
    return exit_code([VENV_PYTHON, "build/devtools_pack.py", *options.rest])


def clean(_options: argparse.Namespace) -> int:
    """remove what was built and cached; .venv stays"""
    compiled = [cache for source in ("kb_app", "build", "tests") for cache in (ROOT / source).rglob("__pycache__")]
    for folder in [WORK, DIST, *(ROOT / name for name in CACHES), *compiled]:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


VERBS = {
    "setup": setup,
    "run": run_program,
    "check": check,
    "test": test,
    "bench": bench,
    "crash": crash,
    "package": package,
    "test-windows": test_windows,
    "pictures": pictures,
    "pack": pack,
    "clean": clean,
}
TAKES_ARGUMENTS = (run_program, test, test_windows, bench, crash, pictures, pack)


def main(argv: list[str]) -> int:
    """Run one verb."""
    own, rest = (argv[: argv.index("--")], argv[argv.index("--") + 1 :]) if "--" in argv else (argv, [])
    parser = _parser()
    options, unknown = parser.parse_known_args(own)
    options.rest = unknown + rest
    if options.rest and options.verb not in TAKES_ARGUMENTS:
        parser.error(f"this verb takes no arguments: {' '.join(options.rest)}")
    try:
        return int(options.verb(options))
    except DevToolError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build/dev.py", description=__doc__, usage="python3 build/dev.py VERB [-- ARGUMENTS...]"
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, verb in VERBS.items():
        one = verbs.add_parser(name, help=verb.__doc__, description=verb.__doc__)
        one.set_defaults(verb=verb)
        if verb is package:
            one.add_argument(
                "--windows", action="store_true", help="the Windows ones instead, built and tried under Wine"
            )
            one.add_argument("--twice", action="store_true", help="build two times more and compare every byte")
            one.add_argument("--clean-roots", action="store_true", help="try the .deb in new Debian systems, as root")
        if verb is test:
            one.add_argument("--with-package", action="store_true", help="build and try the program folder too")
    return parser


def _prepare(*extras: str) -> None:
    debian.ensure_for_program()
    ensure_venv(*extras)
    WORK.mkdir(exist_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
