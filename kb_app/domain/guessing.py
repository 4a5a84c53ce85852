"""Titles and summaries for documents that state none: what a person who looked at the first page would write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_TITLE = 120
LONGEST_SUMMARY = 120
_SHORTEST_SENTENCE = 15

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
# A code of a collection (451-6_, 43A_), not a year and not a word that begins with a digit (5G).
_CODE = re.compile(
    r"^(?!(?:19|20)\d\d[_＿])\d[\dA-Za-z]{0,4}(?:[-.]\d+[A-Za-z]?)*[_＿]+(?=\S)"
    r"|^\d{1,3}(?:-\d{1,3})+[_＿\s]*(?=\S)|^(?:0\d|\d{1,2}[.．])\s+(?=\S)"
)
# Numbers that count something (24時間, 10市町) belong to the name; a number of its place in a list does not.
_PLACE_IN_LIST = re.compile(
    r"^(?:0\d|[1-9]\d)(?=[^\W\d_A-Za-z])(?![年月日回次版号時分秒人名市町村区県都道府万億千百歳件つ円個世帯週階章条割倍か箇カヶ代間])"
)
_COPY = re.compile(
    r"(?:[ _-]*(?:のコピー|コピー|copy|\(\d{1,2}\)|（\d{1,2}）|v(?:er)?\.?\d+(?:\.\d+)*|最終版?|確定版?|final))+$", re.I
)
_DATE = re.compile(r"[_\s-]*(?:19|20)\d{6}$|[_\s-]+\d{6}$|^(?:19|20)\d{6}[_\s-]+")
_BY_PROGRAM = re.compile(r"^Microsoft\s+(?:Word|Excel|PowerPoint)\s*-\s*|^Print\s+|^一太郎\s*-\s*", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(?:read ?me|index|default|untitled|document|無題.*|文書|ドキュメント|新規.*|新しい.*"
    r"|powerpoint プレゼンテーション|(?:microsoft )?(?:word|excel|powerpoint)(?: 文書)?|book|sheet|scan|title"
    r"|タイトル|表紙|目次|無し|なし)[\s\d_-]*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"^(?:(?:令和|平成|昭和|\d{4})[\d元()令和]*[年/.-][^月]{0,12}?[月/.-].{0,14}$"
    r"|[\d\W_]+|#.*|https?://.*|目次|[A-Za-z]+ ?Diagram.*|.*[。、，,;；:：{]|p\.\s*\d+)$"
)
_SENTENCE = re.compile(r".+?(?:[。！？!?](?=[」』）)]?)[」』）)]?|$)", re.DOTALL)


def guess_title(path: str, likely: Iterable[str], text: str) -> str:
    """Return a title for a document that states none.

    `path` is where it lies, with forward slashes; `likely` are texts of the document that may be its title, the
    likeliest first; `text` is what a reader sees of it, a paragraph a line.
    """
    for candidate in likely:
        title = cleaned_title(candidate)
        if _is_title(title):
            return title
    return _of_name(path) or _first_line(text) or _of_folder(path) or cleaned_title(_stem(path)) or path


def stated_title(candidate: str) -> str:
    """Return a title that a document has among its properties, cleaned; "" where that says nothing (文書1)."""
    title = cleaned_title(candidate)
    return title if _is_title(title) else ""


def cleaned_title(candidate: str) -> str:
    """Return a title without what a program put around it: line ends, a file's ending and codes, names of programs."""
    title = _BY_PROGRAM.sub("", " ".join(candidate.split()))
    if _ENDING.search(title) and " " not in title.strip():
        title = cleaned_name(title)
    return shortened(title, LONGEST_TITLE)


def cleaned_name(name: str) -> str:
    """Return the name of a file as a person would write it as a title: no ending, code, date or mark of a copy."""
    title = unicodedata.normalize("NFC", _ENDING.sub("", name)).split("__")[-1] or name
    for pattern in (_COPY, _DATE, _COPY, _CODE, _PLACE_IN_LIST):
        title = pattern.sub("", title).strip(" _　-") or title
    title = _without_parent_code(title)
    return " ".join(re.sub(r"[_＿]+", " ", title).split())


def guess_summary(text: str, title: str) -> str:
    """Return the first sentences of running text, 120 characters at most; "" where there is none."""
    for line in (" ".join(words.split()) for words in text.split("\n")):
        if len(line) < _SHORTEST_SENTENCE or line == title or not re.search(r"[。！？]|\w[.!?](?:\s|$)", line):
            continue
        return _first_sentences(line)
    return ""


def shortened(text: str, longest: int) -> str:
    """Return `text`, cut after `longest` characters with an ellipsis as the last of them."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _first_sentences(line: str) -> str:
    taken = ""
    for found in _SENTENCE.finditer(line):
        if taken and len(taken) + len(found[0]) > LONGEST_SUMMARY:
            break
        taken += found[0]
    return shortened(taken.strip(), LONGEST_SUMMARY)


def _is_title(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip()
    return len(plain) > 1 and not _SAYS_NOTHING.fullmatch(plain) and not _NO_TITLE.match(plain)


def _of_name(path: str) -> str:
    title = cleaned_name(_last(path))
    return title if _is_title(title) else ""


def _of_folder(path: str) -> str:
    folders = [part for part in _ENDING.sub("", path).replace("__", "/").split("/")[:-1] if part not in ("", ".", "..")]
    return cleaned_name(folders[-1]) if folders else ""


def _first_line(text: str) -> str:
    lines = (line.strip() for line in text.split("\n")[:20])
    return next((line for line in lines if len(line) <= 60 and _is_title(line)), "")


def _without_parent_code(title: str) -> str:
    """Where a code was followed by the name of a whole, as in コード_コード一覧, the part names it alone."""
    parts = re.split(r"[_＿]", title)
    return parts[-1] if len(parts) == 2 and parts[0] and parts[1].startswith(parts[0]) else title


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").split("/")[-1]


def _stem(path: str) -> str:
    return _ENDING.sub("", _last(path))
