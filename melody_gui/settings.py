"""What Melody remembers between runs: preferences, recent songs, the look of the window."""

import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal

_N_RECENT = 12


@dataclass(frozen=True)
class Preferences:
    """What the user chose.

    `device` is auto, cpu, cuda or mps; `theme` system, light or dark; `drum_colours` standard or
    safe (for colour-blind people); `language` system or a code such as "de"; `repeats` simile
    or written; `page_size` A4 or Letter; `paper` light, dark or theme. Sound devices go by
    name, "" is the system's. Unknown values of older or newer versions become the default.
    """

    device: str = "auto"
    theme: str = "system"
    drum_colours: str = "standard"
    language: str = "system"
    output_device: str = ""
    input_device: str = ""
    repeats: str = "simile"
    page_size: str = "A4"
    paper: str = "light"
    cache_megabytes: int = 2000
    autosave_seconds: int = 20


CHOICES: dict[str, tuple[str, ...]] = {
    "device": ("auto", "cpu", "cuda", "mps"),
    "theme": ("system", "light", "dark"),
    "drum_colours": ("standard", "safe"),
    "repeats": ("simile", "written"),
    "page_size": ("A4", "Letter"),
    "paper": ("light", "dark", "theme"),
}


class Settings(QObject):
    """Preferences and memory, kept by Qt where the system keeps such things.

    `preferences_changed` carries the old and the new `Preferences`.
    """

    preferences_changed = Signal(Preferences, Preferences)
    recent_songs_changed = Signal()

    def __init__(self, store: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings() if store is None else store
        self._preferences = _read_preferences(self._store)

    @property
    def preferences(self) -> Preferences:
        """The preferences that hold now."""
        return self._preferences

    def change(self, **values: Any) -> None:
        """Replace some preferences and remember them."""
        old = self._preferences
        new = replace(old, **values)
        if new == old:
            return
        self._preferences = new
        for name, value in asdict(new).items():
            self._store.setValue(f"preferences/{name}", value)
        self.preferences_changed.emit(old, new)

    @property
    def recent_songs(self) -> tuple[Path, ...]:
        """Songs and projects opened last, the latest first, without those that are gone."""
        found: Any = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else list(found or [])
        return tuple(path for path in map(Path, names) if path.is_file())

    def add_recent_song(self, path: Path) -> None:
        """Remember that `path` was opened."""
        others = [each for each in self.recent_songs if each != path]
        self._store.setValue("recent", [str(each) for each in (path, *others)][:_N_RECENT])
        self.recent_songs_changed.emit()

    def clear_recent_songs(self) -> None:
        """Forget the recent songs."""
        self._store.remove("recent")
        self.recent_songs_changed.emit()

    def value(self, name: str, default: Any = None) -> Any:
        """What was remembered under `name` (the look of windows and views)."""
        return self._store.value(f"look/{name}", default)

    def set_value(self, name: str, value: Any) -> None:
        """Remember `value` under `name`."""
        self._store.setValue(f"look/{name}", value)

    def sync(self) -> None:
        """Write everything to disk now."""
        self._store.sync()


def _read_preferences(store: QSettings) -> Preferences:
    found: dict[str, Any] = {}
    for each in fields(Preferences):
        value = store.value(f"preferences/{each.name}")
        if value is None:
            continue
        if isinstance(each.default, int):
            try:
                found[each.name] = max(int(value), 0)
            except (TypeError, ValueError):
                continue
        elif each.name not in CHOICES or value in CHOICES[each.name]:
            found[each.name] = str(value)
    return Preferences(**found)


def data_folder(name: str) -> Path:
    """The folder `name` of Melody's data for this user, created where missing."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    folder = Path(base) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_folder() -> Path:
    """Where analyses lie; whatever is in it may be deleted at any time."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    folder = Path(base) / "analyses"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder_for(song: Path) -> Path:
    """Where what is made of a song is kept unless the user says otherwise.

    Beside the song, or among the user's documents if that is not the user's folder.
    """
    folder = song.parent
    own = Path(__file__).parent.parent
    if os.access(folder, os.W_OK) and not folder.is_relative_to(own):
        return folder
    location = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(location) or Path.home())
