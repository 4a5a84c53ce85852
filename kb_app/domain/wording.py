"""How the values of a case are said to a person, the same on the screen, on paper and on the command line."""

from __future__ import annotations

from kb_app.base.i18n import _
from kb_app.domain.annotation import Status
from kb_app.domain.note import Visibility
from kb_app.domain.outcome import Amount, ChangeKind, Confidence, Direction, Method, Outcome
from kb_app.domain.query import FilterAxis

MINUS = "\u2212"


def confidence_label(confidence: str, *, has_source: bool = False) -> str:
    """Return how sure a fact is, in words; an unknown value is said as it is.

    `has_source` says that a source is named beside it: then nobody may say that there is none.
    """
    if has_source and confidence == Confidence.UNSOURCED:
        return _("Not said to be borne out by the source")
    labels: dict[str, str] = {
        Confidence.VERIFIED: _("Checked against the primary source"),
        Confidence.REPORTED: _("Checked against press and the like"),
        Confidence.UNSOURCED: _("No source"),
    }
    return labels.get(confidence, confidence)


def method_label(method: Method) -> str:
    """Return how a figure came about, in words."""
    return {
        Method.MEASURED: _("measured"),
        Method.SURVEY: _("survey"),
        Method.ESTIMATE: _("estimate"),
        Method.TARGET: _("target"),
        Method.UNKNOWN: _("kind of figure not stated"),
    }[method]


def change_kind_label(kind: str) -> str:
    """Return what the figure of a change counts, in words; an unknown value is said as it is."""
    labels: dict[str, str] = {
        ChangeKind.ABSOLUTE: _("in the unit"),
        ChangeKind.PERCENT: _("per cent"),
        ChangeKind.PERCENT_POINT: _("percentage points"),
        ChangeKind.RATIO: _("times as much"),
    }
    return labels.get(kind, kind)


def direction_label(direction: str) -> str:
    """Return which way is better, in words; an unknown value is said as it is."""
    labels: dict[str, str] = {
        Direction.DOWN_GOOD: _("less is better"),
        Direction.UP_GOOD: _("more is better"),
        Direction.NEUTRAL: _("neither"),
    }
    return labels.get(direction, direction)


def status_label(status: str) -> str:
    """Return how far a case has come, in words; an unknown value is said as it is."""
    return {
        "planned": _("planned"),
        "pilot": _("pilot"),
        "running": _("running"),
        "expanded": _("expanded"),
        "ended": _("ended"),
        "unknown": _("not stated"),
    }.get(status, status)


def source_kind_label(kind: str) -> str:
    """Return what sort of source it is, in words; an unknown value is said as it is."""
    return {
        "municipality": _("municipality"),
        "national": _("national government"),
        "press": _("press"),
        "vendor": _("vendor"),
        "academic": _("academic"),
        "internal": _("internal"),
        "article": _("article"),
    }.get(kind, kind)


def kind_label(kind: str) -> str:
    """Return the kind of a document as the filter names it: case, reference, own or note."""
    return {
        "case": _("Precedent"),
        "reference": _("National plans and guides"),
        "own": _("Own case"),
        "note": _("Note"),
    }.get(kind, kind)


def axis_label(axis: FilterAxis) -> str:
    """Return the heading of a group of filters."""
    return {
        FilterAxis.STEP: _("Step"),
        FilterAxis.AREA: _("Priority area"),
        FilterAxis.MEASURE: _("Related measure"),
        FilterAxis.BARRIER: _("Barrier"),
        FilterAxis.BAND: _("Population"),
        FilterAxis.PREFECTURE: _("Prefecture"),
        FilterAxis.KIND: _("Kind"),
        FilterAxis.STATUS: _("Status"),
        FilterAxis.STAR: _("Star"),
        FilterAxis.TAG: _("Tag"),
    }[axis]


def office_status_label(status: str) -> str:
    """Return what an office makes of a precedent, in words; an unknown value is said as it is."""
    labels: dict[str, str] = {
        Status.UNREAD: _("Unread"),
        Status.REFERENCE: _("Reference"),
        Status.CANDIDATE: _("Candidate"),
        Status.REJECTED: _("Rejected"),
    }
    return labels.get(status, status)


def visibility_label(visibility: str) -> str:
    """Return whom a note is for, in words; an unknown value is said as it is."""
    labels: dict[str, str] = {
        Visibility.PRIVATE: _("Private"),
        Visibility.INTERNAL: _("Within the office"),
        Visibility.PUBLIC: _("May be published"),
    }
    return labels.get(visibility, visibility)


def not_stated() -> str:
    """Return what stands where the sources say nothing."""
    return _("Not stated")


def amount_text(amount: Amount | None, unit: str) -> str:
    """Return a number with its unit (thousands separated), or the source's own words."""
    if amount is None:
        return not_stated()
    if isinstance(amount, str):
        return amount if unit in amount or not amount[-1:].isdigit() else f"{amount}{_gap(unit)}{unit}"
    return f"{_number(amount)}{_gap(unit)}{unit}"


def change_text(outcome: Outcome) -> str:
    """Return the change with its sign and what it is counted in; "" where none was stated.

    A difference of percentages is said in points, never in per cent.
    """
    change = outcome.change
    if change is None:
        return ""
    if isinstance(change, str):
        return change
    sign = "+" if change > 0 else MINUS if change < 0 else "±"
    unit = {
        ChangeKind.PERCENT: "%",
        ChangeKind.PERCENT_POINT: _("points"),
        ChangeKind.RATIO: _("times"),
    }.get(outcome.change_kind or ChangeKind.ABSOLUTE, outcome.unit)
    if outcome.change_kind is ChangeKind.RATIO:
        sign = ""
    return f"{sign}{_number(abs(change))}{_gap(unit)}{unit}"


def headline(outcome: Outcome) -> str:
    """Return the figure that a card shows large: the change, else before and after, else what there is.

    What was before is named as such: alone it would be taken for a result.
    """
    change = change_text(outcome)
    if change:
        return change
    if outcome.before is not None and outcome.after is not None:
        return f"{amount_text(outcome.before, outcome.unit)} → {amount_text(outcome.after, outcome.unit)}"
    if outcome.after is not None:
        return amount_text(outcome.after, outcome.unit)
    if outcome.before is not None:
        return _("before: {amount}").format(amount=amount_text(outcome.before, outcome.unit))
    return not_stated()


def before_after(outcome: Outcome) -> str:
    """Return "before → after" where both are known, else ""."""
    if outcome.before is None or outcome.after is None:
        return ""
    return f"{amount_text(outcome.before, outcome.unit)} → {amount_text(outcome.after, outcome.unit)}"


def _number(amount: float) -> str:
    return f"{amount:,}"


def _gap(unit: str) -> str:
    """A Latin unit of letters stands apart from its number, Japanese units and % do not."""
    return " " if unit[:1].isascii() and unit[:1].isalpha() else ""
