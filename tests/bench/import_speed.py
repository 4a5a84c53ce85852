"""Importing many Markdown files and indexing them, beside only indexing the same files.

`python3 build/dev.py bench -- import-speed [--files N] [--rounds N]`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.domain.transfer import Conflicts
from tests.bench.search.corpus import ROOT, SEED, read_corpus
from tests.bench.search.report import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.search.corpus import Text

LEAST = 0.5
"""Files a second of importing with indexing, to those of indexing alone."""
FORMS = ("without front matter", "case files of ours")


def main(argv: list[str]) -> Iterator[str]:
    """Measure; yield lines of a table."""
    options = _parser().parse_args(argv)
    corpus = read_corpus(options.corpus, options.files, 1)
    yield f"{options.files:,} Markdown files ({corpus.note}); {facts()}."
    yield f"Files a second, median of {options.rounds} rounds, in turn, each in a new data folder with the bundled library."
    yield ""
    yield "| files | only indexed | previewed | written | indexed after | all of it | to only indexing |"
    yield "|---|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            source = Path(folder) / "source"
            _write(corpus.texts[: options.files], source, has_id=form == FORMS[1])
            rounds = [_round(source, Path(folder) / "data", random.Random(SEED + n)) for n in range(options.rounds)]
            yield _row(form, options.files, rounds)
            shutil.rmtree(source)
    yield f"target: at least {LEAST}"


def _write(texts: list[Text], folder: Path, *, has_id: bool) -> None:
    folder.mkdir()
    for number, text in enumerate(texts):
        front = f'---\nschema: dx-case/1\nid: bench-{number}\ntitle: "題 {number}"\n---\n' if has_id else ""
        (folder / f"{number:05}.md").write_text(f"{front}# {text.title}\n\n{text.body}\n", encoding="utf-8")


def _round(source: Path, folder: Path, rng: random.Random) -> dict[str, float]:
    """Seconds of every step."""
    work = [_only_indexed, _imported]
    rng.shuffle(work)
    found: dict[str, float] = {}
    for part in work:
        found |= part(source, folder)
        shutil.rmtree(folder)
    return found


def _only_indexed(source: Path, folder: Path) -> dict[str, float]:
    app = open_app(AppPaths.under(folder), Settings())
    with app.session() as session:
        session.indexing.update()
        shutil.copytree(source, app.paths.own_cases_dir)
        started = time.perf_counter()
        session.indexing.update()
        return {"only indexed": time.perf_counter() - started}


def _imported(source: Path, folder: Path) -> dict[str, float]:
    app = open_app(AppPaths.under(folder), Settings())
    with app.session() as session:
        session.indexing.update()
        times = [time.perf_counter()]
        preview = session.importing.preview([source])
        times.append(time.perf_counter())
        session.importing.apply(preview, Conflicts.SKIP, "bench")
        times.append(time.perf_counter())
        session.indexing.update()
        times.append(time.perf_counter())
    steps = ("previewed", "written", "indexed after")
    return {step: after - before for step, before, after in zip(steps, times, times[1:], strict=False)}


def _row(form: str, files: int, rounds: list[dict[str, float]]) -> str:
    seconds = {step: median(one[step] for one in rounds) for step in rounds[0]}
    whole = median(sum(one[step] for step in ("previewed", "written", "indexed after")) for one in rounds)
    ratio = median(one["only indexed"] / (sum(one.values()) - one["only indexed"]) for one in rounds)
    cells = [f"{files / seconds[step]:.0f}" for step in ("only indexed", "previewed", "written", "indexed after")]
    missed = " **missed**" if ratio < LEAST else ""
    return f"| {form} | {' | '.join(cells)} | {files / whole:.0f} | {ratio:.2f}{missed} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py bench -- import-speed")
    corpus = ROOT.parent / "shared" / "bench"
    parser.add_argument("--corpus", type=Path, default=corpus, help="folder with docs.jsonl.gz and queries.json.gz")
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser
