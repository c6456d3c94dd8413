"""IDMT-SMT-Drums V2 (Dittmar & Gärtner 2014): kick, snare and hi-hat, alone and together.

    audio/NAME#MIX.wav            the three together
    audio/NAME#HH.wav #KD #SD     some performances: one of them alone
    annotation_xml/NAME#MIX.xml   strokes of the performance: <event> with <onsetSec> in seconds
                                  and <instrument> HH, KD or SD

The hi-hat is not told open from closed, nothing else is labelled, and neither velocities nor
beats are known. Single strokes meant for template learning (`#train.wav`) are not used.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

from core.errors import DatasetError
from core.kit import DRUM_NAMES
from core.training.datasets.recorded import RecordedSong, Stroke, split_by_group, truth_of
from core.training.targets import HIHATS, Truth

_DRUMS = MappingProxyType({"KD": "kick", "SD": "snare", "HH": "hihat_closed"})
_LABELLED = ("kick", "snare", *(DRUM_NAMES[index] for index in HIHATS))


def list_idmt(folder: Path) -> tuple[RecordedSong, ...]:
    """The songs of the dataset in the folder that holds `audio` and `annotation_xml`."""
    songs = tuple(_songs(folder))
    if not songs:
        raise DatasetError(
            f"{folder} is not laid out like IDMT-SMT-Drums V2: it holds no annotation_xml/"
            "NAME#MIX.xml with its audio/NAME#MIX.wav."
        )
    return split_by_group(songs)


def _songs(folder: Path) -> Iterator[RecordedSong]:
    for annotation in sorted((folder / "annotation_xml").glob("*#MIX.xml")):
        name = annotation.name.removesuffix("#MIX.xml")
        for part in ("MIX", *_DRUMS):
            audio = folder / "audio" / f"{name}#{part}.wav"
            if audio.is_file():
                yield RecordedSong(f"idmt {name}", audio, partial(_read_truth, annotation, part))


def _read_truth(annotation: Path, part: str) -> Truth:
    """The strokes that are heard in one part: all of them in "MIX", else one drum's."""
    try:
        events = list(ElementTree.parse(annotation).iter("event"))
        strokes = [
            Stroke(float(event.findtext("onsetSec", "").strip()), _DRUMS[instrument])
            for event in events
            if (instrument := event.findtext("instrument", "").strip()) == part or part == "MIX"
        ]
    except (OSError, ElementTree.ParseError) as error:
        raise DatasetError(f"{annotation} can't be read: {error}") from error
    except (KeyError, ValueError) as error:
        raise DatasetError(
            f"{annotation} holds an event without a time or with an instrument that is none of"
            f" {', '.join(_DRUMS)}: {error}"
        ) from error
    return truth_of(strokes, _LABELLED, tells_hihats=False)
