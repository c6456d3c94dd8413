"""The song panel by its real controls: names, tempo, metre, swing, thresholds, confidence."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.analysis import Analysis
from core.grid_edits import SwingFrom
from core.meter import TimeSignature
from core.score import Swing
from melody_gui.document import Document
from melody_gui.panels.song_panel import SongPanel
from tests.core.toy_analysis import rock_peaks, toy_analysis
from tests.gui.made_classifications import made_classification

Show = Callable[[QWidget], None]
Make = Callable[..., Document]


@pytest.fixture
def panel(rock: Document, show: Show) -> SongPanel:
    made = SongPanel()
    made.set_document(rock)
    made.resize(300, 900)
    show(made)
    return made


def settle(document: Document, qtbot: QtBot, wish: Callable[[], object]) -> None:
    with qtbot.waitSignal(document.transcription_changed, timeout=10_000):
        wish()


def test_style_is_told_once_it_is_heard(panel: SongPanel, rock: Document) -> None:
    assert panel.facts.kind.text() == "–"
    rock.style.take(made_classification())
    assert panel.facts.kind.text() == "Rock · Happy"


def test_panel_shows_what_is_known(panel: SongPanel) -> None:
    assert panel.title.text() == "Toy"
    assert panel.artist.text() == "Nobody"
    assert panel.facts.duration.text() == "0:08"
    assert panel.facts.tempo.text() == "120 bpm"
    assert panel.facts.metre.currentText() == "4/4"
    assert panel.facts.swing.currentText() == "As heard: straight"


def test_typed_title_is_a_correction_that_can_be_undone(
    panel: SongPanel, rock: Document, qtbot: QtBot
) -> None:
    panel.title.selectAll()
    qtbot.keyClicks(panel.title, "Blue Ridge")
    qtbot.keyClick(panel.title, Qt.Key.Key_Return)
    assert rock.corrections.title == "Blue Ridge"
    rock.undo_stack.undo()
    assert panel.title.text() == "Toy"


def test_emptied_title_goes_back_to_the_one_before(
    panel: SongPanel, rock: Document, qtbot: QtBot
) -> None:
    panel.title.selectAll()
    qtbot.keyClick(panel.title, Qt.Key.Key_Delete)
    qtbot.keyClick(panel.title, Qt.Key.Key_Return)
    assert panel.title.text() == "Toy"
    assert not rock.is_dirty


def test_half_and_double_tempo(panel: SongPanel, rock: Document, qtbot: QtBot) -> None:
    left = Qt.MouseButton.LeftButton
    settle(rock, qtbot, lambda: qtbot.mouseClick(panel.facts.halve, left))
    assert panel.facts.tempo.text() == "60 bpm"
    settle(rock, qtbot, lambda: qtbot.mouseClick(panel.facts.double, left))
    assert panel.facts.tempo.text() == "120 bpm"


def test_metre_is_chosen_by_keyboard(panel: SongPanel, rock: Document, qtbot: QtBot) -> None:
    combo = panel.facts.metre
    settle(rock, qtbot, lambda: qtbot.keyClick(combo, Qt.Key.Key_Up))
    assert rock.transcription is not None
    metres = {bar.time_signature for bar in rock.transcription.grid.bars}
    assert TimeSignature(3, 4) in metres
    assert combo.currentText() == "3/4"


def test_several_metres_are_named_together(panel: SongPanel, rock: Document, qtbot: QtBot) -> None:
    settle(rock, qtbot, lambda: rock.set_time_signature(TimeSignature(2, 4), 6.0))
    assert panel.facts.metre.currentIndex() == -1
    assert panel.facts.metre.placeholderText() == "4/4, 2/4"


def test_swing_is_chosen_and_shown_after_undo(
    panel: SongPanel, rock: Document, qtbot: QtBot
) -> None:
    combo = panel.facts.swing
    for _ in range(4):
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == "Triplet 8ths (67 %)"
    assert rock.corrections.grid[-1] == SwingFrom(None, Swing(67))
    while rock.undo_stack.canUndo():
        settle(rock, qtbot, rock.undo_stack.undo)
    assert combo.currentText() == "As heard: straight"


def test_drums_are_listed_with_their_counts(panel: SongPanel, rock: Document) -> None:
    shown = [drum for drum, row in panel.drum_rows.items() if row.isVisible()]
    assert shown == ["kick", "snare", "hihat_closed", "tom_low", "crash"]
    n_kicks = sum(onset.drum == "kick" for onset in rock.onsets)
    assert panel.drum_rows["kick"].gauge.toolTip() == f"Bass Drum: {n_kicks} strokes"


def test_absent_drums_come_on_demand(panel: SongPanel, qtbot: QtBot) -> None:
    assert panel.more_button.text() == "Show 12 more drums"
    qtbot.mouseClick(panel.more_button, Qt.MouseButton.LeftButton)
    assert panel.drum_rows["cowbell"].isVisible()
    qtbot.mouseClick(panel.more_button, Qt.MouseButton.LeftButton)
    assert not panel.drum_rows["cowbell"].isVisible()


def test_dragged_threshold_picks_again_and_is_one_step_of_undo(
    panel: SongPanel, rock: Document, qtbot: QtBot
) -> None:
    slider = panel.drum_rows["hihat_closed"].slider
    before = rock.onsets
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, slider.height() // 2))
    qtbot.mouseMove(slider, QPoint(slider.width() - 1, slider.height() // 2))
    qtbot.mouseRelease(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, slider.height() // 2)
    )
    assert rock.corrections.thresholds["hihat_closed"] == pytest.approx(0.99)
    qtbot.waitUntil(lambda: not any(onset.drum == "hihat_closed" for onset in rock.onsets))
    assert rock.undo_stack.count() == 1
    rock.undo_stack.undo()
    qtbot.waitUntil(lambda: rock.onsets == before)
    assert slider.value() == 30


def test_double_click_gives_the_threshold_back_to_the_model(
    panel: SongPanel, rock: Document, qtbot: QtBot
) -> None:
    slider = panel.drum_rows["kick"].slider
    rock.set_threshold("kick", 0.8)
    assert slider.value() == 80
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(40, slider.height() // 2))
    assert "kick" not in rock.corrections.thresholds
    assert slider.value() == 30


def test_sensitivity_moves_by_keys_and_shows_every_threshold(
    panel: SongPanel, rock: Document, qtbot: QtBot
) -> None:
    panel.sensitivity.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.sensitivity, Qt.Key.Key_PageUp)
    assert rock.corrections.sensitivity == pytest.approx(0.77)
    assert panel.drum_rows["kick"].slider.value() < 20
    qtbot.mouseDClick(panel.sensitivity, Qt.MouseButton.LeftButton)
    assert rock.corrections.sensitivity == 0.5


def test_confidence_is_a_sentence_that_shrinks_as_strokes_are_mended(
    panel: SongPanel, rock: Document
) -> None:
    assert panel.edits_left.text() == "About 2 edits left"
    assert panel.edits_detail.text().startswith(f"Of {len(rock.onsets)} strokes about ")
    doubtful = [(o.time, o.drum) for o in rock.onsets if o.confidence < 0.8]
    assert len(doubtful) == 2
    rock.select(doubtful)
    rock.delete_selected()
    assert panel.edits_left.text() == "About 1 edit left"


def test_doubtful_strokes_can_be_asked_for(panel: SongPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.review_requested):
        qtbot.mouseClick(panel.review_button, Qt.MouseButton.LeftButton)


def test_warnings_of_the_song_are_shown(make_document: Make, show: Show) -> None:
    analysis: Analysis = toy_analysis(rock_peaks())
    damaged = replace(analysis, song=replace(analysis.song, warnings=("It is cut off.",)))
    panel = SongPanel()
    panel.set_document(make_document(damaged))
    show(panel)
    assert panel.notices == ("It is cut off.",)
    panel.set_document(make_document(analysis))
    assert panel.notices == ()


def test_panel_shows_nothing_it_does_not_know(make_document: Make, show: Show) -> None:
    panel = SongPanel()
    show(panel)
    panel.set_document(make_document(name="waiting.wav"))
    assert panel.title.text() == "waiting"
    assert panel.facts.tempo.text() == "–"
    assert not panel.edits_left.isVisible()
    assert not panel.facts.metre.isEnabled()
    panel.set_document(None)
    assert not panel.title.isVisible()


def test_panel_no_longer_follows_a_song_that_it_left(
    panel: SongPanel, rock: Document, make_document: Make
) -> None:
    other = make_document(toy_analysis(rock_peaks()))
    panel.set_document(other)
    rock.set_names("Another", "One")
    assert panel.title.text() == "Toy"
