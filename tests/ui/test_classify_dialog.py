from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QPushButton

from kb_app.base.errors import KbError
from kb_app.domain.annotation import Annotations
from kb_app.domain.case import Case
from kb_app.domain.library import Document, Shelf
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.services.annotations import DocumentAnnotations
from kb_app.ui.dialogs.classify_dialog import ClassifyDialog
from kb_app.ui.events import AppEvents
from kb_app.ui.models.classify_model import ClassifyModel, Tick, Way
from kb_app.ui.models.facet_model import FacetModel
from kb_app.ui.tasks import Lane, Tasks

KEY = Qt.Key
CASE = Case("sample", "窓口の例", steps=("mindset",), priority_areas=("ai_rpa", "front_yard", "no_such_area"))
DOCUMENT = Document(CASE, Shelf.BUNDLED, "sample.md")


@pytest.fixture
def tasks(app, japanese):
    made = Tasks(app.session)
    yield made
    made.close()


@pytest.fixture
def events(qapp):
    return AppEvents()


@pytest.fixture
def session(app):
    with app.session() as opened:
        yield opened


@pytest.fixture
def model(app, japanese, qapp, session):
    return ClassifyModel(DOCUMENT, session.annotations.of("sample"), app.taxonomy, "article")


@pytest.fixture
def make(theme, tasks, events):
    def opened(model):
        made = ClassifyDialog(model, theme, tasks, events)
        made.show()
        return made

    return opened


@pytest.fixture
def dialog(model, make, qtbot):
    made = make(model)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def settled(tasks, qtbot):
    """Waits until everything that was begun in the lane of the database has been told."""

    def wait():
        heard: list[object] = []
        for turn in range(2):  # a change, and the reading after it
            tasks.start(Lane.DATABASE, lambda _session, _report: None, heard.append)
            qtbot.waitUntil(lambda turn=turn: len(heard) > turn)

    return wait


def lines(model):
    return [model.row(number) for number in range(model.rowCount())]


def place(model, value):
    return next(number for number, line in enumerate(lines(model)) if line.value == value)


def state(model, value):
    line = model.row(place(model, value))
    return line.checked, line.aside


