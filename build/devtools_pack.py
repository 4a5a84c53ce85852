"""Makes a key for signing, or a pack of the cases in this checkout. `dev.py pack` runs it with the Python of .venv."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kb_app import __version__  # noqa: E402 (found by the line above, also where nothing is installed)
from kb_app.base.errors import system_cause  # noqa: E402
from kb_app.base.paths import AppPaths  # noqa: E402
from kb_app.base.regular_file import read_regular  # noqa: E402
from kb_app.cli.documents import report_lines  # noqa: E402
from kb_app.domain.edition import Edition  # noqa: E402
from kb_app.domain.library import FileReport  # noqa: E402
from kb_app.domain.vocabulary import Vocabulary  # noqa: E402
from kb_app.formats.library_pack import signing, writing  # noqa: E402
from kb_app.formats.library_pack.checking import LibraryCheck  # noqa: E402
from kb_app.formats.library_pack.manifest import is_library_path  # noqa: E402
from kb_app.storage.case_repository import walk_cases  # noqa: E402
from kb_app.storage.library_room import edition_in  # noqa: E402
from kb_app.storage.vocabulary_files import read_municipalities, read_taxonomy  # noqa: E402

KEY_ENDING = ".dxkey"


def main(words: list[str]) -> int:
    """Do what the command line asks for."""
    options = _parser().parse_args(words)
    try:
        if options.new_key:
            new_key(options.new_key.resolve(), options.name)
        else:
            make_pack(options.cases, options.key, options.edition, options.output)
    except OSError as error:
        print(f"{error.filename or options.cases}: {system_cause(error)}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def new_key(file: Path, name: str) -> None:
    """Write a private key that this user alone can read, and the public one beside it."""
    if file.is_relative_to(ROOT):
        raise ValueError("A private key does not belong into the checkout: name a file outside of it.")
    if not name.strip() or not name.isprintable():
        raise ValueError("--name says who signs; it is shown to whoever opens a pack.")
    private = signing.new_private_key()
    public = signing.PublicKey(signing.public_half(private), name.strip())
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
        opened.write(signing.private_text(private, public.name))
    file.with_suffix(".pub").write_text(signing.public_text(public), encoding="utf-8", newline="\n")
    print(f"{file}: the private key. Keep it off the network, and keep a copy of it.")
    print(f"{file.with_suffix('.pub')}: the public key, for resources/signers")
    print(f"Fingerprint: {signing.fingerprint(public.key)}")


def make_pack(cases: Path, key_file: Path, edition_text: str, output: Path | None) -> None:
    """Write a pack, which is the same for the same cases, edition and key.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: the edition or the key is none, or a case has to be mended.
    """
    edition = Edition.of(edition_text) if edition_text else edition_in(cases)
    if not edition and edition_text:
        raise ValueError("An edition is up to four numbers, such as 2026.11.28.")
    if not edition:
        raise ValueError(f"{cases}: nothing there says which edition it is; is it the folder of the cases?")
    key = _private_key(key_file)
    files = checked(cases)
    data = writing.pack(files, edition, made(edition), __version__, key)
    target = output or Path(writing.file_name(edition))
    target.write_bytes(data)
    print(f"{target}: edition {edition}, {len(files)} cases, {len(data):,} bytes, signed by {key[1]}")
    print(f"Fingerprint: {signing.fingerprint(signing.public_half(key[0]))}")


def _private_key(file: Path) -> tuple[bytes, str]:
    try:
        return signing.read_private(read_regular(file).decode("utf-8"))
    except ValueError as error:
        raise ValueError(f"{file}: it holds no private key.") from error


def checked(cases: Path) -> dict[str, bytes]:
    """Return the case files below a folder by their paths, where a check of them has nothing to be mended.

    Warnings are printed. What is checked are the very bytes that are signed.

    Raises:
        OSError: a file or a folder cannot be read.
        ValueError: something has to be mended; every finding is printed.
    """
    resources = AppPaths.under(cases).resources_dir
    taxonomy = read_taxonomy(resources / "taxonomy.yaml")
    check = LibraryCheck(Vocabulary(taxonomy, read_municipalities(resources / "municipalities.csv")))
    files: dict[str, bytes] = {}
    for found in walk_cases(cases):
        if isinstance(found, OSError):
            raise found
        path, place = found
        files[path] = read_regular(place)
        check.look_at(path, files[path])
    found_by_reading = (FileReport(str(cases / report.path), report.problems) for report in check.reports)
    wrong = [f"{cases / path}: {why}" for path, why in wrong_names(files)]
    for line in (*(line for report in found_by_reading for line in report_lines(report)), *wrong):
        print(line, file=sys.stderr)
    errors = len(wrong) + sum(problem.severity == "error" for report in check.reports for problem in report.problems)
    if not files:
        raise ValueError(f"{cases}: there are no case files.")
    if errors:
        raise ValueError(f"{len(files)} files checked, {errors} errors: nothing was signed.")
    return files


def wrong_names(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths that no pack can hold, with why."""
    owners: dict[str, str] = {}
    for path in paths:
        if not is_library_path(path):
            yield path, "no pack can hold a file of this name"
        owner = owners.setdefault(path.casefold(), path)
        if owner != path:
            yield path, f"{owner} is the same file where upper and lower case are one"


def made(edition: Edition) -> str:
    """The time in a pack: SOURCE_DATE_EPOCH, else the day that the edition names, else the epoch; never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).isoformat(timespec="seconds")
    try:
        year, month, day = edition.numbers[:3]
        return datetime(year, month, day, tzinfo=UTC).isoformat(timespec="seconds")
    except ValueError:
        return datetime.fromtimestamp(0, UTC).isoformat(timespec="seconds")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py pack", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--key", type=Path, metavar="FILE", help="sign a pack with this private key")
    what.add_argument("--new-key", type=Path, metavar="FILE", help=f"make a key; FILE should end in {KEY_ENDING}")
    parser.add_argument("--name", default="", help="who signs, with --new-key")
    parser.add_argument("--edition", default="", metavar="E", help="such as 2026.11.28; without it that of the cases")
    parser.add_argument("--cases", type=Path, default=ROOT / "cases", metavar="DIR", help="without it those of here")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the pack; without it in this folder")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
