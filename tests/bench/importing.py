"""Real documents read by the importers: titles, completeness beside other programs, garbled characters.

`python3 build/dev.py bench -- importing --samples FOLDER`. The documents are not part of the repository; their titles,
as a person would give them, are in `tests/data/import_titles.yaml`. pandoc, pdftotext and LibreOffice are asked where
they are installed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kb_app.domain.vocabulary import Vocabulary
from kb_app.formats.html import to_html, visible_text
from kb_app.formats.importers import UnreadableFileError, read_file
from kb_app.storage.vocabulary_files import read_municipalities, read_taxonomy

if TYPE_CHECKING:
    from kb_app.domain.imported import ImportedCase

ROOT = Path(__file__).resolve().parents[2]
TITLES = ROOT / "tests/data/import_titles.yaml"
WANTED_TITLES = 30
_NOT_TEXT = re.compile(r"[\s|\\*_#`\-+=:<>/.\[\]!()•・◦▪]")
_NUMBER_OF_LIST = re.compile(r"^[\s\d.)（(]+")
_AS_TEXT = "txt:Text (encoded):UTF8"
# Cells between tabs (9), UTF-8 (76), as they are shown, every sheet (-1).
_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1"
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Imported:
    """One document: what came of it, or why nothing did."""

    file: Path
    seconds: float
    case: ImportedCase | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return visible_text(to_html(self.case.case.body)) if self.case else ""


def main(argv: list[str]) -> Iterator[str]:
    """Read every document of a folder; yield lines of tables."""
    parser = argparse.ArgumentParser(prog="bench -- importing", description=__doc__)
    parser.add_argument("--samples", type=Path, default=os.environ.get("KB_IMPORT_SAMPLES"), help="folder of documents")
    samples = parser.parse_args(argv).samples
    if samples is None or not Path(samples).is_dir():
        yield "importing: no documents; name their folder with --samples"
        return
    titles = yaml.safe_load(TITLES.read_text(encoding="utf-8"))
    read = [_read(file, _vocabulary()) for file in sorted(Path(samples).iterdir()) if file.name in titles]
    yield from _summary(read, titles)
    yield ""
    yield "| document | s | program | its lines found, without numbers of lists | its trigrams found | garbled |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        for one in read:
            if one.case is not None:
                yield from _compared(one, Path(folder))


def _vocabulary() -> Vocabulary:
    resources = ROOT / "resources"
    return Vocabulary(read_taxonomy(resources / "taxonomy.yaml"), read_municipalities(resources / "municipalities.csv"))


def _read(file: Path, vocabulary: Vocabulary) -> Imported:
    began = time.perf_counter()
    try:
        cases = read_file(file.name, file.read_bytes(), vocabulary)
    except UnreadableFileError as error:
        return Imported(file, time.perf_counter() - began, reason=error.reason)
    return Imported(file, time.perf_counter() - began, cases[0])


def _summary(read: list[Imported], titles: dict[str, str | list[str]]) -> Iterator[str]:
    imported = [one for one in read if one.case is not None]
    wrong = [one for one in imported if not _is_right(one, titles)]
    yield f"imported: {len(imported)} of {len(titles)}, titles right: {len(imported) - len(wrong)} (wanted {WANTED_TITLES})"
    for one in read:
        if one.case is None:
            yield f"not imported: {one.file.name}: {one.reason}"
    for one in wrong:
        yield f"title: {one.file.name}: {one.case.case.title if one.case else ''}"


def _is_right(one: Imported, titles: dict[str, str | list[str]]) -> bool:
    wanted = titles[one.file.name]
    given = one.case.case.title if one.case else ""
    return _folded(given) in {_folded(title) for title in (wanted if isinstance(wanted, list) else [wanted])}


def _folded(title: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", title)).casefold()


def _compared(one: Imported, folder: Path) -> Iterator[str]:
    text = one.text
    ours, plain = _trigrams(text), _plain_signs(text)
    for program, convert in _PROGRAMS.get(one.file.suffix.lower(), {"the file itself": _plain}).items():
        theirs = convert(one.file, folder)
        if theirs is None:
            yield f"| {one.file.name} | {one.seconds:.2f} | {program} is not installed | | | |"
            continue
        wanted = _trigrams(theirs)
        share = len(wanted & ours) / max(len(wanted), 1)
        lines = [line for line in map(_without_number, theirs.split("\n")) if line]
        found = sum(line in plain for line in lines) / max(len(lines), 1)
        garbled = len(_GARBLED.findall(text)) - len(_GARBLED.findall(theirs.replace("\f", "")))
        yield f"| {one.file.name} | {one.seconds:.2f} | {program} | {found:.4f} | {share:.4f} | {max(garbled, 0)} |"


def _trigrams(text: str) -> set[str]:
    plain = _plain_signs(text)
    return {plain[place : place + 3] for place in range(len(plain) - 2)}


def _plain_signs(text: str) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text))


def _without_number(line: str) -> str:
    return _plain_signs(_NUMBER_OF_LIST.sub("", line))


def _plain(file: Path, _folder: Path) -> str | None:
    """A text file without comments and the addresses of its links, which no reader sees."""
    text = file.read_text(encoding="utf-8-sig")
    return re.sub(r"\]\([^)]*\)|<!--.*?-->", "", text, flags=re.DOTALL)


def _pandoc(file: Path, _folder: Path) -> str | None:
    return _output(["pandoc", "--from=docx", "--to=plain", "--wrap=none", str(file)])


def _pdftotext(file: Path, _folder: Path) -> str | None:
    return _output(["pdftotext", "-enc", "UTF-8", str(file), "-"])


def _libreoffice(file: Path, folder: Path) -> str | None:
    """The text of a document, or a line for each cell of all sheets of a workbook."""
    is_workbook = file.suffix.lower() == ".xlsx"
    made = tempfile.mkdtemp(dir=folder)
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to"]
    if _output([*command, _ALL_SHEETS if is_workbook else _AS_TEXT, "--outdir", made, str(file)]) is None:
        return None
    written = sorted(Path(made).iterdir())
    if not written:  # it says nothing in its exit code where a part of it is not installed
        return None
    text = "\n".join(one.read_text(encoding="utf-8-sig") for one in written)
    return text.replace("\t", "\n").replace('"', "") if is_workbook else text


def _output(command: list[str]) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode("utf-8")


_PROGRAMS: dict[str, dict[str, Callable[[Path, Path], str | None]]] = {
    ".docx": {"pandoc": _pandoc, "LibreOffice": _libreoffice},
    ".pdf": {"pdftotext": _pdftotext},
    ".xlsx": {"LibreOffice": _libreoffice},
}