def stored(session):
    found = session.annotations.of("sample")
    return found.added, found.taken


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def test_the_four_axes_are_one_flat_list_with_where_each_value_comes_from(app, japanese, qapp):
    # Given a document whose office added one value and took one of the file off
    annotations = Annotations("sample", added={Axis.STEP: ("plan_and_act",)}, taken={Axis.AREA: ("ai_rpa",)})
    model = ClassifyModel(DOCUMENT, annotations, app.taxonomy, "article")
    assert [line.label for line in lines(model) if line.is_heading] == ["ステップ", "重点取組事項", "関連施策", "壁"]
    # Then every value says in words where it comes from
    assert state(model, "mindset") == (True, "収録時から")
    assert state(model, "plan_and_act") == (True, "自庁で追加")
    assert state(model, "ai_rpa") == (False, "自庁で外した")
    assert state(model, "telework") == (False, "")
    spoken = model.index(place(model, "ai_rpa")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "AI・RPAの利用促進、自庁で外した、未選択"


def test_values_of_other_plan_versions_and_unknown_ones_are_listed_where_the_document_has_them(model):
    assert model.row(place(model, "front_yard")).label == "自治体フロントヤード改革の推進（別の版）"
    assert model.row(place(model, "no_such_area")).label == "未分類（no_such_area）"
    assert state(model, "no_such_area") == (True, "収録時から")
    assert "eltax_payment" not in [line.value for line in lines(model)]


@pytest.mark.parametrize(
    ("stated", "value", "way", "holds"),
    [
        ({}, "telework", Way.CLASSIFY, True),
        ({}, "ai_rpa", Way.TAKE, False),
        ({"taken": {Axis.AREA: ("ai_rpa",)}}, "ai_rpa", Way.RESTORE, True),
        ({"added": {Axis.AREA: ("telework",)}}, "telework", Way.RESTORE, False),
        ({"added": {Axis.AREA: ("ai_rpa",)}}, "ai_rpa", Way.TAKE, False),  # the file has it too since
        ({"taken": {Axis.AREA: ("telework",)}}, "telework", Way.CLASSIFY, True),  # the file had it once
    ],
)
def test_what_a_tick_asks_for(model, qtbot, stated, value, way, holds):
    model.show(Annotations("sample", **stated))
    with qtbot.waitSignal(model.tick_wanted) as heard:
        model.toggle(place(model, value))
    tick = heard.args[0]
    assert isinstance(tick, Tick)
    assert (tick.axis, tick.value, tick.way, tick.holds) == (Axis.AREA, value, way, holds)
    assert state(model, value)[0] is holds


def test_a_tick_is_saved_at_once_and_said(dialog, model, session, events, settled, qtbot):
    # When a value is ticked by the keyboard
    dialog.list.setCurrentIndex(model.index(place(model, "telework")))
    with qtbot.waitSignal(events.annotations_changed):
        qtbot.keyClick(dialog.list, KEY.Key_Space)
    settled()
    # Then it is stored, said, and marked
    assert stored(session) == ({Axis.AREA: ("telework",)}, {})
    assert dialog.said.sentence == "保存しました：「テレワークの推進」を付けました。"
    assert state(model, "telework") == (True, "自庁で追加")
    # And unticking it leaves nothing behind
    qtbot.keyClick(dialog.list, KEY.Key_Space)
    settled()
    assert stored(session) == ({}, {})
    assert state(model, "telework") == (False, "")


def test_a_value_of_the_file_is_taken_off_and_put_back(dialog, model, session, settled):
    model.toggle(place(model, "ai_rpa"))
    settled()
    assert stored(session) == ({}, {Axis.AREA: ("ai_rpa",)})
    assert dialog.said.sentence == "保存しました：「AI・RPAの利用促進」を外しました。"
    assert state(model, "ai_rpa") == (False, "自庁で外した")
    model.toggle(place(model, "ai_rpa"))
    settled()
    assert stored(session) == ({}, {})
    assert state(model, "ai_rpa") == (True, "収録時から")


def test_ticks_one_right_after_the_other_are_all_saved(dialog, model, session, settled):
    for value in ("telework", "security", "ai_rpa", "telework", "telework"):
        model.toggle(place(model, value))
    assert state(model, "telework") == (True, "自庁で追加")
    settled()
    assert stored(session) == ({Axis.AREA: ("security", "telework")}, {Axis.AREA: ("ai_rpa",)}) or stored(session) == (
        {Axis.AREA: ("telework", "security")},
        {Axis.AREA: ("ai_rpa",)},
    )
    assert state(model, "security") == (True, "自庁で追加")


def test_ticks_are_undone_newest_first_by_key_and_button(dialog, model, session, settled, qtbot):
    assert not button(dialog, "classify_undo").isEnabled()
    for value in ("mindset", "telework"):
        model.toggle(place(model, value))
        settled()
    qtbot.keyClick(dialog.list, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert dialog.said.sentence == "元に戻しました：「テレワークの推進」を外しました。"
    assert stored(session) == ({}, {Axis.STEP: ("mindset",)})
    assert state(model, "telework") == (False, "")
    qtbot.mouseClick(button(dialog, "classify_undo"), Qt.MouseButton.LeftButton)
    settled()
    assert stored(session) == ({}, {})
    assert not button(dialog, "classify_undo").isEnabled()


def test_everything_recorded_is_had_again_in_one_change(dialog, model, session, settled, qtbot):
    # Given changes in two groups
    for value in ("mindset", "telework", "silo"):
        model.toggle(place(model, value))
    settled()
    # When what was recorded is to hold
    qtbot.mouseClick(button(dialog, "classify_restore"), Qt.MouseButton.LeftButton)
    settled()
    # Then it does, and the button has nothing more to do
    assert stored(session) == ({}, {})
    assert state(model, "mindset") == (True, "収録時から")
    assert not button(dialog, "classify_restore").isEnabled()
    # And one undo brings the changes of the office back
    dialog.undo()
    settled()
    assert stored(session) == ({Axis.AREA: ("telework",), Axis.BARRIER: ("silo",)}, {Axis.STEP: ("mindset",)})
    assert state(model, "silo") == (True, "自庁で追加")


def test_a_value_of_another_plan_stays_listed_when_it_is_unticked(app, make, session, settled, qtbot):
    # Given a value that staff added when another plan version was shown
    session.annotations.classify(["sample"], Axis.AREA, ["eltax_payment"])
    model = ClassifyModel(DOCUMENT, session.annotations.of("sample"), app.taxonomy, "article")
    dialog = make(model)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    # When it is unticked
    with qtbot.assertNotEmitted(model.modelReset):
        model.toggle(place(model, "eltax_payment"))
        settled()
    # Then it can be ticked again
    assert state(model, "eltax_payment") == (False, "")
    model.toggle(place(model, "eltax_payment"))
    settled()
    assert stored(session) == ({Axis.AREA: ("eltax_payment",)}, {})


def test_what_could_not_be_saved_is_said_and_not_shown(dialog, model, session, settled, monkeypatch):
    def refuse(*_args):
        raise KbError("保存できませんでした。", "ディスクがいっぱいです")

    monkeypatch.setattr(DocumentAnnotations, "classify", refuse)
    model.toggle(place(model, "telework"))
    settled()
    assert dialog.said.is_warning
    assert dialog.said.sentence == "保存できませんでした。 原因：ディスクがいっぱいです"
    assert state(model, "telework") == (False, "")
    assert not button(dialog, "classify_undo").isEnabled()


def test_a_change_from_elsewhere_is_shown_where_the_person_is(dialog, model, session, events, settled):
    dialog.list.setCurrentIndex(model.index(place(model, "security")))
    session.annotations.take(["sample"], Axis.STEP, ["mindset"])
    events.annotations_changed.emit()
    settled()
    assert state(model, "mindset") == (False, "自庁で外した")
    assert dialog.list.currentIndex().row() == place(model, "security")


def test_ticks_of_a_dialog_that_is_gone_are_saved_all_the_same(model, make, events, session, settled, qtbot):
    dialog = make(model)
    model.toggle(place(model, "telework"))
    dialog.close()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    with qtbot.waitSignal(events.annotations_changed):
        settled()
    assert stored(session) == ({Axis.AREA: ("telework",)}, {})


def test_tags_status_and_star_are_left_alone(dialog, model, session, settled):
    session.annotations.add_tags(["sample"], ["BPR"])
    session.annotations.set_star(["sample"], starred=True)
    before = session.annotations.of("sample")
    model.toggle(place(model, "telework"))
    settled()
    dialog.restore()
    settled()
    assert session.annotations.of("sample") == replace(before, added={}, taken={})


def test_a_click_on_a_heading_changes_nothing(dialog, model, session, settled, qtbot):
    dialog.list.setCurrentIndex(model.index(0))
    for key in (KEY.Key_Space, KEY.Key_Left, KEY.Key_Right, KEY.Key_Return):
        qtbot.keyClick(dialog.list, key)
    settled()
    assert stored(session) == ({}, {})
    assert dialog.isVisible()


def test_names_are_those_of_the_filters(app, model):
    facets = FacetModel(app.taxonomy, lambda: "article")
    for line in lines(model):
        if not line.is_heading:
            assert line.label == facets.label(FilterAxis(line.axis.value), line.value)
