"""The window at many documents: from committed text to painted results, and the memory of the whole program.

`python3 build/dev.py bench -- window --help` says how; this file is also the process that is measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.search.library import open_library
from tests.bench.search.metrics import proportional_memory
from tests.bench.typing_in_window import table, type_in_window, typed_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.search.corpus import Corpus

MOST_MEMORY = 350
"""MB."""
_TYPED_BEFORE = 25
_OF_EACH_KIND = 50


def main(argv: list[str]) -> Iterator[str]:
    """Measure at every size that was asked for; yield lines."""
    from tests.bench.search.corpus import read_corpus
    from tests.bench.search.shelf import Shelf

    options = _parser().parse_args(argv)
    for documents in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            root = options.keep / str(documents) if options.keep else Path(folder)
            corpus = read_corpus(options.corpus, documents, 1_000)
            Shelf(root).make_ours(corpus)
            asked = _asked(corpus)
            yield from table(_in_new_process(root, asked)["rows"], f"{documents:,} documents ({corpus.note})")
            memory = _in_new_process(root, asked[:_TYPED_BEFORE])["memory"]
            yield f"  memory (PSS) of a process with the window after {_TYPED_BEFORE} queries: {memory:.0f} MB"
            yield f"  target: at most {MOST_MEMORY} MB"


def _asked(corpus: Corpus) -> list[str]:
    """Questions and keywords in turn, and then pieces of titles."""
    asked = [text for one in corpus.questions[:_OF_EACH_KIND] for text in (one.sentence, one.typed)]
    return typed_texts(asked, [text.title for text in corpus.texts])


def _in_new_process(root: Path, texts: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.window_at_size", str(root)]
    given = json.dumps(texts)
    home = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, encoding="utf-8", cwd=home)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _measured(root: str, texts: list[str]) -> None:
    memory: list[float] = []
    rows = type_in_window(open_library(Path(root)), texts, lambda: memory.append(proportional_memory()))
    print(json.dumps({"rows": rows, "memory": memory[0]}))


def _parser() -> argparse.ArgumentParser:
    from tests.bench.search.corpus import ROOT

    parser = argparse.ArgumentParser(prog="build/dev.py bench -- window")
    corpus = ROOT.parent / "shared" / "bench"
    parser.add_argument("--corpus", type=Path, default=corpus, help="folder with docs.jsonl.gz and queries.json.gz")
    parser.add_argument("--documents", type=int, nargs="+", default=[16_000], help="sizes of the library")
    parser.add_argument("--keep", type=Path, help="the folder that `search --keep` has filled")
    return parser


if __name__ == "__main__":
    _measured(sys.argv[1], json.load(sys.stdin))
