"""Edits between written scores, against distances worked out by hand."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from core.errors import DatasetError
from core.evaluation.annotations import Annotation, load_annotation
from core.evaluation.report import (
    AnnotationPair,
    Weights,
    evaluate,
    evaluation_json,
    evaluation_table,
)
from core.evaluation.score import (
    Edits,
    ScorePair,
    SongScoreFigures,
    align_bars,
    bar_edits,
    evaluate_scores,
)
from core.evaluation.written import WrittenBar, WrittenNote, bars_from_json, bars_of_score
from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.score import Bar, Chord, NoteValue, Rest, Score, Stroke

FOUR_FOUR = TimeSignature(4, 4)
ROCK = (
    "kick 0", "hihat_closed 0", "hihat_closed 1/8", "snare 1/4", "hihat_closed 1/4",
    "hihat_closed 3/8", "kick 1/2", "hihat_closed 1/2", "kick 5/8", "hihat_closed 5/8",
    "snare 3/4", "hihat_closed 3/4", "hihat_closed 7/8",
)  # fmt: skip
# Bars that differ from one another, as those of a song do.
FILL = ("snare 0", "snare 1/8", "tom_high 1/4", "tom_high 3/8", "tom_low 1/2", "tom_low 3/4")
CHORUS = ("crash 0", "kick 0", "ride 1/4", "snare 1/4", "kick 3/8", "ride 1/2", "snare 3/4")
SONG = (ROCK, ROCK, FILL, CHORUS, CHORUS)


def bar(*notes: str, metre: TimeSignature = FOUR_FOUR) -> WrittenBar:
    """A bar of notes such as "kick 1/4"."""
    pairs = (note.split() for note in notes)
    return WrittenBar(metre, frozenset(WrittenNote(Fraction(p), d) for d, p in pairs))


def song(*bars: tuple[str, ...]) -> tuple[WrittenBar, ...]:
    return tuple(bar(*notes) for notes in bars)


def edits(reference: tuple[WrittenBar, ...], estimate: tuple[WrittenBar, ...]) -> Edits:
    figures = evaluate_scores([ScorePair("song", reference, estimate)])
    assert figures is not None
    return figures.total.edits


def with_notes(notes: tuple[str, ...], change: dict[str, str | None]) -> tuple[str, ...]:
    """The notes, some of them replaced (None: left out)."""
    return tuple(new for note in notes if (new := change.get(note, note)) is not None)


def spread(
    bars: tuple[WrittenBar, ...], factor: Fraction, shift: Fraction
) -> tuple[WrittenBar, ...]:
    """The same strokes written at `factor` times the note values, `shift` later."""
    placed = [
        (factor * (index + note.position) + shift, note.drum)
        for index, each in enumerate(bars)
        for note in each.notes
    ]
    n_bars = int(max(place for place, _ in placed)) + 1
    return tuple(
        WrittenBar(
            FOUR_FOUR,
            frozenset(WrittenNote(p - index, drum) for p, drum in placed if p // 1 == index),
        )
        for index in range(n_bars)
    )


def test_the_same_score_takes_no_edit() -> None:
    assert edits(song(*SONG), song(*SONG)) == Edits()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kick 5/8": "kick 9/16"}, Edits(n_moved=1)),
        ({"kick 5/8": "kick 7/12"}, Edits(n_moved=1)),
        ({"hihat_closed 1/8": "hihat_closed 1/12"}, Edits(n_moved=1)),
        ({"snare 3/4": "side_stick 3/4"}, Edits(n_changed=1)),
        ({"snare 3/4": None}, Edits(n_inserted=1)),
        ({"snare 3/4": "tom_high 11/16"}, Edits(n_inserted=1, n_deleted=1)),
        ({"kick 0": None, "kick 5/8": "kick 9/16"}, Edits(n_inserted=1, n_moved=1)),
        # The hat on 1 becomes a crash, the snare on 4 is played a sixteenth early.
        ({"hihat_closed 0": "crash 0", "snare 3/4": "snare 11/16"}, Edits(0, 0, 1, 1)),
        # Drums changed places: two drums in their places, not two moves or four halves.
        ({"kick 0": "snare 0", "snare 1/4": "kick 1/4"}, Edits(n_changed=2)),
    ],
)
def test_wrong_notes_of_a_bar_take_the_fewest_edits(
    change: dict[str, str | None], expected: Edits
) -> None:
    written = song(with_notes(ROCK, change), *SONG[1:])
    assert edits(song(*SONG), written) == expected
    mirrored = replace(expected, n_inserted=expected.n_deleted, n_deleted=expected.n_inserted)
    assert edits(written, song(*SONG)) == mirrored


def test_pairing_is_the_best_for_the_whole_bar() -> None:
    # The kick at 1/4 could move, but then the snare at 1/4 would have no partner.
    reference = bar("kick 0", "snare 1/4")
    estimate = bar("kick 1/4")
    assert bar_edits(reference.notes, estimate.notes) == Edits(n_inserted=1, n_changed=1)
    both = bar("kick 1/4", "tom_low 0")
    assert bar_edits(reference.notes, both.notes) == Edits(n_changed=2)


def test_missing_bar_costs_its_notes_and_no_others() -> None:
    without_fill = song(*SONG[:2], *SONG[3:])
    assert edits(song(*SONG), without_fill) == Edits(n_inserted=len(FILL))
    assert edits(without_fill, song(*SONG)) == Edits(n_deleted=len(FILL))


def test_silent_lead_in_costs_nothing_and_count_in_its_strokes() -> None:
    assert edits(song(*SONG), song((), (), *SONG)) == Edits()
    count_in = ("side_stick 0", "side_stick 1/4", "side_stick 1/2", "side_stick 3/4")
    assert edits(song(*SONG), song(count_in, *SONG)) == Edits(n_deleted=4)


def test_alignment_names_bars_without_a_partner() -> None:
    steps = align_bars(song(*SONG), song(ROCK, ROCK, CHORUS, CHORUS, FILL))
    assert [(step.reference, step.estimate) for step in steps] == [
        (0, 0), (1, 1), (2, None), (3, 2), (4, 3), (None, 4),
    ]  # fmt: skip
    assert [step.edits.total for step in steps] == [0, 0, len(FILL), 0, 0, len(FILL)]


def test_note_beyond_the_bar_line_is_deleted_and_inserted() -> None:
    late = song((), with_notes(ROCK, {"kick 0": None}))
    early = song(("kick 7/8",), with_notes(ROCK, {"kick 0": None}))
    assert edits(song((), ROCK), late) == Edits(n_inserted=1)
    assert edits(song((), ROCK), early) == Edits(n_inserted=1, n_deleted=1)


@pytest.mark.parametrize(
    ("factor", "shift"),
    [
        (Fraction(2), Fraction(0)),
        (Fraction(1, 2), Fraction(0)),
        (Fraction(1), Fraction(1, 4)),
        (Fraction(1), Fraction(3, 4)),
        (Fraction(1), Fraction(1, 8)),
        (Fraction(2, 3), Fraction(0)),
    ],
)
def test_wrong_tempo_or_bar_lines_are_not_rescued(factor: Fraction, shift: Fraction) -> None:
    reference = song(*(SONG * 3))
    figures = evaluate_scores([ScorePair("song", reference, spread(reference, factor, shift))])
    assert figures is not None and figures.total.edits_per_100 is not None
    assert figures.total.edits_per_100 > 50


def test_spreading_by_nothing_is_the_same_score() -> None:
    assert edits(song(*SONG), spread(song(*SONG), Fraction(1), Fraction(0))) == Edits()


def test_two_bars_are_never_joined() -> None:
    halves = song(("kick 0", "snare 1/4"), ("kick 0", "snare 1/4"))
    whole = song(("kick 0", "snare 1/4", "kick 1/2", "snare 3/4"))
    assert edits(whole, halves).total == 4


def test_pick_up_counts_from_its_whole_bar() -> None:
    strokes = tuple(Chord(NoteValue(Fraction(1, 8)), (Stroke("snare", 90),)) for _ in range(2))
    pick_up = Bar(FOUR_FOUR, hands=strokes, actual_length=Fraction(1, 4))
    whole = Bar(FOUR_FOUR, hands=(Rest(NoteValue(Fraction(1, 2), 1)), *strokes))
    first = bars_of_score(Score((pick_up,)))
    assert first == bars_of_score(Score((whole,))) == song(("snare 3/4", "snare 7/8"))
    assert edits(first + song(*SONG), song(*SONG)) == Edits(n_inserted=2)


def test_json_tells_a_pick_up_by_the_number_of_its_first_beat() -> None:
    notes = [{"position": "1/8", "drum": "snare"}]
    bars = [
        {"start": 0.4, "meter": "6/8", "notes": notes},
        {"start": 1.0, "meter": "6/8", "notes": notes},
    ]
    beats = [(0.4, 2), (1.0, 1), (1.6, 2)]
    first, second = bars_from_json(bars, beats)
    assert first.notes == {WrittenNote(Fraction(1, 2), "snare")}
    assert second.notes == {WrittenNote(Fraction(1, 8), "snare")}
    assert bars_from_json(bars, []) == (replace(second, start=0.4), second)


def test_metre_costs_no_edit_and_is_told() -> None:
    reference = (bar(*ROCK), bar(*FILL))
    estimate = (bar(*ROCK), bar(*FILL, metre=TimeSignature(7, 8)))
    figures = evaluate_scores([ScorePair("song", reference, estimate)])
    assert figures is not None
    assert figures.total == SongScoreFigures(Edits(), len(ROCK) + len(FILL), 2, 2, 2, 1)


def test_figure_is_pooled_over_songs_with_its_interval() -> None:
    wrong = with_notes(FILL, {"snare 0": None})
    figures = evaluate_scores(
        [
            ScorePair("long", song(ROCK, ROCK), song(ROCK, ROCK)),
            ScorePair("short", song(FILL), song(wrong)),
        ]
    )
    assert figures is not None and figures.interval is not None
    assert figures.total.edits_per_100 == pytest.approx(100 / (2 * len(ROCK) + len(FILL)))
    assert figures.songs["short"].edits_per_100 == pytest.approx(100 / len(FILL))
    assert figures.interval.low == 0
    assert figures.interval.high == pytest.approx(100 / len(FILL))


def test_empty_estimate_lacks_every_note_and_silence_has_no_figure() -> None:
    figures = evaluate_scores([ScorePair("song", song(*SONG), ())])
    assert figures is not None
    assert figures.total.edits_per_100 == 100
    silence = evaluate_scores([ScorePair("song", song(()), song(ROCK))])
    assert silence is not None
    assert (silence.total.edits_per_100, silence.total.edits.n_deleted) == (None, len(ROCK))
    assert evaluate_scores([]) is None
    with pytest.raises(DatasetError, match="song: the reference lists no bars"):
        evaluate_scores([ScorePair("song", (), song(ROCK))])


NOTES = st.builds(
    WrittenNote,
    st.sampled_from([Fraction(n, d) for d in (4, 6) for n in range(d)]),
    st.sampled_from(DRUM_NAMES[:4]),
)
BARS = st.builds(WrittenBar, st.just(FOUR_FOUR), st.frozensets(NOTES, max_size=6))
SCORES = st.lists(BARS, min_size=1, max_size=4).map(tuple)


def cheapest(reference: frozenset[WrittenNote], estimate: frozenset[WrittenNote]) -> int:
    """The fewest edits by assigning all notes at once, with nothing left as it is beforehand."""
    ours, theirs = list(reference), list(estimate)
    n = len(ours) + len(theirs)
    costs = np.zeros((n, n))
    costs[: len(ours), len(theirs) :] = 1
    costs[len(ours) :, : len(theirs)] = 1
    for row, one in enumerate(ours):
        for column, other in enumerate(theirs):
            costs[row, column] = (one.drum != other.drum) + (one.position != other.position)
    return int(costs[linear_sum_assignment(costs)].sum())


@settings(max_examples=200, deadline=None)
@given(BARS, BARS)
def test_edits_of_a_bar_are_the_fewest(one: WrittenBar, other: WrittenBar) -> None:
    found = bar_edits(one.notes, other.notes)
    assert found.total == cheapest(one.notes, other.notes)
    balance = len(one.notes) - len(other.notes)
    assert found.n_inserted - found.n_deleted == balance


@settings(max_examples=100, deadline=None)
@given(SCORES, SCORES, SCORES)
def test_edits_are_a_distance(
    one: tuple[WrittenBar, ...], two: tuple[WrittenBar, ...], three: tuple[WrittenBar, ...]
) -> None:
    assert edits(one, one).total == 0
    assert edits(one, two).total == edits(two, one).total
    assert edits(one, three).total <= edits(one, two).total + edits(two, three).total
    most = sum(len(each.notes) for each in (*one, *two))
    assert edits(one, two).total <= most


def test_report_tells_edits_and_weights() -> None:
    wrong = song(*SONG[:4], with_notes(CHORUS, {"crash 0": None}))
    pair = AnnotationPair("song", Annotation((), bars=song(*SONG)), Annotation((), bars=wrong))
    evaluation = evaluate([pair])
    n_notes = sum(map(len, SONG))
    weights = Weights("drums.pt", "0123456789abcdef")
    table = evaluation_table(evaluation, weights)
    assert "transcribed with drums.pt (SHA-256 0123456789ab)" in table
    assert f"score      {100 / n_notes:.1f} edits per 100 notes, 1 song" in table
    content = json.loads(json.dumps(evaluation_json(evaluation, weights), allow_nan=False))
    assert content["weights"]["file"] == "drums.pt"
    assert content["score"]["edits_per_100_notes"] == pytest.approx(100 / n_notes)
    assert content["score"]["songs"]["song"]["n_inserted"] == 1
    assert content["score"]["n_bars_in_metre"] == 5


def test_songs_without_bars_have_no_score_figure() -> None:
    evaluation = evaluate([AnnotationPair("song", Annotation((), bars=song(ROCK)), Annotation(()))])
    assert evaluation.score is None
    assert evaluation_json(evaluation)["score"] is None
    assert "edits" not in evaluation_table(evaluation)


@pytest.mark.parametrize(
    ("bars", "message"),
    [
        ([{"start": 0, "meter": "4/4"}], "bar 1 of its list is no bar"),
        ([{"start": 0, "meter": "4", "notes": []}], "bar 1: “4” is not a time signature"),
        (
            [{"start": 0, "meter": "4/4", "notes": [{"position": "0", "drum": "gong"}]}],
            "bar 1: there is no drum named “gong”",
        ),
        (
            [{"start": 0, "meter": "4/4", "notes": [{"position": "-1/4", "drum": "kick"}]}],
            "bar 1: a note stands before its bar",
        ),
        (
            [{"start": 0, "meter": "4/4", "notes": [{"position": "1/0", "drum": "kick"}]}],
            "bar 1 of its list is no bar",
        ),
    ],
)
def test_bad_bars_are_refused_with_their_place(
    tmp_path: Path, bars: list[object], message: str
) -> None:
    path = tmp_path / "song.json"
    content = {"format": "melody-transcription", "onsets": [], "beats": [], "bars": bars}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        load_annotation(path)
