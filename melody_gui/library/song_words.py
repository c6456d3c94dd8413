"""A song of the library in words: what cells, tooltips and rows say of it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from core.library.difficulty import HARDEST
from core.library.entry import LibraryEntry
from core.tagging.classification import LabelProbability
from melody_gui.drum_titles import drum_title
from melody_gui.label_titles import label_title

# A label is said of a song if it is at least this share as likely as the likeliest of its kind;
# but of unlikely ones no more than so many.
_SHARE_OF_LIKELIEST = 0.5
_N_SAID = 4
_N_IN_TOOLTIP = 5


def said_labels(ranked: Sequence[LabelProbability]) -> tuple[str, ...]:
    """The labels (the most likely first) that describe a song, of those of one kind."""
    if not ranked:
        return ()
    least = _SHARE_OF_LIKELIEST * ranked[0].probability
    return tuple(each.label for each in ranked[:_N_SAID] if each.probability >= least)


def title_text(entry: LibraryEntry) -> str:
    """The song's title; its file's name if it has none."""
    return entry.title or entry.path.stem


def artist_text(entry: LibraryEntry) -> str:
    """Who plays it, empty if that is not known."""
    return entry.artist


def place_text(entry: LibraryEntry) -> str:
    """Where its file lies."""
    return str(entry.path)


def percent_text(share: float) -> str:
    """A share 0..1 as "81 %"."""
    return QCoreApplication.translate("SongWords", "{n} %").format(n=round(100 * share))


def labels_text(ranked: Sequence[LabelProbability]) -> str:
    """The likeliest labels with their probabilities, a line each."""
    return "\n".join(
        f"{label_title(each.label)}  {percent_text(each.probability)}"
        for each in ranked[:_N_IN_TOOLTIP]
    )


def drums_text(entry: LibraryEntry) -> str:
    """The drums that are played, by their names."""
    if entry.drums is None:
        return _known_once_heard()
    if not entry.drums:
        return QCoreApplication.translate("SongWords", "No drums")
    return ", ".join(drum_title(drum) for drum in entry.drums)


def difficulty_text(entry: LibraryEntry) -> str:
    """How hard the drums are to play."""
    if entry.difficulty is None:
        return _known_once_heard()
    text = QCoreApplication.translate("SongWords", "{n} of {most}")
    return text.format(n=f"{entry.difficulty:.1f}", most=f"{HARDEST:.0f}")


def line_text(entry: LibraryEntry) -> str:
    """Artist, genre and tempo in one line, as far as they are known."""
    parts = [artist_text(entry)]
    if entry.top_genre:
        parts.append(label_title(entry.top_genre.label))
    if entry.tempo:
        text = QCoreApplication.translate("SongWords", "{n} bpm")
        parts.append(text.format(n=round(entry.tempo.bpm)))
    return " · ".join(part for part in parts if part)


def searched_text(entry: LibraryEntry) -> str:
    """All that a search by words looks through, in small letters."""
    kinds = (entry.genres, entry.moods, entry.tags)
    labels = [label for ranked in kinds for label in said_labels(ranked)]
    words = [title_text(entry), artist_text(entry), entry.path.stem]
    words += [word for label in labels for word in (label, label_title(label))]
    words += [word for drum in entry.drums or () for word in (drum, drum_title(drum))]
    words += [entry.time_signature or ""]
    return "\n".join(words).casefold()


def _known_once_heard() -> str:
    return QCoreApplication.translate(
        "SongWords", "Known once its drums were heard: open the song, or see below “Look again”"
    )
