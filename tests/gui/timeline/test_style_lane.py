"""Attention for the style on the timeline: strip, heatmap, and the bracket of the highlight."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from melody_gui import theme
from melody_gui.document import Document
from melody_gui.timeline.ruler_painting import RULER_HEIGHT
from melody_gui.timeline.style_pictures import StylePictures, style_pictures
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.made_classifications import FREQUENCIES, made_attention, made_classification
from tests.gui.timeline.test_painting import pixels


@pytest.fixture
def styled(view: TimelineView, document: Document, qtbot: QtBot) -> TimelineView:
    """A timeline whose song's style is known and drawn."""
    document.style.take(made_classification(document.duration))
    qtbot.waitUntil(lambda: view.data.style_pictures is not None)
    return view


def choose(view: TimelineView, document: Document, label: str, qtbot: QtBot) -> None:
    document.style.toggle_label(label)
    wanted = document.style.label
    qtbot.waitUntil(lambda: shown(view).label == wanted)


def shown(view: TimelineView) -> StylePictures:
    found = view.data.style_pictures
    assert found is not None
    return found


def lane_pixels(view: TimelineView, key: str) -> np.ndarray:
    """The red, green and blue of a lane `(height, width, 3)`."""
    placed = view.stack.place_of(key)
    assert placed is not None
    rows = pixels(view)[placed.top : placed.bottom - 1]
    return np.stack([rows >> shift & 255 for shift in (16, 8, 0)], axis=-1).astype(int)


def columns(view: TimelineView, first: float, last: float) -> slice:
    """The pixels of a part of the song, without its edges."""
    return slice(round(view.axis.x_of(first)) + 4, round(view.axis.x_of(last)) - 4)


def test_pictures_lie_at_the_seconds_and_frequencies_of_the_attention() -> None:
    found = style_pictures(made_attention(40.0), "rock", 40.0)
    over_time = found.curve.heights(0.0, 40.0, 40)
    assert over_time[21:29].min() > 0.5
    assert over_time[:19].max() < 0.1 and over_time[31:].max() < 0.1
    heat = found.heatmap.image.sample(0.0, 40.0, 40).astype(int)
    assert heat[21:29, :4].min() > 150
    assert heat[21:29, 4:].max() < 60
    assert found.heatmap.frequencies == pytest.approx(FREQUENCIES.tolist())


def test_pictures_reach_the_ends_of_the_song_whatever_the_rate() -> None:
    attention = made_attention(30.0)
    slow = replace(
        attention,
        times=attention.times[::10],
        overall=attention.overall[::10],
        by_label=attention.by_label[:, ::10],
    )
    found = style_pictures(slow, None, 30.0)
    assert found.curve.heights(0.1, 29.9, 60).min() > 0.5


