from __future__ import annotations

import pytest

from kb_app.domain.annotation import Annotations
from kb_app.domain.case import Case
from kb_app.domain.library import Document, Shelf
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.ui.models.facet_model import FacetModel
from kb_app.ui.widgets.badge import Badge
from kb_app.ui.widgets.case_header import CaseHeader


@pytest.mark.parametrize(("plan", "number"), [("article", 1), ("mic-3.0", 0)])
def test_a_step_has_the_number_of_the_plan_that_is_shown(library_app, theme, qtbot, japanese, plan, number):
    # Given the first step
    taxonomy = library_app.taxonomy
    step = taxonomy.shown(Axis.STEP, "article")[0].id
    header = CaseHeader(taxonomy, lambda: plan, theme)
    qtbot.addWidget(header)
    # When a case of it, and its filter, are shown
    header.show_case(Document(Case(id="a", title="題", steps=(step,)), Shelf.BUNDLED, "a.md"), Annotations("a"))
    label = FacetModel(taxonomy, lambda: plan).label(FilterAxis.STEP, step)
    # Then both say the number that the plan gives it, 0 too
    assert header.findChildren(Badge)[0].text().startswith(f"STEP {number} ")
    assert label.startswith(f"{number} ")
