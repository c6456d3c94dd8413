"""The MusicXML file: its elements, a kept file, and what music21 and MuseScore read in it."""

import math
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import ScoreError
from core.kit import DRUMS, KIT
from core.meter import TimeSignature
from core.score import (
    Bar,
    Beam,
    Chord,
    NoteValue,
    Rest,
    Score,
    Stroke,
    Swing,
    TempoMark,
    Tremolo,
    Tuplet,
    place_elements,
)
from core.writers.musicxml import divisions_of, musicxml_bytes
from core.writers.musicxml_marks import swing_proportion
from core.writers.musicxml_notes import display_pitch
from core.writers.names import HEADS
from tests.core.random_scores import random_score
from tests.core.writers.golden import (
    COMMON_TIME,
    EIGHTH,
    HALF,
    QUARTER,
    SIXTEENTH,
    golden_score,
    kept,
    kick,
)
from tests.musescore import compare_events, convert_all, corrupt_lines, needs_musescore

# The children of a note in the only order that the format allows.
NOTE_ORDER = (
    "grace", "chord", "unpitched", "rest", "duration", "tie", "instrument", "voice", "type",
    "dot", "time-modification", "stem", "notehead", "beam", "notations",
)  # fmt: skip
SEEDS = range(12)
INVALID = "is not a valid MusicXML file"


def written(*bars: Bar) -> ET.Element:
    """The file of a score with these bars, parsed."""
    return ET.fromstring(musicxml_bytes(Score(bars)))


def notes_of(*chords: Chord | Rest) -> list[ET.Element]:
    """The notes of a bar that begins with these."""
    length = sum((chord.value.length for chord in chords), Fraction(0))
    rests = (Rest(NoteValue(Fraction(1, 16))),) * int((1 - length) * 16)
    root = written(Bar(COMMON_TIME, (*chords, *rests)))
    return [note for note in root.iter("note") if note.find("rest") is None]


def snare(value: NoteValue = QUARTER, beam: Beam = Beam.NONE) -> Chord:
    return Chord(value, (Stroke("snare", 90),), beam)


def written_out(score: Score, *, keeps_swing: bool) -> Score:
    """What a program plays that draws repeated bars as notes."""
    bars = [replace(bar, repeats_previous=False) for bar in score.bars]
    if not keeps_swing:
        bars = [replace(bar, swing=None) for bar in bars]
    return score.with_bars(tuple(bars))


def test_the_kept_file_is_written_again_byte_for_byte() -> None:
    # write_kept("four_bars.musicxml", musicxml_bytes) keeps a new one.
    assert musicxml_bytes(golden_score()) == kept("four_bars.musicxml")


def test_score_with_a_bar_that_is_not_full_is_refused() -> None:
    with pytest.raises(ScoreError, match="Bar 1"):
        musicxml_bytes(Score((Bar(COMMON_TIME, (kick(),)),)))


def test_drums_stand_where_a_percussion_clef_puts_them() -> None:
    places = {drum.name: display_pitch(drum) for drum in KIT}
    assert places["kick"] == ("F", 4)
    assert places["snare"] == ("C", 5)
    assert places["ride"] == ("F", 5)
    assert places["hihat_closed"] == ("G", 5)
    assert places["crash"] == ("A", 5)
    assert places["hihat_pedal"] == ("D", 4)


@pytest.mark.parametrize("name", list(DRUMS))
def test_every_drum_points_to_an_instrument_with_its_midi_note(name: str) -> None:
    root = written(Bar(COMMON_TIME, (Chord(NoteValue(Fraction(1)), (Stroke(name, 90),)),)))
    instrument = root.find(".//note/instrument")
    assert instrument is not None
    declared = root.find(f".//midi-instrument[@id='{instrument.get('id')}']")
    assert declared is not None
    assert declared.findtext("midi-channel") == "10"
    assert declared.findtext("midi-unpitched") == str(DRUMS[name].midi_note + 1)
    assert root.findtext(".//score-instrument/instrument-name") == DRUMS[name].title
    head = root.findtext(".//note/notehead", "normal")
    assert head == HEADS[DRUMS[name].notehead].musicxml


