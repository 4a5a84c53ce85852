"""What one part of the window tells the others."""

from PySide6.QtCore import QObject, Signal


class AppEvents(QObject):
    """Signals between pages that do not know each other."""

    library_changed = Signal()
    """The index holds other documents than before."""
    annotations_changed = Signal()
    """Notes, tags or status were changed, here or by a command."""
    annotations_found = Signal()
    """The index has taken over what was changed."""
    step_made = Signal(str, object)
    """A dialog changed something: in words, and the `Change` or `LongStep` that the window can undo afterwards."""
    step_undone = Signal(object)
    """A dialog took a `Change` back itself."""
    file_changed = Signal(str)
    """A case file was written, deleted or taken back: the id of what is to be shown, or ""."""
    settings_changed = Signal()
    """The person changed a setting; `App.settings` holds it."""
    message = Signal(str)
    """A sentence for the person, shown until the next one."""
    offered = Signal(str, object, str)
    """A sentence that stays until it is closed, with what its button does and the words on that."""
    withdrawn = Signal(str)
    """The sentence of an offer that holds no longer."""
