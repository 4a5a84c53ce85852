"""What the user chose, kept in one small JSON file."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from kb_app.base.atomic_file import write_atomically
from kb_app.base.private_files import make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one user.

    `theme` is "system", "light", "dark" or "contrast"; `text_scale` is a percentage (100 to 200);
    `author` and `section` (of the office) are put on new notes, both may be empty; `backup_dir` is a second place for
    the daily copies ("" for none); `own_cases_folder` is where own cases lie ("" for the data folder);
    `import_folder` and `export_folder` are where files were chosen last ("" for nowhere yet); `layout` holds window
    places as text, by a name that the window chooses.
    """

    language: str = "ja"
    theme: str = "system"
    text_scale: int = 100
    plan_version: str = "article"
    author: str = ""
    section: str = ""
    backup_dir: str = ""
    own_cases_folder: str = ""
    import_folder: str = ""
    export_folder: str = ""
    layout: dict[str, str] = field(default_factory=dict)

    def with_layout(self, places: dict[str, str]) -> Settings:
        """Return a copy that remembers `places` beside the others."""
        return replace(self, layout={**self.layout, **places})


def load_settings(path: Path) -> Settings:
    """Read the settings; a missing file gives the defaults, a broken value its default (the log says so)."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        logger.warning("settings could not be read, defaults are used: %s", error)
        return Settings()
    return _checked(stored) if isinstance(stored, dict) else Settings()


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings in one step.

    Raises:
        OSError: the file cannot be written.
    """
    make_private_folder(path.parent)
    write_atomically(path, json.dumps(asdict(settings), ensure_ascii=False, indent=1))


def _checked(stored: dict[str, Any]) -> Settings:
    """Keep each stored value that has its setting's type and range."""
    default = Settings()
    good = {
        item.name: stored[item.name]
        for item in fields(Settings)
        if type(stored.get(item.name)) is type(getattr(default, item.name)) and _in_range(item.name, stored[item.name])
    }
    return replace(default, **good)


def _in_range(name: str, value: object) -> bool:
    match name:
        case "language":
            return value in ("ja", "en")
        case "theme":
            return value in ("system", "light", "dark", "contrast")
        case "text_scale":
            return isinstance(value, int) and 100 <= value <= 200
        case "layout":
            return isinstance(value, dict) and all(isinstance(place, str) for place in value.values())
    return True
