"""What a library knows of one song: the row of its table, without the vector."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from core.library.difficulty import difficulty_of, measure_demands
from core.revise import Transcription
from core.song import Song
from core.summary import count_drums, summarize
from core.tagging.classification import Classification, Highlight, LabelProbability, Tempo


@dataclass(frozen=True)
class LibraryEntry:
    """A song of a library: `duration` in seconds, labels of each kind, the most likely first.

    `time_signature` ("4/4", the commonest), `drums` (names in `KIT`, in its order) and
    `difficulty` (1..5) are known of songs that were transcribed, and None of others.
    """

    path: Path
    title: str
    artist: str
    duration: float
    genres: tuple[LabelProbability, ...] = ()
    moods: tuple[LabelProbability, ...] = ()
    tags: tuple[LabelProbability, ...] = ()
    tempo: Tempo | None = None
    highlight: Highlight | None = None
    time_signature: str | None = None
    drums: tuple[str, ...] | None = None
    difficulty: float | None = None

    @property
    def top_genre(self) -> LabelProbability | None:
        """The likeliest genre."""
        return self.genres[0] if self.genres else None

    @property
    def top_mood(self) -> LabelProbability | None:
        """The likeliest mood."""
        return self.moods[0] if self.moods else None


@dataclass(frozen=True)
class ScoreFacts:
    """What a transcription tells of a song; as the fields of `LibraryEntry`.

    `time_signature` and `tempo` (felt beats a minute) are None where no bars were found, `drums`
    empty where no stroke was. Beats that were found tell the tempo better than a song's sound.
    """

    time_signature: str | None
    drums: tuple[str, ...]
    difficulty: float
    tempo: float | None = None


def library_path(path: Path) -> Path:
    """The path as libraries write it: absolute and without "..", links left as they are."""
    return Path(os.path.normpath(path.absolute()))


def entry_of(song: Song, classification: Classification) -> LibraryEntry:
    """The entry of a song that was read from a file and classified."""
    if song.path is None:
        raise ValueError("Only a song that lies in a file can be in a library.")
    return LibraryEntry(
        library_path(song.path),
        song.title,
        song.artist,
        classification.duration,
        classification.genres,
        classification.moods,
        classification.tags,
        classification.tempo,
        classification.highlight,
    )


def score_facts(transcription: Transcription) -> ScoreFacts:
    """Metre, drums and difficulty of a transcribed song."""
    summary = summarize(transcription)
    metres = summary.time_signatures
    return ScoreFacts(
        str(metres[0]) if metres else None,
        tuple(count_drums(transcription.onsets)),
        difficulty_of(measure_demands(transcription)),
        summary.tempo.usual if summary.tempo else None,
    )


def with_score(entry: LibraryEntry, facts: ScoreFacts) -> LibraryEntry:
    """The entry with what its transcription tells."""
    return replace(
        entry,
        time_signature=facts.time_signature,
        drums=facts.drums,
        difficulty=facts.difficulty,
        tempo=Tempo(facts.tempo, 1.0) if facts.tempo else entry.tempo,
    )
