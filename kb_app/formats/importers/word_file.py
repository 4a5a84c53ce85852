"""A Word document (.docx) as a draft: mammoth makes HTML of it, our own dialect of Markdown is made of that."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup

from kb_app.base.i18n import _
from kb_app.domain.case import Case
from kb_app.domain.imported import Attachment
from kb_app.formats.importers.attachment_names import picture_name
from kb_app.formats.importers.draft import Draft
from kb_app.formats.importers.html_markdown import soup_to_markdown
from kb_app.formats.importers.sniffing import refuse_what_is_no_ooxml
from kb_app.formats.importers.word_parts import checked_parts, document_title
from kb_app.formats.unreadable import UnreadableFileError

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='表題'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='toc 1'] => ul > li:fresh
p[style-name='toc 2'] => ul|ol > li > ul > li:fresh
p[style-name='toc 3'] => ul|ol > li > ul > li > ul > li:fresh
p[style-name^='見出し 1'] => h1:fresh
p[style-name^='見出し 2'] => h2:fresh
p[style-name^='見出し 3'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
"""
_SHOWN = ("png", "jpg", "gif", "bmp", "webp", "svg")
_ENDINGS = {"jpeg": "jpg", "svg+xml": "svg", "x-emf": "emf", "x-wmf": "wmf", "tiff": "tif"}
_RUNS = re.compile(r"</(strong|em)>(?:<\1>)")


@dataclass(slots=True)
class _Pictures:
    """Takes pictures out of the document; `unshown` counts those of a form that the program does not show."""

    path: str
    taken: list[Attachment] = field(default_factory=list)
    unshown: int = 0

    def take(self, image: Any) -> dict[str, str]:
        """Called by mammoth for every picture; returns the attributes of its element."""
        kind = str(image.content_type).split("/")[-1].lower()
        ending = re.sub(r"[^a-z0-9]", "", _ENDINGS.get(kind, kind)) or "bin"
        with image.open() as stream:
            data = stream.read()
        name = picture_name(self.path, len(self.taken) + 1, ending)
        self.taken.append(Attachment.of(name, data))
        self.unshown += ending not in _SHOWN
        return {"src": name}


def read_word(path: str, data: bytes) -> Draft:
    """Return a Word document as a draft, its pictures as attachments.

    Raises:
        UnreadableFileError: it is no Word document, damaged, encrypted, of the old form, a bomb, or empty.
    """
    refuse_what_is_no_ooxml(data)
    with checked_parts(data) as archive:
        named = document_title(archive)
    pictures = _Pictures(path)
    soup = BeautifulSoup(_RUNS.sub("", _html(data, pictures.take)), "html.parser")
    titles = (*_titles(soup), named)
    body = soup_to_markdown(soup)
    if not body.strip():
        raise UnreadableFileError(_("there is nothing to read in it"))
    remarks = (_("pictures in a form that is not shown: {count}").format(count=pictures.unshown),)
    case = Case(id="", title="", body=body)
    shown = remarks if pictures.unshown else ()
    return Draft(case, titles, named=named, attachments=tuple(pictures.taken), remarks=shown)


def _html(data: bytes, take: Callable[[Any], dict[str, str]]) -> str:
    import mammoth

    try:
        return str(
            mammoth.convert_to_html(
                io.BytesIO(data),
                style_map=_STYLES,
                include_embedded_style_map=False,
                external_file_access=False,
                ignore_empty_paragraphs=True,
                convert_image=mammoth.images.img_element(take),
            ).value
        )
    except RecursionError as error:
        raise UnreadableFileError(_("its parts are nested too deeply")) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, OSError, zipfile.BadZipFile) as error:
        # mammoth expects what Word writes and has no error of its own for what anything else writes.
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error


def _titles(soup: BeautifulSoup) -> tuple[str, ...]:
    """Texts that may be the title: lines in the style of one, lines before the first heading, the first heading."""
    styled = soup.find_all("h1", class_="title")
    lines = [line.get_text(" ", strip=True) for line in styled[:1]]
    for following in styled[1:3]:
        if following.find_previous_sibling() is styled[styled.index(following) - 1]:
            lines.append(following.get_text(" ", strip=True))
    heading = soup.find(["h1", "h2"])
    first = heading.get_text(" ", strip=True) if heading else ""
    return (" ".join(lines), *_prominent(soup), first)


def _prominent(soup: BeautifulSoup) -> tuple[str, ...]:
    """The first lines in bold, where the document begins with them."""
    found = []
    for line in soup.find_all("p")[:5]:
        text = line.get_text(" ", strip=True)
        strong = line.find("strong")
        if text and strong is not None and strong.get_text(" ", strip=True) == text and len(text) <= 60:
            found.append(text)
    return tuple(found[:1])
