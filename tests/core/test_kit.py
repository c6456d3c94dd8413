"""The table of drums: what everything that derives from it may rely on."""

from itertools import pairwise

import pytest

from core.kit import DRUM_NAMES, DRUMS, KIT, MIDI_NOTE_TO_DRUM, Notehead, Voice


def test_there_are_at_least_16_drums():
    assert len(KIT) >= 16
    assert {"kick", "snare", "side_stick", "hihat_pedal", "ride_bell", "china"} <= set(DRUM_NAMES)


def test_names_and_titles_are_unique():
    assert len(set(DRUM_NAMES)) == len(KIT)
    assert len({drum.title for drum in KIT}) == len(KIT)


def test_every_midi_note_belongs_to_one_drum():
    notes = [note for drum in KIT for note in (drum.midi_note, *drum.more_midi_notes)]

    assert len(set(notes)) == len(notes)
    assert all(22 <= note <= 81 for note in notes)


@pytest.mark.parametrize("drum", KIT, ids=DRUM_NAMES)
def test_every_note_of_a_drum_leads_back_to_it(drum):
    for note in (drum.midi_note, *drum.more_midi_notes):
        assert MIDI_NOTE_TO_DRUM[note] == drum.name
    assert DRUMS[drum.name] is drum


def test_no_two_drums_look_the_same_on_the_staff():
    looks = [(drum.staff_line, drum.notehead, drum.voice) for drum in KIT]

    assert len(set(looks)) == len(looks)


def test_only_kick_and_pedal_hihat_are_played_by_the_feet():
    feet = {drum.name for drum in KIT if drum.voice is Voice.FEET}

    assert feet == {"kick", "hihat_pedal"}


def test_drums_have_round_heads_and_metal_has_none():
    drums = {drum.name for drum in KIT if drum.notehead is Notehead.NORMAL}

    assert drums == {"kick", "snare", "tom_high", "tom_mid", "tom_low"}


def test_toms_go_down_the_staff_as_they_get_lower():
    lines = [DRUMS[name].staff_line for name in ("tom_high", "tom_mid", "tom_low")]

    assert all(above < below for above, below in pairwise(lines))


def test_there_are_as_many_classes_as_the_reports_say():
    assert len({drum.class_8 for drum in KIT}) == 8
    assert {drum.class_5 for drum in KIT} - {None} == {
        "kick", "snare", "hihat", "toms", "cymbals",
    }  # fmt: skip
    assert {drum.class_3 for drum in KIT} - {None} == {"kick", "snare", "hihat"}


def test_fewer_classes_only_join_what_more_classes_part():
    for finer, coarser in (("class_8", "class_5"), ("class_5", "class_3")):
        for drum in KIT:
            if getattr(drum, coarser) is not None:
                assert getattr(drum, finer) is not None
    for drum in KIT:
        assert drum.class_3 in (None, drum.class_5)
