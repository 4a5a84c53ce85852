"""The text of a document as HTML for a QTextBrowser: facts, the body, what can be learned, and the sources."""

from __future__ import annotations

import html
import re
from functools import partial
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.case import Kind
from kb_app.ui.widgets.dates import date_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.domain.case import Case, Cost, Medium, Period, Source
    from kb_app.domain.local_file import LocalFile
    from kb_app.services.case_library import CasePage
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.pictures import Looks

_IMAGE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_LIVE = ("http://", "https://", "mailto:", "#")
_ALT = re.compile(r'alt="([^"]*)"')
_SRC = re.compile(r'src="([^"]*)"')
PICTURE = "picture:"
"""Before the number of a picture among the looks of a page, in the place of an address."""
ATTACHED = "attached:"
"""Before the number of a file among `openable` ones, likewise."""

_SHEET = """
p, li, dd, dt { line-height: 170%; }
p { margin-top: 0px; margin-bottom: @10px; }
h1, h2 { font-size: large; font-weight: 700; color: @heading; margin-top: @20px; margin-bottom: @6px; }
h3, h4, h5, h6 { font-size: medium; font-weight: 700; color: @heading; margin-top: @14px; margin-bottom: @4px; }
ul, ol { margin-top: 0px; margin-bottom: @10px; margin-left: @2px; }
a { color: @link; }
blockquote { color: @secondary; }
code, pre { background-color: @card; }
table { border-collapse: collapse; margin-bottom: @10px; }
th, td { padding: @5px @10px; border: 1px solid @divider; }
th { background-color: @card; font-weight: 700; text-align: left; }
.facts td { padding: @3px @14px @3px 0px; border: none; }
.name, .small { color: @secondary; }
.lead { font-size: @16px; }
"""


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of the text."""
    return theme.filled(_SHEET)


def case_html(page: CasePage, looks: Looks | None = None) -> str:
    """Return everything that is read of a document below its header; `looks` are its pictures."""
    case, looks = page.document.case, looks or {}
    body = _IMAGE.sub(partial(_picture, looks), page.html)
    parts = (
        f'<p class="lead">{html.escape(case.summary)}</p>' if case.summary else "",
        _facts(case) if case.kind is Kind.CASE else "",
        _with_live_links(body, page),
        _section(_("What can be learned"), _items(case.lessons)),
        _section(_("What it takes to do the same"), _items(case.conditions)),
        _section(_("Pictures"), _further_pictures(case.images, page.html, looks)),
        _section(_("Attached files"), _attached(page, looks)),
        _section(_("Sources in full"), _sources(case.sources)),
    )
    return "".join(parts)


def openable(page: CasePage) -> tuple[LocalFile, ...]:
    """Return the files that links of a page open, in the order of their numbers."""
    return (*page.attached, *page.beside.values())


def period_text(period: Period) -> str:
    """Return when it was carried out; "" where nobody states it."""
    begun, ended = date_text(period.start), date_text(period.end)
    when = f"{begun} – {ended}" if begun and ended else begun and _("from {date}").format(date=begun)
    return when or (_("until {date}").format(date=ended) if ended else "")


def status_text(period: Period) -> str:
    """Return how far it has come; "" where nobody states it."""
    return wording.status_label(period.status) if period.status not in ("", "unknown") else ""


def _facts(case: Case) -> str:
    """Period, cost and effects are always answered, be it with "not stated"."""
    who = case.organization
    rows = [
        (_("Period"), period_text(case.period) or wording.not_stated()),
        (_("Progress"), status_text(case.period)),
        (_("Cost"), _cost_text(case.cost)),
        (_("Effects"), "" if case.outcomes else wording.not_stated()),
        (_("Department"), "、".join(part for part in (who.department, who.lead_role) if part)),
        (_("Partners"), "、".join((*who.partners, *who.external_talent))),
        (_("Tools"), "、".join(case.tools)),
    ]
    cells = "".join(
        f'<tr><td class="name">{html.escape(name)}</td><td>{html.escape(said)}</td></tr>' for name, said in rows if said
    )
    return f'<table class="facts" cellspacing="0" cellpadding="0">{cells}</table>'


def _cost_text(cost: Cost) -> str:
    parts = (
        _("initial {yen} yen").format(yen=f"{cost.initial_yen:,}") if cost.initial_yen is not None else "",
        _("{yen} yen a year").format(yen=f"{cost.annual_yen:,}") if cost.annual_yen is not None else "",
        "、".join(cost.funding),
        cost.note,
        _("as of {date}").format(date=date_text(cost.as_of)) if cost.as_of else "",
    )
    return "・".join(part for part in parts if part) or wording.not_stated()


def _sources(sources: tuple[Source, ...]) -> str:
    if not sources:
        return f"<p>{html.escape(wording.not_stated())}</p>"
    return "".join(f"<p>{_source(source)}</p>" for source in sources)


def _source(source: Source) -> str:
    details = (
        source.publisher,
        wording.source_kind_label(source.kind),
        _("published {date}").format(date=date_text(source.published)) if source.published else "",
        _("looked up {date}").format(date=date_text(source.accessed)) if source.accessed else "",
        source.page,
        _("for: {supports}").format(supports="、".join(map(_supported, source.supports))) if source.supports else "",
    )
    small = html.escape("・".join(part for part in details if part))
    line = f"[{html.escape(source.id)}] {html.escape(source.title)}<br/><span class='small'>{small}</span>"
    return f"{line}<br/>{_address(source.url)}" if source.url else line


def _supported(name: str) -> str:
    """What a source carries; the files may also name it as the fields are called."""
    return {
        "outcomes": _("Effects"),
        "period": _("Period"),
        "cost": _("Cost"),
        "tools": _("Tools"),
        "lessons": _("What can be learned"),
        "conditions": _("What it takes to do the same"),
    }.get(name, name)


def _address(url: str) -> str:
    """The address in full, as a link where it can be one."""
    shown = html.escape(url)
    return f'<a href="{shown}">{shown}</a>' if url.startswith(("http://", "https://")) else shown


def _items(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _section(heading: str, content: str) -> str:
    return f"<h2>{html.escape(heading)}</h2>{content}" if content else ""


def _picture(looks: Looks, found: re.Match[str]) -> str:
    """A picture that lies beside the case is shown, any other is named: nothing is ever fetched for a text."""
    alt, source = _ALT.search(found[0]), _SRC.search(found[0])
    return _shown(looks, html.unescape(source[1]) if source else "", alt[1] if alt else "")


def _shown(looks: Looks, name: str, escaped_title: str) -> str:
    look = looks.get(name)
    title = escaped_title or _("without a name")
    if look is None:
        return _("[picture: {name}]").format(name=title)
    if look.why:
        return _("[picture: {name} ({why})]").format(name=title, why=html.escape(look.why))
    number = list(looks).index(name)
    return f'<img src="{PICTURE}{number}" width="{look.width}" height="{look.height}" alt="{escaped_title}"/>'


def _further_pictures(images: Iterable[Medium], body: str, looks: Looks) -> str:
    """Those that the case lists and its text does not show."""
    shown = {html.unescape(found[1]) for found in _SRC.finditer(body)}
    further = (image for image in images if image.location in looks and image.location not in shown)
    return "".join(_captioned(image, looks) for image in further)


def _captioned(image: Medium, looks: Looks) -> str:
    title = html.escape(image.title)
    picture = _shown(looks, image.location, title)
    return f"<p>{picture}</p>" if looks[image.location].why else f"<p>{picture}<br/>{title}</p>"


def _attached(page: CasePage, looks: Looks) -> str:
    """Attached files that are not seen as pictures, each to be opened."""
    shown = {look.file.name for look in looks.values() if not look.why}
    lines = (
        f'<li><a href="{ATTACHED}{number}">{html.escape(file.place.name)}</a>'
        f' <span class="small">{html.escape(_size_text(file.size))}</span></li>'
        for number, file in enumerate(page.attached)
        if file.name not in shown
    )
    items = "".join(lines)
    return f"<ul>{items}</ul>" if items else ""


def _size_text(size: int) -> str:
    if size < 1_000_000:
        return _("{size} KB").format(size=f"{max(1, round(size / 1000)):,}")
    return _("{size} MB").format(size=f"{size / 1e6:,.1f}")


def _with_live_links(body: str, page: CasePage) -> str:
    """A link to a file beside the case opens it; any other that cannot be opened from here is no link."""
    numbers = {name: len(page.attached) + number for number, name in enumerate(page.beside)}

    def seen(found: re.Match[str]) -> str:
        if found[1].lower().startswith(_LIVE):
            return found[0]
        number = numbers.get(html.unescape(found[1]))
        return found[2] if number is None else f'<a href="{ATTACHED}{number}">{found[2]}</a>'

    return _LINK.sub(seen, body)
