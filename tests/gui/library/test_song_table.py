"""The table of songs: what its cells say, sorting, searching, and how fast both are."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.tagging.classification import LabelProbability, Tempo
from melody_gui.library.song_filter import SongFilter, Wish, offer_of
from melody_gui.library.song_table import SongTable
from melody_gui.library.song_table_model import Column, Role, SongTableModel
from melody_gui.library.song_words import said_labels
from tests.gui.library.made_library import made_entry

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
BLUES = (LabelProbability("blues", 0.62), LabelProbability("rock", 0.2))
SHUFFLE = replace(
    made_entry(0),
    path=Path("/music/shuffle.mp3"),
    title="Café Shuffle",
    artist="Ada & the Gears",
    duration=185.0,
    genres=BLUES,
    moods=(LabelProbability("mellow", 0.4), LabelProbability("sad", 0.3)),
    tags=(LabelProbability("harpsichord", 0.9),),
    tempo=Tempo(95.3, 0.8),
    time_signature="12/8",
    drums=("kick", "snare", "cowbell"),
    difficulty=3.0,
)
UNOPENED = replace(
    SHUFFLE,
    path=Path("/music/b.mp3"),
    title="Another",
    artist="",
    tempo=None,
    time_signature=None,
    drums=None,
    difficulty=None,
)


@pytest.fixture
def model(qtbot: QtBot) -> SongTableModel:
    made = SongTableModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


@pytest.fixture
def songs(model: SongTableModel) -> SongFilter:
    made = SongFilter(model, model)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def text(model: SongTableModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def titles(songs: SongFilter) -> list[str]:
    return [songs.index(row, 0).data() for row in range(songs.rowCount())]


def test_cells_tell_what_is_known(model: SongTableModel) -> None:
    model.set_entries([SHUFFLE])
    shown = [text(model, 0, column) for column in Column]
    assert shown == [
        "Café Shuffle", "Ada & the Gears", "Blues", "Mellow", "95", "12/8", "", "3.0", "3:05",
    ]  # fmt: skip
    genre, drums = model.index(0, Column.GENRE), model.index(0, Column.DRUMS)
    assert genre.data(Role.FRACTION) == 0.62
    assert genre.data(Role.NOTE) == "62 %"
    assert genre.data(Qt.ItemDataRole.AccessibleTextRole) == "Blues, 62 %"
    assert genre.data(Qt.ItemDataRole.ToolTipRole) == "Blues  62 %\nRock  20 %"
    assert drums.data(Role.DRUMS) == ("kick", "snare", "cowbell")
    assert drums.data(Qt.ItemDataRole.ToolTipRole) == "Bass Drum, Snare, Cowbell"
    assert model.index(0, Column.DIFFICULTY).data(Role.FRACTION) == 0.5


def test_what_is_not_known_is_left_empty(model: SongTableModel) -> None:
    model.set_entries([replace(UNOPENED, title="", genres=(), moods=())])
    shown = [text(model, 0, column) for column in Column]
    assert shown == ["b", "", "", "", "", "", "", "", "3:05"]
    tooltip = model.index(0, Column.DRUMS).data(Qt.ItemDataRole.ToolTipRole)
    assert tooltip.startswith("Known once its drums were heard")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column.TITLE, lambda e: e.title.casefold()),
        (Column.TEMPO, lambda e: e.tempo.bpm),
        (Column.DURATION, lambda e: e.duration),
        (Column.DIFFICULTY, lambda e: e.difficulty),
        (Column.DRUMS, lambda e: None if e.drums is None else len(e.drums)),
    ],
)
@pytest.mark.parametrize("order", [UP, DOWN])
def test_sorting_orders_and_puts_the_unknown_last(
    songs: SongFilter, model: SongTableModel, column: Column, value: Callable, order: Qt.SortOrder
) -> None:
    model.set_entries(made_entry(number) for number in range(40))
    songs.sort(column, order)
    found = [value(entry) for entry in model.entries]
    known = [each for each in found if each is not None]
    assert known == sorted(known, reverse=order is DOWN)
    assert found[: len(known)] == known
    assert len(found) == 40


def test_genres_sort_by_name_the_likeliest_first(model: SongTableModel) -> None:
    def song(name: str, label: str, share: float) -> object:
        ranked = (LabelProbability(label, share),)
        return replace(SHUFFLE, path=Path(name), title=name, genres=ranked)

    model.set_entries([song("a", "rock", 0.4), song("b", "jazz", 0.5), song("c", "rock", 0.9)])
    model.sort(Column.GENRE, UP)
    assert [text(model, row, Column.TITLE) for row in range(3)] == ["b", "c", "a"]


def test_selected_songs_stay_selected_when_sorted(qtbot: QtBot) -> None:
    table = SongTable()
    qtbot.addWidget(table)
    table.set_songs([made_entry(number) for number in range(30)])
    path = table.songs.entries[7].path
    table.selectRow(7)
    table.sortByColumn(Column.TEMPO, DOWN)
    assert table.selected_paths == [path]
    table.set_songs([made_entry(number) for number in range(29, -1, -1)])
    assert table.selected_paths == [path]
    assert table.current_entry is not None
    assert table.current_entry.path == path


def test_new_songs_come_to_their_place(model: SongTableModel, songs: SongFilter) -> None:
    model.set_entries(made_entry(number) for number in range(0, 40, 2))
    songs.sort(Column.TEMPO, DOWN)
    for number in range(1, 40, 2):
        model.put(made_entry(number))
    tempos = [entry.tempo.bpm for entry in model.entries if entry.tempo]
    assert tempos == sorted(tempos, reverse=True)
    assert len(tempos) == songs.rowCount() == 40
    model.put(replace(model.entries[3], title="Renamed"))
    assert text(model, 3, Column.TITLE) == "Renamed"
    model.remove(model.entries[3].path)
    assert model.rowCount() == 39
    assert "Renamed" not in titles(songs)


def test_the_open_song_is_bold(model: SongTableModel) -> None:
    model.set_entries([SHUFFLE, UNOPENED])
    model.set_opened(SHUFFLE.path)
    fonts = [model.index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(2)]
    assert fonts[0] is None  # "Another" comes first
    assert fonts[1].bold()


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        (Wish(), True),
        (Wish("shuffle CAFÉ"), True),
        (Wish("shuffle polka"), False),
        (Wish("gears"), True),
        (Wish("harpsichord"), True),
        (Wish("rock"), False),  # a fifth: not said of this song
        (Wish("kick"), True),
        (Wish("bass drum cowbell"), True),
        (Wish("12/8"), True),
        (Wish(genre="blues"), True),
        (Wish(genre="rock"), False),
        (Wish(mood="sad"), True),
        (Wish(mood="happy"), False),
        (Wish(slowest=90, fastest=100), True),
        (Wish(slowest=100, fastest=90), True),
        (Wish(slowest=95, fastest=95), True),
        (Wish(slowest=96), False),
        (Wish(fastest=94), False),
        (Wish("shuffle", "blues", "mellow", 90, 100), True),
    ],
)
def test_songs_are_found_by_what_they_are(
    songs: SongFilter, model: SongTableModel, wish: Wish, fits: bool
) -> None:
    model.set_entries([SHUFFLE])
    songs.set_wish(wish)
    assert titles(songs) == (["Café Shuffle"] if fits else [])
    songs.set_wish(Wish())
    assert titles(songs) == ["Café Shuffle"]


def test_songs_without_tempo_fit_no_range_of_tempos(
    songs: SongFilter, model: SongTableModel
) -> None:
    model.set_entries([SHUFFLE, UNOPENED])
    songs.set_wish(Wish(slowest=41))
    assert titles(songs) == ["Café Shuffle"]


def test_search_knows_what_is_new_of_a_song(songs: SongFilter, model: SongTableModel) -> None:
    model.set_entries([SHUFFLE])
    songs.set_wish(Wish("polka"))
    assert titles(songs) == []
    model.put(replace(SHUFFLE, title="Polka"))
    assert titles(songs) == ["Polka"]


def test_labels_are_said_of_a_song_relative_to_the_likeliest() -> None:
    ranked = [LabelProbability(name, p) for name, p in (("a", 0.1), ("b", 0.06), ("c", 0.04))]
    assert said_labels(ranked) == ("a", "b")
    assert said_labels([]) == ()


def test_what_is_offered_are_the_labels_of_the_songs() -> None:
    offer = offer_of([SHUFFLE, replace(UNOPENED, moods=())])
    assert offer.genres == (("blues", 2),)
    assert offer.moods == (("mellow", 1), ("sad", 1))


def test_five_thousand_songs_sort_and_search_without_a_halt(qtbot: QtBot) -> None:
    table = SongTable()
    qtbot.addWidget(table)
    table.resize(1200, 800)
    table.show()
    table.set_songs([replace(made_entry(n % 500), path=Path(f"/m/{n}.mp3")) for n in range(5000)])
    table.filter.set_wish(Wish("warm up: the texts are made"))
    table.filter.set_wish(Wish())

    def seconds(work: Callable[[], object]) -> float:
        begun = time.thread_time()
        work()
        table.grab()
        return time.thread_time() - begun

    assert seconds(lambda: table.sortByColumn(Column.GENRE, DOWN)) < 0.4
    assert seconds(lambda: table.filter.set_wish(Wish("loud", slowest=90, fastest=120))) < 0.4
    assert 0 < table.filter.rowCount() < 5000
    assert seconds(lambda: table.filter.set_wish(Wish())) < 0.4
    assert seconds(lambda: table.songs.put(made_entry(501))) < 0.4
