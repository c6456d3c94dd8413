"""`.melody` files: a song, named by place and content, and what the user corrected in it.

The song's sound and what the network heard are not in them: both are made again from the song.
`docs/project-format.md` describes version 1.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any

from core.analysis_cache import file_sha256
from core.corrections import Corrections
from core.corrections_json import Plain, corrections_from_json, corrections_to_json
from core.errors import MelodyError, ProjectError
from core.output import write_atomically

FORMAT = "melody-project"
VERSION = 1
SUFFIX = ".melody"


@dataclass(frozen=True)
class SongReference:
    """The song of a project: where it lay, and by what it is known again.

    `path` is absolute; `relative_path` leads there from the project's folder (None: it cannot,
    as from another drive). `sha256` is that of the file, "" if unknown; `size` is in bytes.
    """

    path: str
    relative_path: str | None = None
    sha256: str = ""
    duration: float = 0.0
    size: int = 0

    @classmethod
    def of(cls, song: Path, project: Path, sha256: str, duration: float) -> "SongReference":
        """The reference of the project at `project` to a song."""
        song, folder = song.absolute(), project.absolute().parent
        try:
            relative = PurePath(os.path.relpath(song, folder)).as_posix()
        except ValueError:  # on another drive
            relative = None
        try:
            size = song.stat().st_size
        except OSError:
            size = 0
        return cls(str(song), relative, sha256, duration, size)

    def is_same_recording(self, sha256: str) -> bool:
        """False if a file of this hash is known to hold something else."""
        return not self.sha256 or not sha256 or self.sha256 == sha256


@dataclass(frozen=True)
class Project:
    """What a `.melody` file holds.

    `settings` and `view` are plain values (JSON) of the window: this module keeps, but does
    not understand them. `application` is the version of Melody that wrote the file.
    """

    song: SongReference
    corrections: Corrections = field(default_factory=Corrections)
    settings: Mapping[str, Any] = field(default_factory=dict)
    view: Mapping[str, Any] = field(default_factory=dict)
    application: str = ""


def save_project(project: Project, path: Path) -> None:
    """Write a project, all or nothing, over an older file; raises `OutputError`."""
    write_atomically(path, project_to_bytes(project), force=True)


def load_project(path: Path) -> Project:
    """The project in a file, also one of an older version.

    Raises `ProjectError` if there is no such file, or it is damaged, newer, or no project.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ProjectError(f"There is no file “{path}”. Check its name and folder.") from error
    except OSError as error:
        raise ProjectError(f"“{path}” could not be read: {error.strerror or error}.") from error
    return project_from_bytes(content, str(path))


def project_to_bytes(project: Project) -> bytes:
    """The content of the project's file: JSON in UTF-8 that people can read."""
    song = project.song
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "application": _application(),
        "song": {
            "path": song.path,
            "relative_path": song.relative_path,
            "sha256": song.sha256,
            "duration": song.duration,
            "size": song.size,
        },
        "corrections": corrections_to_json(project.corrections),
        "settings": dict(project.settings),
        "view": dict(project.view),
    }
    text = json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # Names of files that are no valid text: their bytes become escapes, as JSON has them.
    return text.encode("utf-8", errors="backslashreplace")


def project_from_bytes(content: bytes, name: str = "The project") -> Project:
    """The project with that content; `name` names the file in errors."""
    plain = _parsed(content, name)
    found = plain.get("version")
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise ProjectError(_damaged(name))
    if found > VERSION:
        raise ProjectError(f"“{name}” was saved by a newer Melody. Update Melody to open it.")
    try:
        for step in range(found, VERSION):
            plain = _MIGRATIONS[step](plain)
        return _project(plain)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ProjectError(_damaged(name)) from error
    except MelodyError as error:
        raise ProjectError(f"{_damaged(name)} ({error})") from error


def find_song(project: Project, project_path: Path) -> Path | None:
    """Where the project's song lies now, None if nowhere known.

    Looked for relative to the project, at its old place, and beside the project. Of several
    files the one with the right content is taken; a single one may hold another recording,
    which `SongReference.is_same_recording` tells.
    """
    found = [path for path in _places(project.song, project_path) if path.is_file()]
    found = list(dict.fromkeys(path.resolve() for path in found))
    if len(found) > 1 and project.song.sha256:
        for path in found:
            if _is_same(path, project.song):
                return path
    return found[0] if found else None


def autosave_path(folder: Path, song: Path) -> Path:
    """Where the unsaved corrections of a song are kept."""
    name = str(song.absolute()).encode("utf-8", errors="surrogateescape")
    readable = "".join(char if char.isalnum() else "-" for char in song.stem)[:40]
    return folder / f"{readable}-{hashlib.sha256(name).hexdigest()[:12]}{SUFFIX}"


def list_recoverable(folder: Path) -> list[Path]:
    """The projects in the autosave folder that can be read, the latest first."""
    found = []
    try:
        for path in folder.glob(f"*{SUFFIX}"):
            found.append((path.stat().st_mtime, path))
    except OSError:
        return []
    return [path for _, path in sorted(found, reverse=True) if _is_readable(path)]


def _is_readable(path: Path) -> bool:
    try:
        load_project(path)
    except ProjectError:
        return False
    return True


def _places(song: SongReference, project_path: Path) -> Iterator[Path]:
    folder = project_path.absolute().parent
    if song.relative_path is not None:
        yield folder / song.relative_path
    yield Path(song.path)
    # A path of another system does not part at this one's separators.
    yield folder / song.path.replace("\\", "/").rsplit("/", 1)[-1]


def _is_same(path: Path, song: SongReference) -> bool:
    try:
        if song.size and path.stat().st_size != song.size:
            return False
        return file_sha256(path) == song.sha256
    except OSError:
        return False


def _parsed(content: bytes, name: str) -> Plain:
    try:
        plain = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        is_project = FORMAT.encode() in content[:200]
        message = _damaged(name) if is_project else _no_project(name)
        raise ProjectError(message) from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise ProjectError(_no_project(name))
    return plain


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _project(plain: Plain) -> Project:
    song = plain["song"]
    relative = song.get("relative_path")
    return Project(
        SongReference(
            _text(song["path"]),
            None if relative is None else _text(relative),
            _text(song.get("sha256", "")),
            float(song.get("duration", 0.0)),
            int(song.get("size", 0)),
        ),
        corrections_from_json(_object(plain["corrections"])),
        _object(plain.get("settings", {})),
        _object(plain.get("view", {})),
        _text(plain.get("application", "")),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{value!r} is no text")
    return value


def _object(value: Any) -> Plain:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _damaged(name: str) -> str:
    return f"“{name}” is damaged. Open a copy of it, or begin again with the song itself."


def _no_project(name: str) -> str:
    return f"“{name}” is not a project of Melody."


def _application() -> str:
    try:
        return version("melody-drums")
    except PackageNotFoundError:
        return ""


def _from_draft(plain: Plain) -> Plain:
    """Version 0, of the first drafts: the song was a path alone, edits were called so."""
    corrections = dict(_object(plain.get("corrections", {})))
    corrections["strokes"] = corrections.pop("edits", [])
    return {**plain, "version": 1, "song": {"path": plain["song"]}, "corrections": corrections}


# What makes the next version of each older one.
_MIGRATIONS: Mapping[int, Callable[[Plain], Plain]] = MappingProxyType({0: _from_draft})
