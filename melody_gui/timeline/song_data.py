"""What the lanes draw of the open song, kept ready as arrays; follows the document's signals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Flag, auto
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, SignalInstance

from core.kit import DRUM_NAMES
from core.revise import corrected_peak_picking
from melody_gui.job import Callbacks, JobRunner, Lane
from melody_gui.song_style import StyleState
from melody_gui.timeline.drum_strokes import NO_STROKES, DrumStrokes, drum_strokes
from melody_gui.timeline.musical_grid import MusicalGrid, musical_grid
from melody_gui.timeline.pictures import (
    AnalysisPictures,
    SpectrogramPicture,
    analysis_pictures,
    spectrogram_picture,
)
from melody_gui.timeline.style_pictures import StylePictures, style_pictures

if TYPE_CHECKING:
    from core.corrections import StrokeKey
    from core.onsets import Onset
    from core.waveform import Curve, Waveform
    from melody_gui.document import Document


class Part(Flag):
    """What of the song has changed."""

    SONG = auto()
    SPECTROGRAM = auto()
    ACTIVATIONS = auto()
    STROKES = auto()
    GRID = auto()
    THRESHOLDS = auto()
    SELECTION = auto()
    LOOP = auto()
    STATE = auto()
    STYLE = auto()


EVERYTHING = ~Part(0)
OF_DRUMS = Part.STROKES | Part.THRESHOLDS | Part.SELECTION


class SongData(QObject):
    """The open song as the lanes draw it; `changed` says which `Part` of it is another one."""

    changed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._document: Document | None = None
        self._spectrograms: WeakKeyDictionary[Document, SpectrogramPicture] = WeakKeyDictionary()
        self._pictures: WeakKeyDictionary[Document, AnalysisPictures] = WeakKeyDictionary()
        self._styles: WeakKeyDictionary[Document, StylePictures] = WeakKeyDictionary()
        self._strokes: dict[str, DrumStrokes] = {}
        self._thresholds: Mapping[str, float] = {}
        self._grid: MusicalGrid | None = None
        self._seen_drums: set[str] = set()
        self._touched: frozenset[str] = frozenset()
        self._selected: frozenset[StrokeKey] = frozenset()

    @property
    def document(self) -> Document | None:
        """The open song."""
        return self._document

    @property
    def duration(self) -> float:
        """Length in seconds; 0 without a song."""
        return self._document.duration if self._document else 0.0

    @property
    def waveform(self) -> Waveform | None:
        """The song's peaks, once read."""
        return self._document.waveform if self._document else None

    @property
    def spectrogram(self) -> SpectrogramPicture | None:
        """The spectrogram's picture, once made."""
        return self._spectrograms.get(self._document) if self._document else None

    @property
    def pictures(self) -> AnalysisPictures | None:
        """All else that the network said, once made."""
        return self._pictures.get(self._document) if self._document else None

    @property
    def style_pictures(self) -> StylePictures | None:
        """Attention for the style, or for the chosen class of it, once drawn."""
        return self._styles.get(self._document) if self._document else None

    @property
    def highlight(self) -> tuple[float, float] | None:
        """The most typical part of the song in seconds, once known."""
        found = self._document.style.classification if self._document else None
        return (found.highlight.start, found.highlight.end) if found else None

    @property
    def is_style_expected(self) -> bool:
        """True unless the style could not be heard."""
        return self._document is None or self._document.style.state is not StyleState.FAILED

    @property
    def is_class_chosen(self) -> bool:
        """True while attention for one class is wished for."""
        return self._document is not None and self._document.style.label is not None

    @property
    def grid(self) -> MusicalGrid | None:
        """Bars and beats, once tracked."""
        return self._grid

    @property
    def drum_names(self) -> tuple[str, ...]:
        """The drums that have lanes."""
        pictures = self.pictures
        return tuple(pictures.drums) if pictures else DRUM_NAMES

    @property
    def seen_drums(self) -> frozenset[str]:
        """The drums that occur, or occurred since the song was opened."""
        return frozenset(self._seen_drums)

    @property
    def touched_drums(self) -> frozenset[str]:
        """The drums that the last change of strokes, thresholds or selection is about."""
        return self._touched

    @property
    def selection(self) -> frozenset[StrokeKey]:
        """The selected strokes."""
        return self._document.selection if self._document else frozenset()

    @property
    def loop(self) -> tuple[float, float] | None:
        """The loop in seconds."""
        return self._document.loop if self._document else None

    def strokes(self, drum: str) -> DrumStrokes:
        """The strokes of a drum."""
        return self._strokes.get(drum, NO_STROKES)

    def threshold(self, drum: str) -> float | None:
        """The drum's threshold (0..1) that holds now."""
        return self._thresholds.get(drum)

    def curve(self, drum: str) -> Curve | None:
        """The activation with which the drum's threshold is compared: that of its family."""
        pictures = self.pictures
        if pictures is None:
            return None
        return pictures.families.get(drum) or pictures.drums.get(drum)

    def set_document(self, document: Document | None) -> None:
        """Show another song, or none."""
        if document is self._document:
            return
        if self._document is not None:
            for signal, slot in self._connections(self._document):
                signal.disconnect(slot)
        self._document = document
        self._seen_drums.clear()
        if document is not None:
            for signal, slot in self._connections(document):
                signal.connect(slot)
        self._take_grid()
        self._take_thresholds()
        self._strokes.clear()
        self._take_strokes()
        self._selected = self.selection
        self.changed.emit(EVERYTHING)
        if document is not None and document.spectrogram is not None:
            self._on_spectrogram_computed()
        if document is not None and document.analysis is not None:
            self._on_analysis_finished()
        if document is not None and document.style.classification is not None:
            self._draw_style()

    def _connections(self, document: Document) -> list[tuple[SignalInstance, Callable[[], None]]]:
        return [
            (document.song_loaded, self._on_song_loaded),
            (document.spectrogram_computed, self._on_spectrogram_computed),
            (document.analysis_finished, self._on_analysis_finished),
            (document.onsets_changed, self._on_onsets_changed),
            (document.transcription_changed, self._on_transcription_changed),
            (document.corrections_changed, self._on_corrections_changed),
            (document.selection_changed, self._on_selection_changed),
            (document.loop_changed, self._on_loop_changed),
            (document.state_changed, self._on_state_changed),
            (document.style.changed, self._on_style_changed),
            (document.style.label_changed, self._draw_style),
        ]

    def _on_song_loaded(self) -> None:
        self.changed.emit(Part.SONG)

    def _on_spectrogram_computed(self) -> None:
        document = self._document
        assert document is not None
        spectrogram = document.spectrogram
        if spectrogram is None or document in self._spectrograms:
            return

        def take(picture: SpectrogramPicture) -> None:
            self._spectrograms[document] = picture
            if document is self._document:
                self.changed.emit(Part.SPECTROGRAM)

        self._runner.start(
            self.tr("Drawing the spectrogram"),
            lambda _work: spectrogram_picture(spectrogram),
            Callbacks(on_result=take),
            lane=Lane.DRAWING,
            key=f"spectrogram-{id(document)}",
        )

    def _on_analysis_finished(self) -> None:
        document = self._document
        assert document is not None
        analysis = document.analysis
        self._take_thresholds()
        if analysis is None or document in self._pictures:
            return

        def take(pictures: AnalysisPictures) -> None:
            self._pictures[document] = pictures
            if document is self._document:
                # All strokes are placed anew, on the curves that there are now.
                self._strokes.clear()
                self._take_strokes()
                self._touched = frozenset(DRUM_NAMES)
                self.changed.emit(Part.ACTIVATIONS | Part.STROKES | Part.THRESHOLDS)

        self._runner.start(
            self.tr("Drawing the activations"),
            lambda _work: analysis_pictures(analysis),
            Callbacks(on_result=take),
            lane=Lane.DRAWING,
            key=f"activations-{id(document)}",
        )

    def _on_style_changed(self) -> None:
        document = self._document
        assert document is not None
        self.changed.emit(Part.STYLE)
        # Heard anew, or for the first time: nothing of an older one may be shown.
        if document.style.classification is not None:
            self._styles.pop(document, None)
            self._draw_style()

    def _draw_style(self) -> None:
        document = self._document
        assert document is not None
        found, label = document.style.classification, document.style.label
        shown, key = self._styles.get(document), f"style-pictures-{id(document)}"
        if found is None:
            return
        if shown is not None and shown.label == label:
            self._runner.cancel(key)  # chosen and taken back before it was drawn
            return
        attention, duration = found.attention, document.duration

        def take(pictures: StylePictures) -> None:
            self._styles[document] = pictures
            if document is self._document:
                self.changed.emit(Part.STYLE)

        # Untitled, and not behind the pages of the score: a hand that chose a class waits for it.
        self._runner.start(
            "",
            lambda _work: style_pictures(attention, label, duration),
            Callbacks(on_result=take),
            lane=Lane.QUICK,
            key=key,
        )

    def _on_onsets_changed(self) -> None:
        self._announce(Part.STROKES, self._take_strokes())

    def _on_transcription_changed(self) -> None:
        self._take_grid()
        self._announce(Part.STROKES, self._take_strokes())
        self.changed.emit(Part.GRID)

    def _on_corrections_changed(self) -> None:
        before = self._thresholds
        self._take_thresholds()
        drums = {d for d in DRUM_NAMES if self._thresholds.get(d) != before.get(d)}
        self._announce(Part.THRESHOLDS, drums)

    def _on_selection_changed(self) -> None:
        before, self._selected = self._selected, self.selection
        self._announce(Part.SELECTION, {drum for _, drum in before ^ self._selected})

    def _announce(self, part: Part, drums: Collection[str]) -> None:
        """Say that something of these drums is another one, if there are any."""
        if drums:
            self._touched = frozenset(drums)
            self.changed.emit(part)

    def _on_loop_changed(self) -> None:
        self.changed.emit(Part.LOOP)

    def _on_state_changed(self) -> None:
        self.changed.emit(Part.STATE)

    def _take_grid(self) -> None:
        transcription = self._document.transcription if self._document else None
        self._grid = musical_grid(transcription) if transcription else None

    def _take_thresholds(self) -> None:
        document = self._document
        if document is None or document.analysis is None:
            self._thresholds = {}
            return
        picking = corrected_peak_picking(document.analysis.peak_picking, document.corrections)
        self._thresholds = picking.thresholds

    def _take_strokes(self) -> set[str]:
        """Keep the strokes of each drum; returns the drums that have others now."""
        by_drum: dict[str, list[Onset]] = {}
        for onset in self._document.onsets if self._document else ():
            by_drum.setdefault(onset.drum, []).append(onset)
        before, self._strokes = self._strokes, {}
        touched = set(before) - set(by_drum)
        for drum, onsets in by_drum.items():
            kept = before.get(drum)
            if kept is not None and kept.onsets == tuple(onsets):
                self._strokes[drum] = kept
            else:
                self._strokes[drum] = drum_strokes(onsets, self.curve(drum))
                touched.add(drum)
        self._seen_drums |= set(by_drum)
        return touched
