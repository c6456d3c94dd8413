"""The panel shows a song's classes, leads to where they are heard, and plays what is typical."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyle
from pytestqt.qtbot import QtBot

from core.analysis import Analysis
from core.tagging.classification import LabelProbability
from melody_gui import theme, translations
from melody_gui.document import Document, Services
from melody_gui.job import Failure
from melody_gui.song_style import StyleState
from melody_gui.style import style_sheet
from melody_gui.style_panel.label_bar import LabelBar
from melody_gui.style_panel.style_panel import StylePanel
from tests.gui.made_classifications import made_classification
from tests.gui.timeline.made_songs import made_analysis, made_document

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return made_analysis(16.0)


@pytest.fixture
def document(services: Services, analysis: Analysis, qtbot: QtBot) -> Iterator[Document]:
    document = made_document(services, analysis)
    qtbot.waitUntil(lambda: document.transcription is not None)
    yield document
    document.close()


@pytest.fixture
def empty_panel(qtbot: QtBot) -> StylePanel:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet(style_sheet(theme.colours()))
    panel = StylePanel()
    panel.resize(280, 900)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


@pytest.fixture
def panel(empty_panel: StylePanel, document: Document) -> StylePanel:
    empty_panel.set_document(document)
    document.style.take(made_classification())
    return empty_panel


def bar(panel: StylePanel, label: str) -> LabelBar:
    return next(bar for group in panel.groups for bar in group.bars if bar.label == label)


def shown_bars(panel: StylePanel) -> list[LabelBar]:
    return [bar for group in panel.groups for bar in group.bars if bar.isVisible()]


def test_the_most_likely_classes_are_shown_with_their_numbers(panel: StylePanel) -> None:
    assert panel.genres.bars[0].label == "rock"
    assert [sum(b.isVisible() for b in g.bars) for g in panel.groups] == [5, 3, 5]
    assert bar(panel, "rock").percent == "80 %"
    assert panel.genres.bars[4].percent == "< 1 %"
    assert panel.tempo_label.text() == "120 bpm"
    assert "84" in panel.tempo_detail.text()
    assert panel.highlight_label.text() == "0:08–0:12"


def test_more_shows_all_classes_of_a_kind_and_fewer_only_the_likeliest(
    panel: StylePanel, qtbot: QtBot
) -> None:
    n_all = len(panel.genres.bars)
    assert n_all == 21
    assert str(n_all - 5) in panel.genres.more_button.text()
    qtbot.mouseClick(panel.genres.more_button, LEFT)
    assert sum(b.isVisible() for b in panel.genres.bars) == n_all
    qtbot.mouseClick(panel.genres.more_button, LEFT)
    assert sum(b.isVisible() for b in panel.genres.bars) == 5


def test_a_click_shows_the_attention_of_a_class_and_another_that_of_all(
    panel: StylePanel, document: Document, qtbot: QtBot
) -> None:
    qtbot.mouseClick(bar(panel, "rock"), LEFT)
    assert document.style.label == "rock"
    assert [b.label for b in shown_bars(panel) if b.isChecked()] == ["rock"]
    assert "Rock" in panel.hint.text()
    qtbot.mouseClick(bar(panel, "happy"), LEFT)
    assert [b.label for b in shown_bars(panel) if b.isChecked()] == ["happy"]
    qtbot.mouseClick(bar(panel, "happy"), LEFT)
    assert document.style.label is None
    assert not any(b.isChecked() for b in shown_bars(panel))


def test_bars_are_reached_and_toggled_by_keys(
    panel: StylePanel, document: Document, qtbot: QtBot
) -> None:
    first, second = panel.genres.bars[:2]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert document.style.label == second.label
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert document.style.label is None


def test_a_chosen_class_stays_in_sight_when_only_the_likeliest_are_shown(
    panel: StylePanel, document: Document
) -> None:
    last = panel.genres.bars[-1]
    assert not last.isVisible()
    document.style.toggle_label(last.label)
    assert last.isVisible()
    assert last.isChecked()
    document.style.clear_label()
    assert not last.isVisible()


def test_a_class_without_attention_cannot_be_clicked(
    panel: StylePanel, document: Document, qtbot: QtBot
) -> None:
    found = made_classification()
    odd = replace(found, genres=(LabelProbability("zydeco", 0.9), *found.genres))
    document.style.take(odd)
    assert bar(panel, "zydeco").text() == "zydeco"
    qtbot.mouseClick(bar(panel, "zydeco"), LEFT)
    assert document.style.label is None
    assert not bar(panel, "zydeco").isChecked()


def test_the_panel_says_what_it_waits_for_and_fails_quietly(
    empty_panel: StylePanel, document: Document, qtbot: QtBot
) -> None:
    panel = empty_panel
    assert panel.notice.isVisible()
    before = panel.notice.text()
    panel.set_document(document)
    waiting = panel.notice.text()
    document.style._set_state(StyleState.LISTENING)
    assert panel.progress.isVisible()
    document.style.progress_changed.emit(0.5)
    assert panel.progress.value() == 500
    listening = panel.notice.text()
    assert len({before, waiting, listening}) == 3
    document.style._on_failed(Failure("The weights are missing.", "", True))
    assert "The weights are missing." in panel.notice.text()
    assert panel.retry_button.isVisible()
    assert not panel.progress.isVisible()
    assert not [w for w in QApplication.topLevelWidgets() if w is not panel and w.isVisible()]
    document.style.take(made_classification())
    assert not panel.notice.isVisible()
    assert shown_bars(panel)


def test_another_song_has_other_bars_and_the_first_one_is_no_longer_followed(
    panel: StylePanel, document: Document, services: Services, analysis: Analysis, qtbot: QtBot
) -> None:
    other = made_document(services, analysis)
    qtbot.waitUntil(lambda: other.transcription is not None)
    panel.set_document(other)
    assert shown_bars(panel) == []
    document.style.toggle_label("rock")
    jazz: tuple[LabelProbability, ...] = (LabelProbability("jazz", 1.0),)
    other.style.take(replace(made_classification(), genres=jazz))
    assert [b.label for b in panel.genres.bars] == ["jazz"]
    assert not panel.genres.more_button.isVisible()
    assert not any(b.isChecked() for b in shown_bars(panel))
    panel.set_document(None)
    assert shown_bars(panel) == []
    other.close()


def test_the_highlight_is_played_and_looped_by_a_click(
    panel: StylePanel, document: Document, qtbot: QtBot
) -> None:
    assert "H" in panel.play_button.toolTip()
    with qtbot.waitSignal(panel.highlight_requested):
        qtbot.mouseClick(panel.play_button, LEFT)
    qtbot.mouseClick(panel.loop_button, LEFT)
    assert document.loop is not None
    assert document.loop == pytest.approx((8.5, 12.5), abs=1.1)  # snapped to bar lines


def test_the_heatmap_is_switched_by_its_box(panel: StylePanel, qtbot: QtBot) -> None:
    wished: list[bool] = []
    panel.heatmap_toggled.connect(wished.append)
    qtbot.keyClick(panel.heatmap_box, Qt.Key.Key_Space)
    qtbot.keyClick(panel.heatmap_box, Qt.Key.Key_Space)
    assert wished == [False, True]
    panel.set_heatmap_shown(False)
    assert not panel.heatmap_box.isChecked()
    assert wished == [False, True], "what the program sets is no wish"


def test_similar_songs_have_a_place_of_their_own(panel: StylePanel) -> None:
    titles = [each for each in panel.findChildren(QLabel) if each.text() == "Similar songs"]
    assert [each.isVisible() for each in titles] == [False]
    view = QLabel("songs")
    panel.set_similar_view(view)
    assert [each.isVisible() for each in titles] == [True]
    assert view.isVisible()


def test_every_control_says_what_it_is(panel: StylePanel) -> None:
    controls = [c for c in panel.findChildren(QAbstractButton) if c.isVisible()]
    assert len(controls) > 15
    for control in controls:
        assert control.accessibleName(), control
        assert control.toolTip(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()
    assert bar(panel, "rock").accessibleName().startswith("Rock, 80 %")


@pytest.mark.parametrize("name", ["dark", "light"])
def test_bars_are_as_long_as_classes_are_likely(name: str, qtbot: QtBot) -> None:
    theme.choose(name)
    try:
        lengths = [filled(LabelBar("rock", probability), qtbot) for probability in (0, 0.5, 1)]
    finally:
        theme.choose("dark")
    assert lengths[0] == 0
    assert lengths[1] / lengths[2] == pytest.approx(0.5, abs=0.04)
    assert lengths[2] > 60


def filled(bar: LabelBar, qtbot: QtBot) -> int:
    """How many points of a bar have the colour of attention."""
    qtbot.addWidget(bar)
    bar.resize(260, bar.sizeHint().height())
    image = bar.grab().toImage()
    y = image.height() // 2
    wanted = theme.colours().attention
    return sum(near(QColor(image.pixel(x, y)), wanted) for x in range(image.width()))


def near(colour: QColor, wanted: QColor) -> bool:
    channels = [(c.red(), c.green(), c.blue()) for c in (colour, wanted)]
    return bool(np.abs(np.subtract(*channels)).max() < 12)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_panel_fits_its_column(language: str, empty_panel: StylePanel, qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    translations.install(application, language)
    try:
        panel = StylePanel()
    finally:
        translations.install(application, "en")
    qtbot.addWidget(panel)
    panel._show_classification(made_classification())
    bar_width = panel.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    assert panel.body.minimumSizeHint().width() <= panel.minimumWidth() - bar_width
