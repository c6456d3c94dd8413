"""What is painted, when, and that no more than needed is."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.analysis import Analysis
from melody_gui import theme
from melody_gui.document import Document, Services
from melody_gui.loading import SpectrogramMade
from melody_gui.timeline.colour_maps import COLOUR_MAPS, colour_table
from melody_gui.timeline.lane import LaneView, Look
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.timeline.made_songs import read_song

Painted = Counter[str]


@pytest.fixture
def painted(view: TimelineView, monkeypatch: pytest.MonkeyPatch) -> Painted:
    """How often each lane was painted since."""
    counted: Painted = Counter()
    for lane in view.stack.lanes:

        def paint(
            painter: QPainter, part: LaneView, lane: object = lane, real: object = lane.paint
        ) -> None:
            counted[lane.key] += 1  # type: ignore[attr-defined]
            real(painter, part)  # type: ignore[operator]

        monkeypatch.setattr(lane, "paint", paint)
    view.grab()
    counted.clear()
    return counted


def pixels(view: TimelineView) -> np.ndarray:
    """The canvas as it is seen `(height, width)`."""
    image = view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    stride = image.bytesPerLine() // 4
    found = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), stride)
    return found[:, : image.width()].copy()


def channels(seen: np.ndarray) -> np.ndarray:
    """Red, green and blue of pixels."""
    return np.stack([seen >> shift & 255 for shift in (16, 8, 0)]).astype(int)


def test_the_playhead_moves_without_painting_a_lane(
    view: TimelineView, painted: Painted, qtbot: QtBot
) -> None:
    before = pixels(view)
    view.set_playhead(7.0)
    after = pixels(view)
    assert painted == {}
    changed = np.flatnonzero((before != after).any(axis=0))
    x = round(view.axis.x_of(7.0))
    assert x in changed
    old = round(view.axis.x_of(0.0))
    assert all(abs(each - x) <= 1 or abs(each - old) <= 1 for each in changed)


def test_zooming_paints_each_lane_once(view: TimelineView, painted: Painted) -> None:
    view.axis.zoom(2, 300)
    view.axis.zoom(2, 300)
    view.grab()
    assert set(painted.values()) == {1}
    assert len(painted) == 8


def test_other_colours_paint_only_the_pictures(view: TimelineView, painted: Painted) -> None:
    view.set_look(Look("viridis"))
    view.grab()
    assert set(painted) == {"spectrogram", "attention"}


def test_a_selection_paints_only_the_drums_that_it_is_about(
    view: TimelineView, document: Document, painted: Painted
) -> None:
    document.select_all()
    view.grab()
    assert set(painted) == {"drum:kick", "drum:snare", "drum:hihat_closed"}
    painted.clear()
    document.select([(o.time, o.drum) for o in document.onsets if o.drum != "snare"])
    view.grab()
    assert set(painted) == {"drum:snare"}


def test_a_threshold_paints_only_its_lane_until_the_score_follows(
    view: TimelineView, document: Document, painted: Painted, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(document.transcription_changed):
        document.set_threshold("snare", 0.95)
        view.grab()
        assert set(painted) == {"drum:snare"}


@pytest.mark.parametrize("span", [0.5, 4.0, 12.0])
def test_panning_shows_what_painting_anew_would_show(
    view: TimelineView, document: Document, span: float
) -> None:
    document.select([(o.time, o.drum) for o in document.onsets[10:30]])
    view.axis.show_range(2.0, 2.0 + span)
    for n_pixels in (3, 40, -17, 200, -90):
        view.axis.pan(n_pixels)
        view.grab()
    panned = pixels(view)
    view.canvas.repaint_lanes()
    anew = pixels(view)
    # Shares of two frames may round the other way, by one step of the colour map.
    differences = np.abs(channels(panned) - channels(anew))
    assert (differences > 12).mean() < 0.0005


def test_lanes_tell_what_they_wait_for(
    empty_view: TimelineView, services: Services, analysis: Analysis, qtbot: QtBot
) -> None:
    view = empty_view
    document = Document(Path("made.wav"), services)
    view.set_document(document)
    blank = pixels(view)
    read_song(document, analysis)
    assert view.axis.duration == 16.0
    with_waveform = pixels(view)
    assert (with_waveform != blank).any()
    assert [p.lane.key for p in view.stack.placed][4:7] == [
        "drum:kick", "drum:snare", "drum:hihat_closed",
    ]  # fmt: skip
    document._on_part(SpectrogramMade(analysis.spectrogram))
    qtbot.waitUntil(lambda: view.data.spectrogram is not None)
    placed = view.stack.place_of("spectrogram")
    assert placed is not None
    rows = slice(placed.top, placed.bottom - 1)
    assert len(np.unique(pixels(view)[rows])) > 100
    assert view.data.pictures is None
    document._on_analysed(analysis)
    qtbot.waitUntil(lambda: view.data.pictures is not None and document.transcription is not None)
    assert len(view.data.strokes("kick").onsets) == 15


def test_another_song_replaces_the_first_and_none_clears_all(
    view: TimelineView, services: Services, analysis: Analysis
) -> None:
    other = Document(Path("other.wav"), services)
    view.set_document(other)
    assert view.axis.duration == 0.0
    assert view.data.pictures is None
    assert view.data.grid is None
    view.grab()
    view.set_document(None)
    view.grab()
    assert view.data.document is None


def test_a_song_that_is_shown_again_is_drawn_at_once(
    view: TimelineView, document: Document
) -> None:
    view.set_document(None)
    view.set_document(document)
    assert view.data.pictures is not None
    assert view.data.spectrogram is not None
    assert view.stack.is_shown("drum:kick")
    assert view.axis.duration == 16.0


def test_the_signals_of_a_song_no_longer_shown_reach_nobody(
    view: TimelineView, document: Document, painted: Painted
) -> None:
    view.set_document(None)
    view.grab()
    painted.clear()
    document.set_threshold("snare", 0.9)
    view.grab()
    assert painted == {}
    assert len(view.data.strokes("snare").onsets) == 0


def test_another_theme_paints_all_anew(view: TimelineView) -> None:
    try:
        theme.choose("light")
        light = pixels(view)
        theme.choose("dark")
        dark = pixels(view)
    finally:
        theme.choose("dark")
    assert (light != dark).mean() > 0.3


def test_attention_lies_over_the_spectrogram_as_densely_as_wished(view: TimelineView) -> None:
    placed = view.stack.place_of("spectrogram")
    assert placed is not None
    rows = slice(placed.top, placed.bottom - 1)
    seen = []
    for opacity in (0.0, 0.3, 0.9):
        view.look_panel.attention.setValue(round(100 * opacity))
        seen.append(pixels(view)[rows])
        assert view.canvas.look.attention_opacity == pytest.approx(opacity)
    blue = [(each & 0xFF).astype(float).mean() for each in seen]
    assert blue[0] < blue[1] < blue[2]


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_lightness_of_every_colour_map_goes_one_way(name: str) -> None:
    table = colour_table(name)
    channels = np.stack([table >> 16 & 255, table >> 8 & 255, table & 255]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    lightness = np.cbrt(np.array([0.2126, 0.7152, 0.0722]) @ linear)
    steps = np.diff(lightness) * (-1 if name == "ink" else 1)
    assert (steps > -0.004).all()
    assert abs(lightness[-1] - lightness[0]) > 0.5


def test_the_range_of_decibels_darkens_what_lies_below() -> None:
    wide, narrow = colour_table("grey", -100.0), colour_table("grey", -40.0)
    assert narrow[255] == wide[255]
    middle = 255 // 2
    assert narrow[middle] == wide[0]
    assert wide[middle] != wide[0]


def test_a_dense_view_still_shows_the_strokes(view: TimelineView, document: Document) -> None:
    view.resize(420, 900)
    view.fit_all()
    before = pixels(view)
    document.select([(o.time, o.drum) for o in document.onsets])
    document.delete_selected()
    assert (pixels(view) != before).any()


def test_outdated_lanes_are_painted_frame_by_frame_until_all_are_new(
    view: TimelineView, painted: Painted, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("melody_gui.timeline.lane_pictures.FRAME", 0.0)
    view.canvas.repaint_lanes()
    with qtbot.waitExposed(view):
        view.canvas.repaint()
    assert sum(painted.values()) == 1
    monkeypatch.setattr("melody_gui.timeline.lane_pictures.FRAME", 0.004)
    qtbot.waitUntil(lambda: len(painted) == 8)
    assert set(painted.values()) == {1}


def test_while_zooming_every_lane_has_its_turn_however_short_the_frames(
    view: TimelineView, painted: Painted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melody_gui.timeline.lane_pictures.FRAME", 0.0)
    for _ in range(16):
        view.axis.zoom(1.02, 300)
        view.canvas.repaint()
    assert set(painted.values()) == {2}
    assert len(painted) == 8


def test_a_lane_that_waits_shows_its_old_picture_at_the_new_zoom(
    view: TimelineView, painted: Painted, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = view.stack.place_of("drum:kick")
    assert placed is not None
    row = placed.top + placed.height - 8

    def strokes() -> np.ndarray:
        """Where the kick's curve rises, in seconds."""
        red, _, blue = channels(pixels(view)[row])
        return view.axis.start + np.flatnonzero(blue - red > 60) * view.axis.seconds_per_pixel

    view.axis.show_range(2, 6)
    sharp = strokes()
    monkeypatch.setattr("melody_gui.timeline.lane_pictures.FRAME", 0.0)
    painted.clear()
    view.axis.zoom(0.8, 100)
    stretched = strokes()
    assert "drum:kick" not in painted
    assert stretched.min() == pytest.approx(sharp.min(), abs=0.02)
    assert stretched.max() == pytest.approx(sharp.max(), abs=0.02)