def test_the_strip_names_the_class_that_it_shows(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    header = styled.headers.header("style")
    assert header.accessibleName() == "Style, attention for all"
    choose(styled, document, "rock", qtbot)
    assert header.accessibleName() == "Style, attention for Rock"
    choose(styled, document, "rock", qtbot)
    assert header.accessibleName() == "Style, attention for all"


def test_the_strip_stands_under_the_waveform_and_goes_if_the_style_is_not_known(
    view: TimelineView, document: Document
) -> None:
    assert [p.lane.key for p in view.stack.placed][:2] == ["waveform", "style"]
    document.style._on_failed(None)
    assert view.stack.place_of("style") is None
    document.style.take(made_classification(16.0))
    assert view.stack.place_of("style") is not None


def test_the_strip_rises_where_the_class_is_heard(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    choose(styled, document, "happy", qtbot)
    seen = lane_pixels(styled, "style")
    wanted = theme.colours().attention
    colour = np.array([wanted.red(), wanted.green(), wanted.blue()])
    is_curve = (np.abs(seen - colour).max(axis=-1) < 90).any(axis=0)
    assert is_curve[columns(styled, 1.0, 3.5)].all()
    assert not is_curve[columns(styled, 5.0, 15.0)].any()


def test_the_heatmap_tints_only_what_was_attended_to(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    styled.set_heatmap_shown(False)
    plain = lane_pixels(styled, "spectrogram")
    choose(styled, document, "rock", qtbot)
    again = lane_pixels(styled, "spectrogram")
    assert np.abs(again - plain).max() <= 4  # lines of bars are a little transparent
    styled.set_heatmap_shown(True)
    changed = np.abs(lane_pixels(styled, "spectrogram") - plain).max(axis=-1)
    here, before = columns(styled, 9.0, 11.5), columns(styled, 1.0, 7.0)
    height = len(changed)
    # 60 to 400 Hz are the lower half of the lane, more or less; above, nothing is attended to.
    low, high = slice(height * 2 // 3, height * 9 // 10), slice(0, height // 4)
    assert changed[low, here].mean() > 40
    assert changed[high, here].mean() < 5
    assert changed[:, before].mean() < 5


def test_the_spectrogram_is_still_read_below_the_heatmap(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    choose(styled, document, "rock", qtbot)
    place = (slice(None), columns(styled, 9.0, 11.5))
    styled.set_heatmap_shown(False)
    plain = lane_pixels(styled, "spectrogram")[place].sum(axis=-1)
    styled.set_heatmap_shown(True)
    tinted = lane_pixels(styled, "spectrogram")[place].sum(axis=-1)
    half = len(plain) * 3 // 4
    assert np.corrcoef(plain[half].ravel(), tinted[half].ravel())[0, 1] > 0.8
    assert tinted[half].std() > 0.25 * plain[half].std()


def test_a_class_chosen_and_taken_back_at_once_is_not_shown(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    document.style.toggle_label("rock")
    document.style.toggle_label("rock")
    choose(styled, document, "happy", qtbot)
    choose(styled, document, "happy", qtbot)
    assert shown(styled).label is None


def test_the_highlight_is_a_bracket_in_the_ruler_and_a_tint_below(
    view: TimelineView, document: Document, qtbot: QtBot
) -> None:
    before = ruler_row(view)
    document.style.take(made_classification(16.0))
    after = ruler_row(view)
    changed = np.flatnonzero((before != after).any(axis=-1))
    assert changed[0] == pytest.approx(view.axis.x_of(8.0), abs=1)
    assert changed[-1] == pytest.approx(view.axis.x_of(12.0), abs=2)
    lane = lane_pixels(view, "waveform")[2]
    inside, outside = columns(view, 8.6, 8.9), columns(view, 7.6, 7.9)
    assert lane[inside, 1].mean() > lane[outside, 1].mean() + 5


def ruler_row(view: TimelineView) -> np.ndarray:
    image = view.ruler.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    row = np.frombuffer(image.constScanLine(RULER_HEIGHT - 3), dtype=np.uint8)
    return row.reshape(-1, 4)[: image.width(), :3].copy()


def test_the_bracket_tells_what_it_is(styled: TimelineView) -> None:
    def tooltip_at(time: float) -> str:
        QToolTip.hideText()
        point = QPoint(round(styled.axis.x_of(time)), RULER_HEIGHT - 6)
        event = QHelpEvent(QEvent.Type.ToolTip, point, styled.ruler.mapToGlobal(point))
        QApplication.sendEvent(styled.ruler, event)
        return QToolTip.text()

    assert "0:08" in tooltip_at(10.0)
    assert "0:08" not in tooltip_at(4.0)


def test_heatmap_off_and_its_density_are_remembered(
    styled: TimelineView, empty_view: TimelineView
) -> None:
    styled.look_panel.heatmap.setValue(40)
    styled.set_heatmap_shown(False)
    assert styled.look_panel.heatmap.value() == 0
    state = styled.look_state()
    styled.look_panel.heatmap.setValue(90)
    assert styled.canvas.look.shows_heatmap
    styled.restore_look_state(state)
    assert not styled.canvas.look.shows_heatmap
    styled.set_heatmap_shown(True)
    assert styled.look_panel.heatmap.value() == 40
    assert styled.canvas.look.heatmap_opacity == pytest.approx(0.4)


def test_a_song_shown_again_has_its_class_still(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    choose(styled, document, "rock", qtbot)
    styled.set_document(None)
    assert styled.data.style_pictures is None
    assert styled.data.highlight is None
    styled.set_document(document)
    assert shown(styled).label == "rock"
    assert styled.data.highlight == (8.0, 12.0)


def test_in_a_low_window_the_strip_waits_until_a_class_is_chosen(
    styled: TimelineView, document: Document, qtbot: QtBot
) -> None:
    styled.resize(1000, 300)
    qtbot.waitUntil(lambda: styled.stack.place_of("style") is None)
    choose(styled, document, "rock", qtbot)
    assert styled.stack.place_of("style") is not None
