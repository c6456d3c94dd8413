"""`melody label-songs`: songs that a network transcribed, for `melody train` to train with."""

import argparse
import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.messages import exit_code_of, tell_error, tell_warning
from core.commands.options import add_device, expand_patterns, fraction
from core.errors import AudioError, DatasetError, SongNotFoundError
from core.output import write_atomically

if TYPE_CHECKING:
    from core.checkpoint import Checkpoint
    from core.commands.progress import SongsProgress
    from core.training.labels import Labels, LabelSettings

_TEXT = """\
Transcribes songs and writes what the network is sure of as labels to train with: NAME.flac (the
middle of the song, mono), NAME.json (sure strokes; beats, if the network hears them clearly) and
NAME.doubts.csv (where it is in doubt; nothing is learnt there). NAME is the song's name with a
number made of its content, so that a song that lies in two places is labelled once. Songs in
which hardly any stroke is sure are left out and named in left-out.csv. What is there already is
kept; stopped with Ctrl-C and started again, it goes on. Folders are searched with all that is in
them. Use songs whose licence allows training.
"""
_EXAMPLES = """\
examples:
  melody label-songs music/ --out labelled
  melody label-songs music/ --weights runs/teacher/best.pt --sure 0.85 --out labelled
  melody train --data data --accompaniment accompaniment --dataset melody=labelled
"""
_LEFT_OUT = "left-out.csv"


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "label-songs",
        parents=[common],
        help="transcribe songs for melody train to train with",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("songs", nargs="+", metavar="SONG", help="songs or folders of them")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where the files are written"
    )
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="the checkpoint that labels (default: the one shipped with Melody)",
    )
    parser.add_argument(
        "--sure",
        type=fraction,
        default=0.75,
        metavar="P",
        help="probability from which on a stroke is a label (default: 0.75, the least that"
        " melody train takes)",
    )
    parser.add_argument(
        "--doubtful",
        type=fraction,
        default=0.15,
        metavar="P",
        help="probability from which on a stroke is possible (default: 0.15)",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=120.0,
        metavar="S",
        help="how much of each song at most, from its middle (default: 120)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_device(parser)
    parser.set_defaults(run=run)


@dataclass
class _Tally:
    """How many songs came to what; the names of those left out with their strokes a minute."""

    left_out: dict[str, str]
    n_labelled: int = 0
    n_there: int = 0
    failures: list[Exception] = field(default_factory=list)


def run(options: argparse.Namespace) -> int:
    """Label the songs; returns 0, or the exit code of the first song that failed."""
    import torch  # noqa: PLC0415

    from core.checkpoint import load_checkpoint  # noqa: PLC0415
    from core.commands.progress import SongsProgress  # noqa: PLC0415
    from core.training.labels import LabelSettings  # noqa: PLC0415

    settings = LabelSettings(options.sure, options.doubtful, options.seconds)
    songs = find_songs(options.songs)
    checkpoint = load_checkpoint(options.weights)
    # More threads wait for each other at every step of a recurrent network.
    torch.set_num_threads(1)
    tally = _Tally(_read_left_out(options.out / _LEFT_OUT))
    with SongsProgress(songs, is_shown=not options.quiet) as progress:
        for number, path in enumerate(songs):
            try:
                _label(number, path, _Work(checkpoint, settings, options, progress), tally)
            except Exception as error:  # one bad song must not stop the rest
                tally.failures.append(error)
                with progress.aside():
                    tell_error(error, about=str(path), wants_traceback=hasattr(options, "debug"))
            progress.finish(number)
    print(
        f"{options.out}: {tally.n_labelled} songs labelled, {tally.n_there} were there,"
        f" {len(tally.left_out)} left out, {len(tally.failures)} failed"
    )
    return exit_code_of(tally.failures[0]) if tally.failures else 0


def find_songs(names: Iterable[str]) -> list[Path]:
    """The named songs and those in the named folders, each once; a missing one is told later."""
    from core.evaluation.pairs import is_audio  # noqa: PLC0415

    found: list[Path] = []
    for place in map(Path, expand_patterns(list(names))):
        if not place.is_dir():
            found.append(place)
            continue
        within = sorted(path for path in place.rglob("*") if is_audio(path) and path.is_file())
        if not within:
            raise DatasetError(f"{place} holds no song.")
        found += within
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Work:
    """What all songs are labelled with."""

    checkpoint: "Checkpoint"
    settings: "LabelSettings"
    options: argparse.Namespace
    progress: "SongsProgress"


def _label(number: int, path: Path, work: _Work, tally: _Tally) -> None:
    """Label a song and write its files, unless that is done."""
    from core.song import load_song  # noqa: PLC0415
    from core.training.labels import label_song  # noqa: PLC0415

    folder: Path = work.options.out
    name = label_name(path)
    if (folder / f"{name}.json").exists():
        tally.n_there += 1
        return
    if name in tally.left_out:
        return
    labels = label_song(
        load_song(path),
        work.checkpoint,
        work.settings,
        work.options.device,
        lambda fraction: work.progress.update(number, fraction),
    )
    with work.progress.aside():
        if labels.strokes_a_minute < work.settings.fewest_strokes:
            tally.left_out[name] = f"{labels.strokes_a_minute:.1f}"
            _write_left_out(folder / _LEFT_OUT, tally.left_out)
            tell_warning(
                f"{path} is left out: {labels.strokes_a_minute:.0f} sure strokes a minute."
            )
            return
        _write(folder, name, labels)
        tally.n_labelled += 1
        if not work.options.quiet:
            print(f"{path}: {_summary(labels)} -> {folder / name}.json", flush=True)


def label_name(path: Path) -> str:
    """The song's name with a number made of its content: the same wherever it lies."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise SongNotFoundError(f"There is no file {path}.") from error
    except OSError as error:
        raise AudioError(f"{path} could not be read: {error.strerror or error}.") from error
    return f"{path.stem}-{digest[:8]}"


def _write(folder: Path, name: str, labels: "Labels") -> None:
    """Write the files of a song, the JSON last: it tells that all are there."""
    from core.training.datasets.transcribed import DOUBTS_ENDING  # noqa: PLC0415
    from core.training.labels import doubts_csv, labels_json, song_flac  # noqa: PLC0415

    write_atomically(folder / f"{name}.flac", song_flac(labels), force=True)
    write_atomically(folder / f"{name}{DOUBTS_ENDING}", doubts_csv(labels), force=True)
    write_atomically(folder / f"{name}.json", labels_json(labels, f"{name}.flac"), force=True)


def _summary(labels: "Labels") -> str:
    beats = f"{len(labels.grid.bars)} bars" if labels.grid.bars else "beats unsure"
    return (
        f"{labels.song.duration:.0f} s, {len(labels.strokes)} sure strokes,"
        f" {len(labels.doubts)} doubts, {beats}"
    )


def _read_left_out(path: Path) -> dict[str, str]:
    """Strokes a minute of the songs left out before, by name."""
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["name"]: row["sure_strokes_a_minute"] for row in csv.DictReader(file)}


def _write_left_out(path: Path, left_out: dict[str, str]) -> None:
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(("name", "sure_strokes_a_minute"))
    rows.writerows(left_out.items())
    write_atomically(path, table.getvalue().encode(), force=True)