def test_velocity_is_a_percentage_of_90() -> None:
    (soft,) = notes_of(Chord(QUARTER, (Stroke("snare", 45),)))
    assert float(soft.get("dynamics", "")) == pytest.approx(50)


def test_ghost_note_stands_in_parentheses() -> None:
    ghost, plain = notes_of(Chord(QUARTER, (Stroke("snare", 30, ghost=True),)), snare())
    head = ghost.find("notehead")
    assert head is not None
    assert (head.text, head.get("parentheses")) == ("normal", "yes")
    assert plain.find("notehead") is None


def test_dotted_eighth_and_sixteenth_share_one_beam_and_the_second_hangs_back() -> None:
    notes = notes_of(snare(NoteValue(Fraction(1, 8), 1), Beam.BEGIN), snare(SIXTEENTH, Beam.END))
    beams = [[(beam.get("number"), beam.text) for beam in note.iter("beam")] for note in notes]
    assert beams == [[("1", "begin")], [("1", "end"), ("2", "backward hook")]]
    assert len(notes[0].findall("dot")) == 1


def test_beams_stand_on_the_first_note_of_a_chord_only() -> None:
    both = (Stroke("snare", 90), Stroke("hihat_closed", 90))
    notes = notes_of(Chord(EIGHTH, both, Beam.BEGIN), Chord(EIGHTH, both, Beam.END))
    assert [len(note.findall("beam")) for note in notes] == [1, 0, 1, 0]
    assert [note.find("chord") is not None for note in notes] == [False, True, False, True]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_beam_that_begins_ends_on_its_level(seed: int) -> None:
    is_open: Counter[str] = Counter()
    steps = {"begin": 1, "end": -1}
    for note in ET.fromstring(musicxml_bytes(random_score(seed))).iter("note"):
        for beam in note.iter("beam"):
            # Grace notes may stand under a beam, with beams of their own.
            level = f"{note.findtext('voice')}{beam.get('number')}{note.find('grace') is None}"
            if beam.text in ("end", "continue"):
                assert is_open[level] == 1
            is_open[level] += steps.get(beam.text or "", 0)
    assert not any(is_open.values())


def test_tuplet_begins_and_ends_with_its_ratio_on_every_note() -> None:
    root = ET.fromstring(musicxml_bytes(golden_score()))
    inside = [note for note in root.iter("note") if note.find("time-modification") is not None]
    assert [note.findtext("time-modification/actual-notes") for note in inside] == ["3"] * 3
    assert [note.findtext("time-modification/normal-notes") for note in inside] == ["2"] * 3
    edges = [[edge.get("type") for edge in note.iter("tuplet")] for note in inside]
    assert edges == [["start"], [], ["stop"]]
    assert root.find(".//tuplet[@bracket='no']") is not None


def test_tuplet_without_a_common_beam_has_a_bracket() -> None:
    triplet = Tuplet(3, 2, Fraction(1, 8), (snare(), snare(EIGHTH)))
    root = written(Bar(COMMON_TIME, (triplet, Rest(QUARTER), Rest(HALF))))
    assert root.find(".//tuplet[@bracket='yes']") is not None
    assert root.findtext(".//tuplet/tuplet-actual/tuplet-type") == "eighth"


def test_flam_is_a_slashed_eighth_and_drag_two_sixteenths() -> None:
    root = ET.fromstring(musicxml_bytes(golden_score()))
    graces = [note for note in root.iter("note") if note.find("grace") is not None]
    assert [note.findtext("type") for note in graces] == ["eighth", "16th", "16th"]
    assert [note.find("grace[@slash='yes']") is not None for note in graces] == [True, False, False]
    assert not any(note.find("duration") is not None for note in graces)


