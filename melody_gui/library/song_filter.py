"""Which songs of the library are shown: those that fit what the user looks for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from core.library.entry import LibraryEntry
from melody_gui.library.song_table_model import AnyIndex, Role, SongTableModel
from melody_gui.library.song_words import said_labels, searched_text


@dataclass(frozen=True)
class Wish:
    """What the songs should be: words that all occur, a genre, a mood, a range of tempos (bpm).

    What is empty or None fits every song; a bound of the tempo fits only songs whose tempo is
    known. Bounds count in either order.
    """

    text: str = ""
    genre: str = ""
    mood: str = ""
    slowest: int | None = None
    fastest: int | None = None

    @property
    def is_empty(self) -> bool:
        """True if every song fits."""
        return self == Wish()

    def fits(self, entry: LibraryEntry, searched: str) -> bool:
        """Whether the song, with its text for searching, is one that is looked for."""
        if self.genre and self.genre not in said_labels(entry.genres):
            return False
        if self.mood and self.mood not in said_labels(entry.moods):
            return False
        if not self._fits_tempo(entry):
            return False
        return all(word in searched for word in self.text.casefold().split())

    def _fits_tempo(self, entry: LibraryEntry) -> bool:
        slowest, fastest = self.slowest, self.fastest
        if slowest is None and fastest is None:
            return True
        if entry.tempo is None:
            return False
        if slowest is not None and fastest is not None and slowest > fastest:
            slowest, fastest = fastest, slowest
        # As it is shown: in whole beats a minute.
        bpm = round(entry.tempo.bpm)
        return (slowest is None or bpm >= slowest) and (fastest is None or bpm <= fastest)


@dataclass(frozen=True)
class Offer:
    """The genres and moods that songs of the library have, each with the number of songs."""

    genres: tuple[tuple[str, int], ...]
    moods: tuple[tuple[str, int], ...]


def offer_of(entries: Sequence[LibraryEntry]) -> Offer:
    """What there is to choose from, the commonest first."""
    genres = Counter(label for entry in entries for label in said_labels(entry.genres))
    moods = Counter(label for entry in entries for label in said_labels(entry.moods))
    return Offer(tuple(genres.most_common()), tuple(moods.most_common()))


class SongFilter(QSortFilterProxyModel):
    """The rows of a `SongTableModel` that fit the wish, in that model's own order."""

    def __init__(self, songs: SongTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._songs = songs
        self._wish = Wish()
        self._searched: dict[Path, tuple[LibraryEntry, str]] = {}
        self.setSourceModel(songs)

    @property
    def wish(self) -> Wish:
        """What is looked for."""
        return self._wish

    def set_wish(self, wish: Wish) -> None:
        """Show the songs that fit this."""
        if wish != self._wish:
            self._wish = wish
            self.invalidate()

    def entry_at(self, index: AnyIndex) -> LibraryEntry | None:
        """The song of a row; None if the index is none."""
        found = index.data(Role.ENTRY) if index.isValid() else None
        return found if isinstance(found, LibraryEntry) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the songs sort themselves, which is many times as fast."""
        if column >= 0:
            self._songs.sort(column, order)

    def filterAcceptsRow(self, row: int, parent: AnyIndex) -> bool:
        """Whether the song of that row fits."""
        if self._wish.is_empty:
            return True
        entry = self._songs.entries[row]
        return self._wish.fits(entry, self._searched_text(entry))

    def _searched_text(self, entry: LibraryEntry) -> str:
        known = self._searched.get(entry.path)
        if known is None or known[0] is not entry:
            known = self._searched[entry.path] = (entry, searched_text(entry))
        return known[1]
