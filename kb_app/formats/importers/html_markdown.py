"""HTML to the Markdown that our renderer shows the same: markdownify does the walking, the dialect is ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Comment, Tag
from markdownify import MarkdownConverter

from kb_app.base.i18n import _
from kb_app.formats.importers.html_tables import flatten_tables
from kb_app.formats.importers.plain_markdown import escaped
from kb_app.formats.unreadable import UnreadableFileError

_SILENT = ("script", "style", "noscript", "template", "nav", "iframe", "object", "svg", "button", "select", "input")
_SCHEMES = ("http", "https", "mailto", "")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]"
_WRAPPED = re.compile(f"(?<={_WIDE})[ \t]*[\r\n]+[ \t]*(?={_WIDE})")
_TOO_MANY_LINES = re.compile(r"\n{3,}")
_ENDS_OF_LINES = re.compile(r"^(?:<br>|\s)+|(?:<br>|\s)+$")
_REPEATED_LINES = re.compile(r"\s*(?:<br>\s*)+")
_DEEPEST = 200
_PLACE = "data-place"
_NOTE = re.compile(r"(?:footnote|endnote)-\d+")
_MARK_OF_NOTE = "\ue0f0"
_UNSAFE = str.maketrans({sign: f"%{ord(sign):02X}" for sign in ' ()<>"\\|`*[]\t\n\r'})


def to_markdown(page: str) -> str:
    """Return the visible content of an HTML page as Markdown: headings, lists, tables, links, pictures, footnotes.

    Raises:
        UnreadableFileError: elements are nested deeper than anything written by people.
    """
    return soup_to_markdown(BeautifulSoup(page, "html.parser"))


def soup_to_markdown(soup: BeautifulSoup) -> str:
    """Return what `to_markdown` returns, of a page that is parsed; it is changed on the way.

    Raises:
        UnreadableFileError: elements are nested deeper than anything written by people.
    """
    _refuse_deep(soup)
    try:
        _strip(soup)
        _number_items(soup)
        _mark_footnotes(soup)
        flatten_tables(soup)
        text = str(_Converter(heading_style="atx", bullets="-", table_infer_header=True).convert_soup(soup))
    except RecursionError as error:
        raise UnreadableFileError(_("its parts are nested too deeply")) from error
    return _TOO_MANY_LINES.sub("\n\n", text).strip() + "\n"


def _strip(soup: BeautifulSoup) -> None:
    for element in soup.find_all(_SILENT):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.find_all(role="navigation"):
        element.decompose()
    for title in soup.find_all("title"):
        title.decompose()


def _refuse_deep(soup: BeautifulSoup) -> None:
    """Every step below asks elements for their parents: depth is refused before it costs time."""
    level: list[Tag] = [soup]
    for _depth in range(_DEEPEST):
        level = [child for element in level for child in element.children if isinstance(child, Tag)]
        if not level:
            return
    raise UnreadableFileError(_("its parts are nested too deeply"))


def _number_items(soup: BeautifulSoup) -> None:
    for listed in soup.find_all("ol"):
        start = str(listed.get("start") or "1")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
        for place, item in enumerate(listed.find_all("li", recursive=False), first):
            item[_PLACE] = str(place)


def _mark_footnotes(soup: BeautifulSoup) -> None:
    """Word's notes, as mammoth writes them, become Markdown's: a reference in the text, the note at the end."""
    for note in soup.find_all("li", id=_NOTE):
        for back in note.find_all("a", href=re.compile(r"^#(?:footnote|endnote)-ref-")):
            back.decompose()
        note.name = "note"
    for link in soup.find_all("a", href=re.compile(r"^#(?:footnote|endnote)-\d+$")):
        target = link.parent if link.parent is not None and link.parent.name == "sup" else link
        target.replace_with(f"{_MARK_OF_NOTE}^{str(link['href'])[1:]}]")


class _Converter(MarkdownConverter):
    """Our dialect: four columns a level of a list, line breaks in cells, nothing that could be taken for a mark."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escaped(_WRAPPED.sub("", text)).replace("|", "\\|" if {"td", "th"} & parent_tags else "|").replace(
            _MARK_OF_NOTE, "["
        )  # fmt: skip

    def convert_note(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
        return f"\n\n[^{el['id']}]: " + "\n    ".join(lines) + "\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        target = _target(str(el.get("href") or ""))
        label = text.strip()
        if not target or not label or "_noformat" in parent_tags or "\n" in label:
            return text
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{lead}[{label.replace(']', chr(92) + ']')}]({target}){trail}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        label = escaped(" ".join(str(el.get("alt") or "").split())).replace("]", "\\]")
        target = _target(str(el.get("src") or ""))
        return f"![{label}]({target})" if target else label

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines = text.strip().split("\n")
        if not lines[0]:
            return ""
        bullet = "-"
        if el.parent is not None and el.parent.name == "ol":
            bullet = f"{el.get(_PLACE, '1')}."
        indented = [f"    {line}" if line else "" for line in lines[1:]]
        return "\n".join((f"{bullet:<3} {lines[0]}", *indented)) + "\n"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if {"td", "th"} & parent_tags:
            return "<br>"
        return " " if "_inline" in parent_tags else "  \n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        line = _REPEATED_LINES.sub("<br>", _ENDS_OF_LINES.sub("", text.replace("\n", " ")))
        return f" {line.strip()} |"

    convert_th = convert_td

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{' '.join(text.split())}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"「{text}」"


def _as_html(name: str) -> Callable[..., str]:
    def convert(_self: _Converter, _el: Tag, text: str, parent_tags: set[str]) -> str:
        return text if not text.strip() or "_noformat" in parent_tags else f"<{name}>{text}</{name}>"

    return convert


for _name in ("sup", "sub", "ruby", "rt", "rp", "del", "s"):
    # Markdown has no mark for them that our renderer knows.
    setattr(_Converter, f"convert_{_name}", _as_html(_name))


def _target(address: str) -> str:
    """An address as it may stand between brackets, "" for one that leads nowhere outside the page, or runs."""
    address = address.strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    if address.startswith("#") or scheme not in _SCHEMES:
        return ""
    return address.translate(_UNSAFE)
