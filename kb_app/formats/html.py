"""Markdown to the HTML that is shown, and to the plain text that is searched.

python-markdown does the reading (QTextDocument's own Markdown puts a space into Japanese at every
line break and loses footnotes), nh3 takes out everything that could run or fetch.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.nl2br import Nl2BrExtension

_EXTENSIONS = ("tables", "footnotes", "sane_lists", "fenced_code")
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
    *("code", "em", "strong", "del", "s", "sup", "sub", "ruby", "rt", "rp", "a", "img", "div", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title"},
    "sup": {"class", "id"},
    "div": {"class"},
    "li": {"id"},
    "th": {"align"},
    "td": {"align"},
    "ol": {"start"},
}
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]"
_INLINE = r"(?:</?(?:a|em|strong|del|s|code|span|sup|sub|ruby|rt|rp)\b[^>]*>)*"
_WRAPPED_LINE = re.compile(f"(?<={_WIDE})({_INLINE})[ \t]*\n[ \t]*({_INLINE})(?={_WIDE})")
_PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLOCKS = _TAGS - {"code", "em", "strong", "del", "s", "sup", "sub", "ruby", "rt", "rp", "a", "img", "span"}


class _AsTyped(Extension):
    """Lines end where the text ends them, and tags are text like any other."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (python-markdown's name)
        Nl2BrExtension().extendMarkdown(md)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def to_html(text: str, *, as_typed: bool = False) -> str:
    """Return the Markdown as safe HTML without a page around it.

    `as_typed` is for people who know no HTML: lines end where they ended them, and <tags> are shown, not obeyed.
    Lines of one Japanese paragraph are joined without a space. Scripts, styles, forms, event handlers and addresses
    other than http, https, mailto and places beside the file are gone.
    """
    safe = nh3.clean(
        _rendered(text, (_AsTyped(),) if as_typed else ()),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    parts = _PREFORMATTED.split(safe)
    return "".join(part if part.startswith("<pre") else _WRAPPED_LINE.sub(r"\1\2", part) for part in parts)


def _rendered(text: str, extensions: tuple[Extension, ...]) -> str:
    try:
        return markdown.markdown(text, extensions=[*_EXTENSIONS, *extensions], output_format="html")
    except RecursionError:
        # Lists inside lists by the hundred: the text is shown as it stands, and no other document suffers.
        return f"<pre>{html.escape(text)}</pre>"


def visible_text(page: str) -> str:
    """Return what a reader sees of HTML made by `to_html`: blocks and cells on lines of their own, no addresses.

    Numbers of footnotes and the arrows back from them are left out: they split words that stand together.
    """
    collector = _TextCollector()
    collector.feed(page)
    collector.close()
    lines = (line.strip() for line in "".join(collector.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextCollector(HTMLParser):
    """Gathers text; `_silent` counts the open elements inside a passage that is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.append(tag)
        elif _is_footnote_mark(tag, dict(attrs).get("class") or "", dict(attrs).get("id") or ""):
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _is_footnote_mark(tag: str, classes: str, element_id: str) -> bool:
    if tag == "sup":
        return element_id.startswith("fnref")
    return tag == "a" and "footnote-backref" in classes.split()
