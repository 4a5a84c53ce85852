"""Write the manual page of kb-app from its table of verbs: `man_page.py en|ja FILE`. Run by the packages' build."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import devtools_product as product
from devtools_steps import ROOT
from kb_app.base import i18n
from kb_app.cli.parser import verbs

HEADINGS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES"),
    "ja": ("名前", "書式", "説明", "コマンド", "終了ステータス", "環境変数", "ファイル"),
}
TEXTS = {
    "en": {
        "description": "Without a command it opens the window. Everything it writes lies in the data folder; it uses "
        "no network. Each command shows its arguments with --help. "
        f"{product.SLUG} is the same program, as the menu starts it.",
        "exit": "0 done; 1 expected trouble, said in one sentence; 2 wrong usage; 3 a mistake in the program, "
        "written to its log.",
        "environment": "the data folder, as --data-dir",
        "files": "notes, tags, own cases, settings, index and backups",
    },
    "ja": {
        "description": "コマンドを付けなければ画面を開きます。書き込むものはすべてデータの置き場所にあり、"
        "ネットワークは使いません。引数は各コマンドに --help を付けると表示されます。"
        f"{product.SLUG} は、メニューから開くときに使う同じプログラムです。",
        "exit": "0 正常; 1 想定された問題（一文で表示）; 2 使い方の誤り; 3 プログラムの誤り（ログに記録）。",
        "environment": "データの置き場所（--data-dir と同じ）",
        "files": "メモ、タグ、自分の事例、設定、索引、バックアップ",
    },
}


def man_page(language: str) -> str:
    """Return the page in troff's man macros."""
    i18n.install(language, ROOT / "resources" / "locales")
    name, synopsis, description, commands, status, environment, files = HEADINGS[language]
    text = TEXTS[language]
    summary = product.SUMMARY if language == "ja" else product.ENGLISH_SUMMARY
    day = datetime.fromtimestamp(product.source_date_epoch(), UTC).strftime("%Y-%m-%d")
    command = product.CONSOLE
    listed = "\n".join(
        f".TP\n.B {_roff(verb.name)}\n{_roff(verb.help)}\n.br\n.I {_roff(verb.example)}" for verb in verbs()
    )
    return f""".TH {_roff(command.upper())} 1 {day} "{product.ENGLISH_NAME} {product.version()}"
.SH {name}
{_roff(command)}, {_roff(product.SLUG)} \\- {_roff(summary)}
.SH {synopsis}
.B {_roff(command)}
[\\-\\-data\\-dir
.I DIR\\fR]
[\\-\\-lang ja|en]
.I VERB
[\\-\\-json] ...
.br
.B {_roff(product.SLUG)}
.RI [ FILE ...]
.SH {description}
{_roff(text["description"])}
.SH {commands}
{listed}
.SH {status}
{_roff(text["exit"])}
.SH {environment}
.TP
.B KB_APP_DATA_DIR
{_roff(text["environment"])}
.SH {files}
.TP
.I ~/.local/share/{_roff(product.SLUG)}
{_roff(text["files"])}
"""


def _roff(text: str) -> str:
    """Return a text that troff prints as it stands."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(man_page(sys.argv[1]), encoding="utf-8", newline="\n")