def test_rolls_are_tremolos_and_ties() -> None:
    roll = Chord(HALF, (Stroke("snare", 80),), tremolo=Tremolo.MEASURED_32, tied_to_next=True)
    eighth = Chord(EIGHTH, (Stroke("snare", 80),), tremolo=Tremolo.MEASURED_32)
    buzz = Chord(QUARTER, (Stroke("snare", 80),), tremolo=Tremolo.BUZZ)
    notes = notes_of(roll, eighth, buzz)
    tremolos = [tremolo for note in notes for tremolo in note.iter("tremolo")]
    found = [(tremolo.get("type"), tremolo.text) for tremolo in tremolos]
    assert found == [("single", "3"), ("single", "2"), ("unmeasured", "0")]
    ties = [[tie.get("type") for tie in note.findall("tie")] for note in notes]
    assert ties == [["start"], ["stop"], []]
    assert [len(note.findall("notations/tied")) for note in notes] == [1, 1, 0]


def test_hidden_rests_are_not_printed() -> None:
    hands = (Rest(HALF, is_hidden=True), Rest(QUARTER), snare())
    rests = [note for note in written(Bar(COMMON_TIME, hands)).iter("note")][:2]
    assert [note.get("print-object") for note in rests] == ["no", None]


def test_bar_of_the_feet_alone_hides_the_rest_of_the_hands() -> None:
    root = written(Bar(COMMON_TIME, (), (kick(), Rest(QUARTER), Rest(HALF))))
    first, second = list(root.iter("note"))[:2]
    assert (first.findtext("voice"), first.get("print-object")) == ("1", "no")
    assert first.find("rest[@measure='yes']") is not None
    assert (second.findtext("voice"), second.findtext("stem")) == ("2", "down")


def test_repeated_bars_hold_their_notes_between_start_and_stop() -> None:
    root = ET.fromstring(musicxml_bytes(golden_score()))
    measures = list(root.iter("measure"))
    signs = [measure.find(".//measure-repeat") for measure in measures]
    assert [None if sign is None else sign.get("type") for sign in signs] == [
        None, "start", "stop", None,
    ]  # fmt: skip
    groove, repeat = ([ET.tostring(note) for note in m.iter("note")] for m in measures[:2])
    assert groove == repeat


def test_tie_runs_through_a_repeated_bar() -> None:
    roll = Chord(HALF, (Stroke("snare", 80),), tremolo=Tremolo.MEASURED_32, tied_to_next=True)
    bar = Bar(COMMON_TIME, (roll, snare(HALF)))
    root = written(bar, replace(bar, repeats_previous=True))
    assert [tie.get("type") for tie in root.iter("tie")] == ["start", "stop"] * 2


def test_silent_bars_are_counted_in_one_rest() -> None:
    silent = (Bar(COMMON_TIME, n_silent_bars=3), Bar(COMMON_TIME), Bar(COMMON_TIME))
    root = written(*silent, Bar(COMMON_TIME))
    assert [rest.text for rest in root.iter("multiple-rest")] == ["3"]
    assert len(root.findall(".//rest[@measure='yes']")) == 4


def test_pickup_bar_is_not_counted() -> None:
    pickup = Bar(COMMON_TIME, (snare(),), actual_length=Fraction(1, 4))
    first, second = written(pickup, Bar(COMMON_TIME)).iter("measure")
    assert (first.get("number"), first.get("implicit")) == ("0", "yes")
    assert (second.get("number"), second.get("implicit")) == ("1", None)


def test_silence_of_a_short_bar_is_written_in_plain_rests() -> None:
    pickup = Bar(COMMON_TIME, (), (kick(), Rest(EIGHTH)), actual_length=Fraction(3, 8))
    root = written(pickup, Bar(COMMON_TIME))
    rests = [note for note in root.iter("note") if note.get("print-object") == "no"]
    assert [note.findtext("type") for note in rests] == ["quarter", "eighth"]
    assert not any(note.find("rest[@measure]") is not None for note in rests)


