"""設定: language, look, text size, whose names the axes have, whose names notes get, and where backups are copied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from kb_app.base import i18n
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.pack_wording import library_words
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.folder_line import FolderLine, choose_folder
from kb_app.ui.widgets.signers_box import SignersBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kb_app.base.settings import Settings
    from kb_app.bootstrap import App
    from kb_app.ui.events import AppEvents

_SIZES = (100, 110, 125, 150, 175, 200)


class SettingsPage(QScrollArea):
    """Every choice is saved as it is made."""

    def __init__(
        self,
        app: App,
        events: AppEvents,
        parent: QWidget | None = None,
        *,
        choose: Callable[[QWidget, str], str] = choose_folder,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_page")
        self._app = app
        self._events = events
        self._choose = choose
        content = QWidget()
        content.setObjectName("settings_content")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(32, 24, 32, 24)
        self._column.setSpacing(6)
        title = QLabel(_("Settings"))
        title.setObjectName("settings_title")
        self._column.addWidget(title)
        self._column.addSpacing(12)
        self._add_choices()
        self._add_person()
        self._add_folder(
            "own_cases_folder",
            _("Folder of your own cases"),
            _("Where your office keeps its own case files; none: in the data folder. Applied at the next start."),
        )
        self._add_folder(
            "backup_dir",
            _("Second place for backups"),
            _("The daily backup is copied there too: a network folder or a USB drive. Used from the next backup on."),
        )
        self._add_library()
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidget(content)

    def _on_settings_changed(self) -> None:
        self._library.setText(library_words(self._app.library))
        if self._signers.isVisible():
            self._signers.read()

    def _add_choices(self) -> None:
        settings = self._app.settings
        at_once = _("Applied at once.")
        self._add(
            "theme",
            _("Colours"),
            [
                (_("As the system"), "system"),
                (_("Light"), "light"),
                (_("Dark"), "dark"),
                (_("High contrast"), "contrast"),
            ],
            settings.theme,
            at_once,
        )
        sizes = sorted({*_SIZES, settings.text_scale})
        self._add("text_scale", _("Text size"), [(f"{size} %", size) for size in sizes], settings.text_scale, at_once)
        self._add(
            "plan_version",
            _("Names of steps and areas"),
            [(i18n.pick(plan.label, plan.en), plan.id) for plan in self._app.taxonomy.plans],
            settings.plan_version,
            _("The national plan renamed and reordered them from version to version. Applied at once."),
        )
        self._add(
            "language",
            _("Language (言語)"),
            [("日本語", "ja"), ("English", "en")],
            settings.language,
            _("Applied at the next start."),
        )

    def _add_person(self) -> None:
        settings = self._app.settings
        note = _("Put on new notes. It may be empty.")
        self._add_line("author", _("Your name"), settings.author, note)
        self._add_line("section", _("Your section"), settings.section, note)

    def _add_library(self) -> None:
        words = _("Bundled cases")
        self._library = QLabel(library_words(self._app.library))
        self._library.setObjectName("setting_library")
        self._library.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._add_row(words, self._library, _("A newer edition is opened with File → Update the bundled cases."))
        self._signers = SignersBox(self._app, self._events.message.emit)
        note = _("Whose packs are taken in without a question. One who is forgotten is asked about again.")
        self._add_row(_("Known signers of packs"), self._signers, note)
        self._events.settings_changed.connect(self._on_settings_changed)

    def _add_folder(self, name: str, words: str, note: str) -> None:
        line = FolderLine(f"setting_{name}", words, getattr(self._app.settings, name), choose=self._choose)
        line.setMinimumWidth(520)
        line.changed.connect(lambda folder: self._save(lambda settings: _changed(settings, name, folder)))
        self._add_row(words, line, note)

    def _add(self, name: str, words: str, choices: Sequence[tuple[str, object]], now: object, note: str) -> None:
        box = ChoiceBox()
        box.setObjectName(f"setting_{name}")
        box.setAccessibleName(words)
        box.setAccessibleDescription(note)
        for text, value in choices:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(now)))
        box.setMinimumWidth(280)
        box.activated.connect(lambda _number: self._save(lambda settings: _changed(settings, name, box.currentData())))
        self._add_row(words, box, note)

    def _add_line(self, name: str, words: str, now: str, note: str) -> None:
        line = QLineEdit(now)
        line.setObjectName(f"setting_{name}")
        line.setAccessibleName(words)
        line.setAccessibleDescription(note)
        line.setProperty("look", "field")
        line.setMinimumWidth(280)
        line.editingFinished.connect(lambda: self._save_text(name, line.text().strip()))
        self._add_row(words, line, note)

    def _add_row(self, words: str, widget: QWidget, note: str) -> None:
        label = QLabel(words)
        label.setBuddy(widget)
        label.setProperty("look", "setting_name")
        said = QLabel(note)
        said.setProperty("look", "setting_note")
        said.setWordWrap(True)
        self._column.addWidget(label)
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(said)
        self._column.addSpacing(14)

    def _save_text(self, name: str, text: str) -> None:
        """Qt tells of the end of editing also where nothing was changed."""
        if text != getattr(self._app.settings, name):
            self._save(lambda settings: _changed(settings, name, text))

    def _save(self, change: Callable[[Settings], Settings]) -> None:
        try:
            self._app.save_settings(change(self._app.settings))
        except KbError as error:
            self._events.message.emit(str(error))
        self._events.settings_changed.emit()


def _changed(settings: Settings, name: str, value: Any) -> Settings:
    return replace(settings, **{name: value})
