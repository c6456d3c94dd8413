"""Which estimate belongs to which reference: by the song's name in the file names.

A reference folder holds the song NAME as `NAME.onsets.txt`; a folder without such files holds it
as `NAME.json`, `NAME.csv`, `NAME.txt`, `NAME.mid` or `NAME.midi`. An estimate of NAME is named
`NAME.SUFFIX` or `NAME.MORE.SUFFIX` (`NAME.drums.flac`); audio counts as an estimate yet to be
made. Every reference needs exactly one estimate and the other way round: a figure over half of
the songs would look like a figure over all. One reference file with one estimate file needs no
equal names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DatasetError, UsageError
from core.evaluation.annotations import (
    BEATS_ENDING,
    ENDINGS,
    ONSETS_ENDING,
    VELOCITIES_ENDING,
    song_name,
)
from core.song import AUDIO_SUFFIXES


@dataclass(frozen=True)
class FilePair:
    """A song's reference file and estimate file."""

    name: str
    reference: Path
    estimate: Path


def is_audio(path: Path) -> bool:
    """Whether the file name is a song's rather than an annotation's."""
    return path.suffix.lower() in AUDIO_SUFFIXES


def pair_files(reference: Path, estimates: Sequence[Path]) -> tuple[FilePair, ...]:
    """Pairs of files, sorted by name; raises `UsageError` naming what does not match."""
    for path in (reference, *estimates):
        if not path.exists():
            raise DatasetError(f"There is no file or folder {path}.")
    candidates = [file for path in estimates for file in _estimate_files(path)]
    if reference.is_file():
        if len(estimates) == 1 and estimates[0].is_file():
            return (FilePair(song_name(reference), reference, estimates[0]),)
        references = {song_name(reference): reference}
        candidates = [file for file in candidates if _reference_name(file, list(references))]
    else:
        references = _reference_files(reference)
    return _match(references, candidates)


def _reference_files(folder: Path) -> dict[str, Path]:
    files = sorted(file for file in folder.iterdir() if file.is_file())
    found = [file for file in files if file.name.endswith(ONSETS_ENDING)]
    if not found:
        found = [file for file in files if _is_annotation(file)]
    if not found:
        raise DatasetError(f"There is no reference in {folder} (NAME.onsets.txt, .json ...).")
    references: dict[str, Path] = {}
    for file in found:
        other = references.setdefault(song_name(file), file)
        if other != file:
            raise DatasetError(f"Two references of one song: {other.name}, {file.name}.")
    return references


def _is_annotation(file: Path) -> bool:
    name = file.name.lower()
    return name.endswith(ENDINGS) and not name.endswith((BEATS_ENDING, VELOCITIES_ENDING))


def _estimate_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.is_file() and (_is_annotation(file) or is_audio(file))
    )


def _reference_name(estimate: Path, names: Sequence[str]) -> str | None:
    """The longest reference name with which the estimate's name begins."""
    name = song_name(estimate)
    matching = [known for known in names if name == known or name.startswith(known + ".")]
    return max(matching, key=len, default=None)


def _match(references: dict[str, Path], candidates: list[Path]) -> tuple[FilePair, ...]:
    found: dict[str, list[Path]] = {name: [] for name in references}
    strangers = []
    for file in candidates:
        name = _reference_name(file, list(references))
        if name is None:
            strangers.append(file)
        elif file not in found[name]:
            found[name].append(file)
    if strangers:
        raise UsageError(f"No reference has the name of {_listed(strangers)}.")
    missing = [references[name] for name, files in found.items() if not files]
    if missing:
        raise UsageError(f"No estimate has the name of {_listed(missing)}.")
    for name, files in found.items():
        if len(files) > 1:
            raise UsageError(f"{name} has several estimates, name one of them: {_listed(files)}.")
    return tuple(FilePair(name, references[name], found[name][0]) for name in sorted(references))


def _listed(files: Sequence[Path], n_shown: int = 4) -> str:
    shown = ", ".join(file.name for file in files[:n_shown])
    return shown if len(files) <= n_shown else f"{shown} and {len(files) - n_shown} more"
