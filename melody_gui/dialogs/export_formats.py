"""What a transcription can be exported as, and how its files are made, in a worker."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from core.errors import OutputError
from core.output import write_atomically
from core.writers import WRITERS

if TYPE_CHECKING:
    from core.drawing.layout import PageLayout
    from core.revise import Transcription

# What is heavy is imported by the worker.
# ruff: noqa: PLC0415

_PNG_DPI = 300
# Under this name the strings are found by Qt Linguist.
translate = QCoreApplication.translate


@dataclass(frozen=True)
class ExportFormat:
    """A kind of file, with what it is called and good for."""

    name: str
    suffix: str
    group: str
    title: str
    description: str


@dataclass(frozen=True)
class ExportTask:
    """Which files to write: `folder`/`stem` + suffix for each format."""

    folder: Path
    stem: str
    formats: tuple[ExportFormat, ...]
    page_layout: "PageLayout"
    may_replace: bool = False


# "pdf-pages" and "png" are drawn here, the wav files played here; the others are core's writers.
def export_formats() -> tuple[ExportFormat, ...]:
    """All formats, in groups, in the language of the window."""
    notation = translate("Export", "Notation")
    pages = translate("Export", "Pages")
    sound = translate("Export", "MIDI and sound")
    data = translate("Export", "Data")
    return (
        ExportFormat(
            "mscz", ".mscz", notation, "MuseScore",
            translate("Export", "to edit in MuseScore 4"),
        ),
        ExportFormat(
            "mscx", ".mscx", notation, translate("Export", "MuseScore, uncompressed"),
            translate("Export", "for MuseScore 3.1 and later"),
        ),
        ExportFormat(
            "musicxml", ".musicxml", notation, "MusicXML",
            translate("Export", "for Sibelius, Finale, Dorico and others"),
        ),
        ExportFormat(
            "mei", ".mei", notation, "MEI",
            translate("Export", "for Verovio and music scholars"),
        ),
        ExportFormat(
            "pdf-pages", ".pdf", pages, "PDF",
            translate("Export", "pages to print"),
        ),
        ExportFormat(
            "png", ".png", pages, "PNG",
            translate("Export", "a picture of each page"),
        ),
        ExportFormat(
            "svg", ".svg", pages, "SVG",
            translate("Export", "all pages as one drawing"),
        ),
        ExportFormat(
            "midi", ".mid", sound, translate("Export", "MIDI as written"),
            translate("Export", "the notes of the score, for sequencers"),
        ),
        ExportFormat(
            "midi-performed", ".performed.mid", sound,
            translate("Export", "MIDI as played"),
            translate("Export", "every stroke exactly when it was played"),
        ),
        ExportFormat(
            "drum-track", ".drums.wav", sound, translate("Export", "Drum track"),
            translate("Export", "the strokes, played on Melody's drums"),
        ),
        ExportFormat(
            "metronome", ".metronome.wav", sound, translate("Export", "Metronome"),
            translate("Export", "a click on each beat that follows the song"),
        ),
        ExportFormat(
            "clicks", ".clicks.wav", sound, translate("Export", "Song with clicks"),
            translate("Export", "the song with a click on each stroke, to check by ear"),
        ),
        ExportFormat(
            "clicks-alone", ".clicks-alone.wav", sound, translate("Export", "Clicks"),
            translate("Export", "a click on each stroke, without the song"),
        ),
        ExportFormat(
            "csv", ".csv", data, "CSV",
            translate("Export", "a table with a row for each stroke"),
        ),
        ExportFormat(
            "json", ".json", data, "JSON",
            translate("Export", "everything found, for other programs"),
        ),
    )  # fmt: skip


def existing_files(folder: Path, stem: str, formats: Sequence[ExportFormat]) -> list[Path]:
    """The files that an export would replace."""
    found: list[Path] = []
    for each in formats:
        path = folder / (stem + each.suffix)
        if path.exists():
            found.append(path)
        number = 2
        while each.name == "png" and (further := _numbered(path, number)).exists():
            found.append(further)
            number += 1
    return found


def export(
    found: "Transcription", task: ExportTask, on_progress: Callable[[float], None]
) -> list[Path]:
    """Write all files of the task, each all or nothing; the paths written.

    Raises a `MelodyError` at the first that fails; to cancel, `on_progress` raises. What was
    written before stays.
    """
    written: list[Path] = []
    for number, each in enumerate(task.formats):
        on_progress(number / len(task.formats))
        path = task.folder / (task.stem + each.suffix)
        for index, content in enumerate(_contents(found, each.name, task.page_layout)):
            on_progress((number + 0.5) / len(task.formats))
            target = path if index == 0 else _numbered(path, index + 1)
            write_atomically(target, content, force=task.may_replace)
            written.append(target)
    on_progress(1.0)
    return written


def is_file_name(stem: str) -> bool:
    """True if files may be called so on all systems."""
    return bool(stem.strip(" .")) and not any(c in '<>:"/\\|?*' or ord(c) < 32 for c in stem)


def _contents(found: "Transcription", name: str, layout: "PageLayout") -> list[bytes]:
    """The bytes of each file that a format consists of: one, but a picture for each page."""
    match name:
        case "pdf-pages":
            from melody_gui.score.page_export import pdf_bytes

            return [pdf_bytes(found.score, layout)]
        case "png":
            from core.score_pages import draw_pages
            from melody_gui.score.page_export import png_bytes

            pages = draw_pages(found.score, layout)
            return [png_bytes(pages, number, _PNG_DPI) for number in range(len(pages.pages))]
        case "drum-track":
            from core.playback.drum_sounds import load_drum_sounds, render_drum_track

            sounds = load_drum_sounds()
            return [_wav_bytes(render_drum_track(found.onsets, found.song.duration, sounds))]
        case "metronome":
            from core.playback.click import render_clicks

            return [_wav_bytes(render_clicks(found.grid, found.song.duration))]
        case _:
            return [WRITERS[name].function(found)]


def _wav_bytes(samples: object) -> bytes:
    import soundfile

    from core.song import SAMPLE_RATE

    buffer = io.BytesIO()
    try:
        soundfile.write(buffer, samples, SAMPLE_RATE, format="WAV", subtype="PCM_16")
    except soundfile.LibsndfileError as error:
        raise OutputError(f"The sound could not be written: {error}.") from error
    return buffer.getvalue()


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")