def test_score_without_bars_holds_one_silent_bar() -> None:
    assert len(written().findall("part/measure/note/rest[@measure='yes']")) == 1


def test_marks_stand_above_the_bar() -> None:
    compound = TimeSignature(6, 8)
    root = written(
        Bar(
            compound,
            section="B",
            tempo=TempoMark(80.4, Fraction(3, 8)),
            swing=Swing(67),
            text="half time",
        ),
        Bar(compound, tempo=TempoMark(100, is_hidden=True), swing=Swing(50)),
    )
    first, second = root.iter("measure")
    assert first.findtext("direction/direction-type/rehearsal") == "B"
    metronome = first.find("direction/direction-type/metronome")
    assert metronome is not None
    assert metronome.findtext("beat-unit") == "quarter"
    assert metronome.find("beat-unit-dot") is not None
    assert metronome.findtext("per-minute") == "80"
    tempos = [float(s.get("tempo", "")) for s in root.iter("sound") if s.get("tempo")]
    assert tempos == pytest.approx([120.6, 100])
    assert [words.text for words in first.iter("words")] == ["Swing", "half time"]
    swing = first.find("direction/sound/swing")
    assert swing is not None
    assert [item.text for item in swing] == ["2", "1", "eighth"]
    assert second.find("direction/direction-type/metronome") is None
    assert second.find("direction/sound/swing/straight") is not None


@pytest.mark.parametrize("ratio", range(51, 80))
def test_swing_keeps_its_percentage(ratio: int) -> None:
    proportion = swing_proportion(Swing(ratio))
    assert round(100 * proportion / (proportion + 1)) == ratio
    assert proportion.numerator + proportion.denominator <= 100


def test_line_breaks_title_and_artist_are_kept() -> None:
    root = ET.fromstring(musicxml_bytes(golden_score()))
    starts = [measure.find("print[@new-system='yes']") for measure in root.iter("measure")]
    assert [start is not None for start in starts] == [False, False, False, True]
    assert root.findtext("work/work-title") == "Four & more"
    assert root.findtext("identification/creator") == "Nobody"


@pytest.mark.parametrize("seed", SEEDS)
def test_notes_are_built_in_the_order_of_the_format(seed: int) -> None:
    for note in ET.fromstring(musicxml_bytes(random_score(seed))).iter("note"):
        places = [NOTE_ORDER.index(item.tag) for item in note]
        assert places == sorted(places)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_voices_fill_every_bar(seed: int) -> None:
    score = random_score(seed)
    divisions = divisions_of(score)
    root = ET.fromstring(musicxml_bytes(score))
    for measure, bar in zip(root.iter("measure"), score.bars, strict=True):
        length = bar.length * 4 * divisions
        filled: Counter[str] = Counter()
        for note in measure.iter("note"):
            if note.find("chord") is None:
                filled[note.findtext("voice", "")] += int(note.findtext("duration", "0"))
        assert filled["1"] == length
        assert filled["2"] in (0, length)
        assert [int(back.text or "") for back in measure.iterfind("backup/duration")] == (
            [length] if filled["2"] else []
        )


def test_divisions_count_quintuplets_beside_triplets() -> None:
    fives = Tuplet(5, 4, Fraction(1, 16), (snare(SIXTEENTH),) * 5)
    threes = Tuplet(3, 2, Fraction(1, 8), (snare(EIGHTH),) * 3)
    assert divisions_of(Score((Bar(TimeSignature(2, 4), (fives, threes)),))) == math.lcm(5, 3)


ReadNote = tuple[Fraction, Fraction, str, str]
"""Start and length in quarters, place on the staff, notehead."""


