"""Why this note: the stroke that is selected, its rivals, and the way through doubtful ones."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.onsets import Onset
from melody_gui.document import Document
from melody_gui.panels.why_view import WhyView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(rock: Document, show: Callable[[QWidget], None]) -> WhyView:
    made = WhyView()
    made.set_document(rock)
    made.resize(290, 900)
    show(made)
    return made


def select(document: Document, drum: str) -> Onset:
    onset = next(each for each in document.onsets if each.drum == drum)
    document.select([(onset.time, onset.drum)])
    return onset


def test_nothing_is_explained_without_a_selection(view: WhyView) -> None:
    assert view.onset is None
    assert not view.drum_label.isVisible()
    assert view.begin_button.isVisible()


def test_selected_stroke_is_explained(view: WhyView, rock: Document) -> None:
    onset = select(rock, "tom_low")
    assert view.onset == onset
    assert view.drum_label.text() == "Floor Tom"
    assert view.place_label.text() == "0:06.250 · bar 4.1"
    assert view.sure_label.text() == "60 %"
    assert view.rival_bars[0].drum == "tom_low"
    assert "hihat_closed" not in [bar.drum for bar in view.rival_bars]
    assert view.rivals_caption.text() == "Also struck: Closed Hi-Hat"
    assert view.velocity.value() == onset.velocity == 89


def test_of_several_strokes_the_first_is_explained(view: WhyView, rock: Document) -> None:
    rock.select_all()
    assert view.onset == rock.onsets[0]
    assert f"{len(rock.onsets)} selected strokes" in view.remark.text()


def test_click_on_a_rival_changes_the_drum(view: WhyView, rock: Document, qtbot: QtBot) -> None:
    onset = select(rock, "tom_low")
    rival = next(bar for bar in view.rival_bars if bar.drum != "tom_low")
    qtbot.mouseClick(rival, LEFT)
    assert view.onset is not None
    assert (view.onset.time, view.onset.drum) == (onset.time, rival.drum)
    assert view.sure_label.text() == "Yours"
    rock.undo_stack.undo()
    assert view.onset.drum == "tom_low"


def test_velocity_is_changed_by_keyboard_in_one_step_of_undo(
    view: WhyView, rock: Document, qtbot: QtBot
) -> None:
    select(rock, "crash")
    view.velocity.setFocus()
    for _ in range(5):
        qtbot.keyClick(view.velocity, Qt.Key.Key_Right)
    assert view.onset is not None
    assert view.onset.velocity == 94
    assert view.velocity_label.text() == "94"
    assert rock.undo_stack.count() == 1


def test_steps_go_to_the_neighbours(view: WhyView, rock: Document, qtbot: QtBot) -> None:
    rock.select([(rock.onsets[3].time, rock.onsets[3].drum)])
    qtbot.mouseClick(view.next_button, LEFT)
    assert view.onset == rock.onsets[4]
    qtbot.mouseClick(view.previous_button, LEFT)
    qtbot.mouseClick(view.previous_button, LEFT)
    assert view.onset == rock.onsets[2]


def test_doubtful_strokes_come_one_after_another_until_none_is_left(
    view: WhyView, rock: Document, qtbot: QtBot
) -> None:
    qtbot.mouseClick(view.begin_button, LEFT)
    assert view.onset is not None and view.onset.drum == "crash"
    assert view.doubtful_button.text() == "Next doubtful (2)"
    qtbot.mouseClick(view.right_button, LEFT)
    assert view.onset is not None and view.onset.drum == "tom_low"
    assert view.doubtful_button.text() == "Next doubtful (1)"
    qtbot.mouseClick(view.right_button, LEFT)
    assert view.doubtful_button.text() == "None doubtful"
    assert not view.doubtful_button.isEnabled()


def test_what_was_seen_to_is_kept_with_the_song(view: WhyView, rock: Document) -> None:
    view.show_next_doubtful()
    view.show_next_doubtful()
    assert rock.view_state["seen"] == [[pytest.approx(3.25, abs=0.01), "crash"]]
    again = WhyView()
    again.set_document(rock)
    assert again.doubtful_button.text() == "Next doubtful (1)"


def test_wrong_stroke_is_deleted_and_the_next_one_shown(
    view: WhyView, rock: Document, qtbot: QtBot
) -> None:
    n_before = len(rock.onsets)
    qtbot.mouseClick(view.begin_button, LEFT)
    qtbot.mouseClick(view.wrong_button, LEFT)
    assert len(rock.onsets) == n_before - 1
    assert not any(onset.drum == "crash" for onset in rock.onsets)
    assert view.onset is not None and view.onset.drum == "tom_low"


def test_both_sounds_can_be_heard(view: WhyView, rock: Document, qtbot: QtBot) -> None:
    onset = select(rock, "snare")
    with qtbot.waitSignal(view.hear_song_requested) as song:
        qtbot.mouseClick(view.hear_song_button, LEFT)
    with qtbot.waitSignal(view.hear_drum_requested) as drum:
        qtbot.mouseClick(view.hear_drum_button, LEFT)
    assert song.args == [onset.time]
    assert drum.args == ["snare", onset.velocity]


def test_stroke_that_the_network_did_not_hear_says_so(view: WhyView, rock: Document) -> None:
    rock.add_stroke(1.125, "china")
    assert view.rival_bars == ()
    assert view.rivals_caption.text() == "Added by you."
    assert view.remark.text() == "The network did not hear this stroke."
    assert view.sure_label.text() == "Yours"


def test_the_caption_says_what_is_compared_with_the_threshold(
    view: WhyView, rock: Document
) -> None:
    select(rock, "kick")
    assert view.curve_caption.text() == "Solid: Bass Drum. Dashed: the threshold."
    select(rock, "crash")
    assert "Crash, Ride, " in view.curve_caption.text()
    assert view.curve_caption.text().endswith("Dotted: Crash alone.")


def test_pictures_are_drawn_of_the_stroke(view: WhyView, rock: Document, qtbot: QtBot) -> None:
    select(rock, "kick")
    kick = view._slice.grab().toImage(), view._curve.grab().toImage()
    select(rock, "crash")
    crash = view._slice.grab().toImage(), view._curve.grab().toImage()
    assert kick[0] != crash[0]
    assert kick[1] != crash[1]


def test_drawing_a_stroke_is_quick_enough_to_step_through(view: WhyView, rock: Document) -> None:
    from time import perf_counter  # noqa: PLC0415

    fastest = float("inf")
    for onset in rock.onsets[:8]:
        begun = perf_counter()
        rock.select([(onset.time, onset.drum)])
        fastest = min(fastest, perf_counter() - begun)
    assert fastest < 0.05
