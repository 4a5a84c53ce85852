"""A saved web page as a draft."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
from dataclasses import dataclass, field

import nh3
from bs4 import BeautifulSoup, Tag

from kb_app.base.i18n import _
from kb_app.domain.case import Case
from kb_app.domain.imported import Attachment
from kb_app.formats.importers.attachment_names import picture_name
from kb_app.formats.importers.draft import Draft
from kb_app.formats.importers.html_markdown import soup_to_markdown
from kb_app.formats.importers.sniffing import decoded, refuse_foreign_container
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_\-:]{2,40})|<\?xml[^>]*encoding=["']([\w-]+)""", re.I
)
_DECLARED_WITHIN = 4096
_ALIASES = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}
_EMBEDDED = re.compile(r"data:image/(png|jpe?g|gif|webp|bmp);base64,(.+)", re.DOTALL | re.IGNORECASE)
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "section", "article", "main", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "a", "img"),
    *("b", "strong", "i", "em", "code", "kbd", "samp", "q", "s", "del", "sub", "sup", "ruby", "rt", "rp"),
    *("figure", "figcaption"),
}
_SILENT = {"script", "style", "noscript", "template", "nav", "iframe", "object", "svg", "button", "select", "title"}
_ATTRIBUTES = {
    "*": {"role"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"rowspan", "colspan"},
    "th": {"rowspan", "colspan"},
}
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s*[|｜]\s*|\s+[-–—]\s+|：(?=[^：]*(?:ホームページ|公式サイト|Webサイト)$)")


@dataclass(slots=True)
class _Pictures:
    """Takes pictures out of the page's text; `taken` are files of their own."""

    path: str
    taken: list[Attachment] = field(default_factory=list)

    def take(self, picture: Tag) -> None:
        found = _EMBEDDED.match(str(picture.get("src") or ""))
        if found is None:
            return
        try:
            data = base64.b64decode(found[2], validate=False)
        except (binascii.Error, ValueError):
            return
        name = picture_name(self.path, len(self.taken) + 1, found[1].lower().replace("jpeg", "jpg"))
        self.taken.append(Attachment.of(name, data))
        picture["src"] = name


def read_html(path: str, data: bytes, encoding: str | None) -> Draft:
    """Return a saved page as a draft; pictures inside its text become attachments.

    Raises:
        UnreadableFileError: the file is empty, no text, or shows nothing.
        EncodingUnknownError: its encoding cannot be told.
    """
    page = page_text(data, encoding)
    soup = BeautifulSoup(_completed(page), "html.parser")
    named = _named(page)
    titles = _titles(soup, named)
    pictures = _Pictures(path)
    for picture in soup.find_all("img"):
        pictures.take(picture)
    body = soup_to_markdown(soup)
    if not body.strip():
        raise UnreadableFileError(_("there is nothing to read in it"))
    return Draft(Case(id="", title="", body=body), titles, named=named, attachments=tuple(pictures.taken))


def page_text(data: bytes, encoding: str | None) -> str:
    """Return the text of a page: what a person says, its mark, what it declares, UTF-8, EUC-JP, CP932, each strictly.

    CP932 text with a single kana in it is no EUC-JP, while nearly all EUC-JP text reads as CP932, as nonsense: so
    EUC-JP is tried first.

    Raises:
        UnreadableFileError: the file is empty, or no text.
        EncodingUnknownError: its encoding cannot be told.
    """
    refuse_foreign_container(data)
    has_mark = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for candidate in () if encoding or has_mark else (_declared(data), "utf-8", "euc_jp"):
        try:
            return decoded(data, candidate)
        except EncodingUnknownError:
            continue
    return decoded(data, encoding)


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    name = (found[1] or found[2]).decode("ascii").lower() if found else "utf-8"
    return _ALIASES.get(name, name)


def _completed(page: str) -> str:
    """The page with every element closed as a browser closes it: half of all old pages leave that to the browser."""
    return nh3.clean(
        page,
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )


def _named(page: str) -> str:
    """The title of the page, without the name of its site."""
    found = _TITLE.search(page)
    return _SITE_NAME.split(html.unescape(found[1]).strip())[0] if found else ""


def _titles(soup: BeautifulSoup, named: str) -> tuple[str, ...]:
    headings = [heading.get_text(" ", strip=True) for heading in soup.find_all("h1")]
    return (headings[0], named) if len(headings) == 1 else (named, *headings)