def notes_by_music21(content: bytes) -> list[ReadNote]:
    """All notes but grace notes, as music21 reads them."""
    import music21  # noqa: PLC0415

    stream = music21.converter.parseData(content, format="musicxml")
    found = []
    for element in stream.recurse().notes:
        if element.duration.isGrace:
            continue
        start = Fraction(element.getOffsetInHierarchy(stream)).limit_denominator(1000)
        length = Fraction(element.duration.quarterLength).limit_denominator(1000)
        is_chord = isinstance(element, music21.chord.ChordBase)
        for note in element.notes if is_chord else (element,):
            found.append((start, length, note.displayName, note.notehead))
    return sorted(found)


def notes_of_score(score: Score) -> list[ReadNote]:
    """The same from the score itself."""
    found, bar_start = [], Fraction(0)
    for bar in score.bars:
        for voice in () if bar.is_silent else (bar.hands, bar.feet):
            for placed in place_elements(voice):
                strokes = placed.element.strokes if isinstance(placed.element, Chord) else ()
                for drum in (DRUMS[stroke.drum] for stroke in strokes):
                    step, octave = display_pitch(drum)
                    start, length = 4 * (bar_start + placed.position), 4 * placed.length
                    head = HEADS[drum.notehead].musicxml
                    found.append((start, length, f"{step}{octave}", head))
        bar_start += bar.length
    return sorted(found)


@pytest.mark.parametrize("seed", range(3))
def test_music21_reads_every_note_in_its_place(seed: int) -> None:
    score = random_score(seed)
    assert notes_by_music21(musicxml_bytes(score)) == notes_of_score(score)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 30))
def test_music21_reads_many_scores(seed: int) -> None:
    score = random_score(seed)
    assert notes_by_music21(musicxml_bytes(score)) == notes_of_score(score)


@pytest.mark.musescore
@needs_musescore
def test_musescore_opens_and_plays_the_four_bars(tmp_path: Path) -> None:
    # MuseScore 3 knows MusicXML 3.1, which has no swing: it would call the file invalid.
    score = written_out(golden_score(), keeps_swing=False)
    path = tmp_path / "four_bars.musicxml"
    path.write_bytes(musicxml_bytes(score))
    stderr = convert_all([path], (".mid", ".mscx"), tmp_path)
    assert INVALID not in stderr
    assert corrupt_lines(stderr) == []
    assert compare_events(path.with_suffix(".mid"), score) == []
    page = ET.parse(path.with_suffix(".mscx"))
    drums = {int(entry.get("pitch", "")): entry for entry in page.iter("Drum")}
    for stroke in {stroke.drum for bar in score.bars for _, stroke in bar.strokes()}:
        entry = drums[DRUMS[stroke].midi_note]
        assert entry.findtext("line") == str(DRUMS[stroke].staff_line)
        assert entry.findtext("head") == HEADS[DRUMS[stroke].notehead].musescore
    texts = ["".join(text.itertext()) for text in page.iterfind(".//RehearsalMark/text")]
    assert texts == ["A"]
    assert len(list(page.iter("LayoutBreak"))) == 1


@pytest.mark.slow
@pytest.mark.musescore
@needs_musescore
def test_musescore_plays_random_scores_as_written(tmp_path: Path) -> None:
    scores = {seed: random_score(seed) for seed in range(60)}
    paths = {seed: tmp_path / f"score{seed}.musicxml" for seed in scores}
    for seed, score in scores.items():
        # Without the repeat signs and with them, with swing and without: the same strokes.
        kept_marks = score if seed % 2 else written_out(score, keeps_swing=False)
        paths[seed].write_bytes(musicxml_bytes(kept_marks))
    stderr = convert_all(paths.values(), (".mid",), tmp_path)
    assert corrupt_lines(stderr) == []
    invalid = [line for line in stderr.splitlines() if INVALID in line]
    assert not [s for s in scores if s % 2 == 0 and any(f"score{s}." in line for line in invalid)]
    wrong = {
        seed: compare_events(paths[seed].with_suffix(".mid"), written_out(score, keeps_swing=False))
        for seed, score in scores.items()
    }
    assert not {seed: problems for seed, problems in wrong.items() if problems}
