"""Axes as options of the command line, and their values checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import CLASSIFIED_AXES
from kb_app.domain.query import FilterAxis

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from kb_app.domain.taxonomy import Axis, Taxonomy


def add_axis_options(parser: ArgumentParser, prefix: str, about: str) -> None:
    """Declare `--PREFIXaxis ID` for every axis that staff can put values of on a document."""
    for axis in CLASSIFIED_AXES:
        words = f"{wording.axis_label(FilterAxis(axis.value))}: {about}"
        parser.add_argument(f"--{prefix}{axis}", action="append", default=[], metavar="ID", help=words)


def checked_values(arguments: Namespace, prefix: str) -> dict[Axis, list[str]]:
    """Return what was given for the options of `add_axis_options`.

    Raises:
        KbError: an axis has no such value.
    """
    given = {axis: getattr(arguments, f"{prefix}{axis}".replace("-", "_")) for axis in CLASSIFIED_AXES}
    for axis, values in given.items():
        check_known(arguments.taxonomy, axis, values)
    return {axis: values for axis, values in given.items() if values}


def check_known(taxonomy: Taxonomy, axis: Axis, values: Iterable[str]) -> None:
    """See to it that an axis has all these values.

    Raises:
        KbError: it has not; the ones it has are named.
    """
    known = [entry.id for entry in taxonomy.axes[axis]]
    unknown = next((value for value in values if value not in known), None)
    if unknown is not None:
        raise KbError(
            _("There is no {axis} “{id}”.").format(axis=wording.axis_label(FilterAxis(axis.value)), id=unknown),
            remedy=_("Known: {known}").format(known=", ".join(known)),
        )
