"""The songs of the library as a table, a row a song.

The model sorts itself: Python's own sort takes milliseconds for thousands of songs, where a
proxy that asks for every comparison takes most of a second.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from core.kit import DRUM_NAMES
from core.library.difficulty import EASIEST, HARDEST
from core.library.entry import LibraryEntry
from core.meter import TimeSignature
from core.tagging.classification import LabelProbability
from melody_gui.label_titles import label_title
from melody_gui.library.song_words import (
    artist_text,
    difficulty_text,
    drums_text,
    labels_text,
    percent_text,
    place_text,
    title_text,
)
from melody_gui.panels.times import clock

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """What stands in which column."""

    TITLE = 0
    ARTIST = 1
    GENRE = 2
    MOOD = 3
    TEMPO = 4
    METRE = 5
    DRUMS = 6
    DIFFICULTY = 7
    DURATION = 8


class Role(IntEnum):
    """What else a cell tells.

    `ENTRY` the song of its row, `FRACTION` how far its bar reaches (0..1; None: it has none),
    `NOTE` what stands beside the text, `DRUMS` the names of the drums to be marked.
    """

    ENTRY = int(Qt.ItemDataRole.UserRole)
    FRACTION = ENTRY + 1
    NOTE = ENTRY + 2
    DRUMS = ENTRY + 3


def _nothing(_entry: LibraryEntry) -> None:
    return None


@dataclass(frozen=True)
class _Cells:
    """A column: its text, what it is sorted by (None comes last), its bar and tooltip."""

    text: Callable[[LibraryEntry], str]
    key: Callable[[LibraryEntry], Any]
    fraction: Callable[[LibraryEntry], float | None] = _nothing
    note: Callable[[LibraryEntry], str | None] = _nothing
    tooltip: Callable[[LibraryEntry], str | None] = _nothing
    is_number: bool = False


class SongTableModel(QAbstractTableModel):
    """All songs of the library, in the order in which they were last sorted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[LibraryEntry] = []
        self._column, self._order = Column.TITLE, Qt.SortOrder.AscendingOrder
        self._opened: Path | None = None

    @property
    def entries(self) -> Sequence[LibraryEntry]:
        """The songs in the order of the rows."""
        return self._entries

    def set_entries(self, entries: Iterable[LibraryEntry]) -> None:
        """Show these songs and no others."""
        self.beginResetModel()
        self._entries = self._sorted(entries)
        self.endResetModel()

    def put(self, entry: LibraryEntry) -> None:
        """Show one more song at its place, or what is new about one at the place where it is."""
        row = self.row_of(entry.path)
        if row is not None:
            self._entries[row] = entry
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
            return
        ordered = self._sorted([*self._entries, entry])
        row = next(place for place, each in enumerate(ordered) if each is entry)
        self.beginInsertRows(_NOWHERE, row, row)
        self._entries = ordered
        self.endInsertRows()

    def remove(self, path: Path) -> None:
        """Show the song no longer."""
        row = self.row_of(path)
        if row is not None:
            self.beginRemoveRows(_NOWHERE, row, row)
            del self._entries[row]
            self.endRemoveRows()

    def row_of(self, path: Path | None) -> int | None:
        """The row of the song at `path`; None if it is not there."""
        return next((row for row, each in enumerate(self._entries) if each.path == path), None)

    def set_opened(self, path: Path | None) -> None:
        """Mark the song that is open in the window."""
        old, self._opened = self._opened, path
        for each in {old, path}:
            row = self.row_of(each)
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """As many as songs."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """As many as there are `Column`s."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: PLR0911
        """What the cell shows."""
        entry = self._entries[index.row()]
        column = index.column()
        cells = _COLUMNS[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return cells.text(entry)
        if role == Role.ENTRY:
            return entry
        if role == Role.FRACTION:
            return cells.fraction(entry)
        if role == Role.NOTE:
            return cells.note(entry)
        if role == Role.DRUMS:
            return entry.drums if column == Column.DRUMS else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(cells)
        if role == Qt.ItemDataRole.ToolTipRole:
            return cells.tooltip(entry) or cells.text(entry) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            note = cells.note(entry)
            text = drums_text(entry) if column == Column.DRUMS else cells.text(entry)
            return f"{text}, {note}" if note else text
        if role == Qt.ItemDataRole.FontRole and entry.path == self._opened:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' titles and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._meanings()[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(_COLUMNS[column])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; songs of which it is not known stand last."""
        self._column, self._order = Column(column), order
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        kept = [(self._entries[index.row()], index.column()) for index in old]
        self._entries = self._sorted(self._entries)
        rows = {id(entry): row for row, entry in enumerate(self._entries)}
        new = [self.index(rows[id(entry)], place) for entry, place in kept]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _sorted(self, entries: Iterable[LibraryEntry]) -> list[LibraryEntry]:
        key = _COLUMNS[self._column].key
        by_title = sorted(entries, key=_by_title)
        known = [entry for entry in by_title if key(entry) is not None]
        known.sort(key=key, reverse=self._order is Qt.SortOrder.DescendingOrder)
        return known + [entry for entry in by_title if key(entry) is None]

    def _titles(self) -> dict[Column, str]:
        return {
            Column.TITLE: self.tr("Title"),
            Column.ARTIST: self.tr("Artist"),
            Column.GENRE: self.tr("Genre"),
            Column.MOOD: self.tr("Mood"),
            Column.TEMPO: self.tr("Tempo"),
            Column.METRE: self.tr("Metre"),
            Column.DRUMS: self.tr("Drums"),
            Column.DIFFICULTY: self.tr("Difficulty"),
            Column.DURATION: self.tr("Length"),
        }

    def _meanings(self) -> dict[Column, str]:
        return {
            Column.TITLE: self.tr("The song's title; the one that is open is bold"),
            Column.ARTIST: self.tr("Who plays it"),
            Column.GENRE: self.tr("The likeliest genre, and how likely it is"),
            Column.MOOD: self.tr("The likeliest mood, and how likely it is"),
            Column.TEMPO: self.tr("Beats a minute"),
            Column.METRE: self.tr("The commonest metre; known once its drums were heard"),
            Column.DRUMS: self.tr(
                "The drums that are played, each in its own place and colour; known once its "
                "drums were heard"
            ),
            Column.DIFFICULTY: self.tr(
                "How hard the drums are to play, 1 to 5; known once its drums were heard"
            ),
            Column.DURATION: self.tr("How long the song is"),
        }


def _alignment(cells: _Cells) -> Qt.AlignmentFlag:
    across = Qt.AlignmentFlag.AlignRight if cells.is_number else Qt.AlignmentFlag.AlignLeft
    return across | Qt.AlignmentFlag.AlignVCenter


def _by_title(entry: LibraryEntry) -> tuple[str, str]:
    return title_text(entry).casefold(), str(entry.path)


def _top_text(label: LabelProbability | None) -> str:
    return label_title(label.label) if label else ""


def _top_key(label: LabelProbability | None) -> tuple[str, float] | None:
    return (label_title(label.label).casefold(), -label.probability) if label else None


def _top_note(label: LabelProbability | None) -> str | None:
    return percent_text(label.probability) if label else None


def _metre_key(entry: LibraryEntry) -> tuple[int, int] | None:
    if entry.time_signature is None:
        return None
    metre = TimeSignature.parse(entry.time_signature)
    return metre.denominator, metre.numerator


def _drums_key(entry: LibraryEntry) -> tuple[int, list[int]] | None:
    if entry.drums is None:
        return None
    return len(entry.drums), [DRUM_NAMES.index(drum) for drum in entry.drums]


def _difficulty_share(entry: LibraryEntry) -> float | None:
    if entry.difficulty is None:
        return None
    return (entry.difficulty - EASIEST) / (HARDEST - EASIEST)


_COLUMNS: tuple[_Cells, ...] = (
    _Cells(title_text, _by_title, tooltip=place_text),
    _Cells(artist_text, lambda entry: artist_text(entry).casefold() or None),
    _Cells(
        lambda entry: _top_text(entry.top_genre),
        lambda entry: _top_key(entry.top_genre),
        lambda entry: entry.top_genre.probability if entry.top_genre else None,
        lambda entry: _top_note(entry.top_genre),
        lambda entry: labels_text(entry.genres),
    ),
    _Cells(
        lambda entry: _top_text(entry.top_mood),
        lambda entry: _top_key(entry.top_mood),
        lambda entry: entry.top_mood.probability if entry.top_mood else None,
        lambda entry: _top_note(entry.top_mood),
        lambda entry: labels_text(entry.moods),
    ),
    _Cells(
        lambda entry: f"{entry.tempo.bpm:.0f}" if entry.tempo else "",
        lambda entry: entry.tempo.bpm if entry.tempo else None,
        is_number=True,
    ),
    _Cells(lambda entry: entry.time_signature or "", _metre_key, is_number=True),
    _Cells(lambda _entry: "", _drums_key, tooltip=drums_text),
    _Cells(
        lambda entry: "" if entry.difficulty is None else f"{entry.difficulty:.1f}",
        lambda entry: entry.difficulty,
        _difficulty_share,
        tooltip=difficulty_text,
    ),
    _Cells(lambda entry: clock(entry.duration), lambda entry: entry.duration, is_number=True),
)
