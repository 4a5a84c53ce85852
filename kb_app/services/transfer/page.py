"""Cases as one page for any browser and for Word, with their pictures in it and nothing from elsewhere."""

from __future__ import annotations

import base64
import html
import posixpath
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.local_file import LARGEST_PICTURE_BYTES, is_picture
from kb_app.formats.html import to_html

if TYPE_CHECKING:
    from kb_app.domain.library import Document

Beside = Callable[["Document", str], "bytes | None"]
"""Gives the bytes of a file that a document refers to; None for what is not there, or not on its shelf."""

_IMAGE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_SOURCE = re.compile(r'src="([^"]*)"')
_ALT = re.compile(r'alt="([^"]*)"')
_STYLE = "<style>img { max-width: 100%; height: auto; }</style>"


def page(documents: Iterable[Document], beside: Beside) -> str:
    """Return the page."""
    head = f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>DX事例帳</title>{_STYLE}</head><body>'
    return f"{head}{''.join(_article(document, beside) for document in documents)}</body></html>\n"


def _article(document: Document, beside: Beside) -> str:
    case = document.case
    sure = wording.confidence_label(case.confidence, has_source=bool(case.sources))
    text = to_html(case.body)
    body = _IMAGE.sub(partial(_picture, document, beside), text)
    shown = {_target(found[1]) for found in _SOURCE.finditer(text)}
    further = "".join(
        f"<p>{_embedded(document, beside, image.location, html.escape(image.title))}<br>{html.escape(image.title)}</p>"
        for image in case.images
        if posixpath.normpath(image.location) not in shown
    )
    return (
        f"<article><h1>{html.escape(case.title)}</h1>"
        f"<p>{html.escape(case.municipality.prefecture + case.municipality.name)} （{html.escape(sure)}）</p>"
        f"<p>{html.escape(case.summary)}</p>{body}{further}</article>"
    )


def _picture(document: Document, beside: Beside, found: re.Match[str]) -> str:
    source, alt = _SOURCE.search(found[0]), _ALT.search(found[0])
    return _embedded(document, beside, _target(source[1]) if source else "", alt[1] if alt else "")


def _target(escaped: str) -> str:
    """The file that an address in HTML means, as a path."""
    return posixpath.normpath(unquote(html.unescape(escaped)))


def _embedded(document: Document, beside: Beside, name: str, escaped_title: str) -> str:
    """The picture itself, so that the page needs no other file; one that is not there is named."""
    data = beside(document, name) if is_picture(name) else None
    if data is None or len(data) > LARGEST_PICTURE_BYTES:
        return _("[picture: {name}]").format(name=escaped_title or _("without a name"))
    kind = name.rpartition(".")[2].lower().replace("jpg", "jpeg")
    return f'<img src="data:image/{kind};base64,{base64.b64encode(data).decode("ascii")}" alt="{escaped_title}">'
