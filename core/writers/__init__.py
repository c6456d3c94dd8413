"""The formats in which a transcription can be written: one file a format, one table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.transcribe import Transcription


@dataclass(frozen=True)
class Writer:
    """A format: its name, the suffix of its files, what it is for, and what makes its bytes."""

    name: str
    suffix: str
    description: str
    function: "Callable[[Transcription], bytes]"


# Each writer is imported when it is asked for, so that naming the formats costs nothing.
# ruff: noqa: PLC0415


def _mscx(found: "Transcription") -> bytes:
    from core.writers.mscx import mscx_bytes

    return mscx_bytes(found.score)


def _mscz(found: "Transcription") -> bytes:
    from core.writers.mscz import mscz_bytes

    return mscz_bytes(found.score)


def _musicxml(found: "Transcription") -> bytes:
    from core.writers.musicxml import musicxml_bytes

    return musicxml_bytes(found.score)


def _mei(found: "Transcription") -> bytes:
    from core.writers.mei import mei_bytes

    return mei_bytes(found.score)


def _pdf(found: "Transcription") -> bytes:
    from core.musescore import pdf_of_mscx

    return pdf_of_mscx(_mscx(found))


def _svg(found: "Transcription") -> bytes:
    from core.writers.svg import svg_bytes

    return svg_bytes(found.score)


def _midi(found: "Transcription") -> bytes:
    from core.writers.midi import midi_bytes

    return midi_bytes(found.score)


def _performed_midi(found: "Transcription") -> bytes:
    from core.writers.midi import performed_midi_bytes

    return performed_midi_bytes(found.onsets, found.grid, found.score.title)


def _json(found: "Transcription") -> bytes:
    from core.writers.tables import json_bytes

    return json_bytes(found.song, found.onsets, found.grid, found.score)


def _csv(found: "Transcription") -> bytes:
    from core.writers.tables import csv_bytes

    return csv_bytes(found.onsets)


def _clicks(found: "Transcription") -> bytes:
    from core.writers.clicks import clicks_bytes

    return clicks_bytes(found.song, found.onsets)


def _clicks_alone(found: "Transcription") -> bytes:
    from core.writers.clicks import clicks_bytes

    return clicks_bytes(found.song, found.onsets, with_song=False)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        writer.name: writer
        for writer in (
            Writer("mscx", ".mscx", "MuseScore 3.1 and later, and 4", _mscx),
            Writer("mscz", ".mscz", "MuseScore 4, compressed", _mscz),
            Writer("musicxml", ".musicxml", "other notation programs", _musicxml),
            Writer("mei", ".mei", "Verovio and music scholars", _mei),
            Writer("pdf", ".pdf", "pages to print (needs MuseScore on this machine)", _pdf),
            Writer("svg", ".svg", "the pages as one drawing (needs Verovio)", _svg),
            Writer("midi", ".mid", "the written notes, for sequencers", _midi),
            Writer(
                "midi-performed",
                ".performed.mid",
                "the strokes as they were played",
                _performed_midi,
            ),
            Writer("json", ".json", "everything found, for other programs", _json),
            Writer("csv", ".csv", "a table: a line a stroke", _csv),
            Writer("clicks", ".clicks.wav", "the song with a click on each stroke", _clicks),
            Writer("clicks-alone", ".clicks-alone.wav", "the clicks alone", _clicks_alone),
        )
    }
)
