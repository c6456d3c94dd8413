"""`melody transcribe`: songs -> files, one bad song not stopping the rest."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.formats import format_of_suffix
from core.commands.machine import n_workers
from core.commands.messages import exit_code_of, tell_error, tell_warning
from core.commands.options import add_device, expand_patterns, fraction, time_signature
from core.errors import MelodyError, UsageError
from core.output import check_output, write_atomically
from core.writers import WRITERS

if TYPE_CHECKING:
    from core.commands.jobs import SongResult
    from core.transcribe import TranscribeSettings

_DEFAULT_FORMAT = "mscx"
_EXAMPLES = """\
examples:
  melody transcribe song.mp3                         song.mscx in this folder
  melody transcribe song.mp3 -o chart.musicxml       the suffix names the format
  melody transcribe *.flac --output-dir charts --format mscx,midi --jobs 2
  melody transcribe waltz.ogg --meter 3/4 --tempo 172 --first-downbeat 1.25

formats:
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    formats = "\n".join(f"  {f.name:<10}{f.suffix:<12}{f.description}" for f in WRITERS.values())
    parser = subparsers.add_parser(
        "transcribe",
        parents=[common],
        help="write the drum score of songs",
        description="Writes the drum score of each SONG (wav, flac, ogg, mp3, m4a, mp4 ...).",
        epilog=_EXAMPLES + formats,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("songs", nargs="+", metavar="SONG", help="an audio file")
    where = parser.add_argument_group("output")
    where.add_argument("-o", "--output", type=Path, metavar="FILE", help="the file to write")
    where.add_argument(
        "--output-dir",
        type=Path,
        metavar="DIR",
        help="folder for files named after their songs (made if missing; default: this folder)",
    )
    where.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="FORMAT",
        help=f"one or more of {', '.join(WRITERS)}; parted by commas or given several times"
        f" (default: by the suffix of -o, else {_DEFAULT_FORMAT})",
    )
    where.add_argument("--force", action="store_true", help="overwrite files that exist")
    _add_music_options(parser.add_argument_group("music (default: found in the song)"))
    running = parser.add_argument_group("running")
    add_device(running)
    running.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help="songs worked on at once, each in a process of its own; fewer where this"
        " machine's cores or memory (1.5 GB a song) don't suffice (default: 1)",
    )
    running.add_argument("--quiet", action="store_true", help="tell errors only")
    parser.set_defaults(run=run)


def _add_music_options(music: argparse._ArgumentGroup) -> None:
    music.add_argument("--tempo", type=float, metavar="BPM", help="felt beats a minute")
    music.add_argument(
        "--meter", type=time_signature, metavar="N/D", help="time signature, such as 6/8"
    )
    music.add_argument(
        "--first-downbeat", type=float, metavar="SECONDS", help="time of the first bar's first beat"
    )
    music.add_argument(
        "--repeats",
        choices=("simile", "written"),
        default="simile",
        help="equal bars as repeat signs, or written out (default: simile)",
    )
    music.add_argument(
        "--sensitivity",
        type=fraction,
        default=0.5,
        metavar="0..1",
        help="more than .5 writes fainter strokes too, less only surer ones (default: .5)",
    )
    music.add_argument("--title", help="title to print (default: from the song's tags)")
    music.add_argument("--artist", help="artist to print (default: from the song's tags)")


@dataclass(frozen=True)
class PlannedSong:
    """A song, and the files to write of it: format -> path."""

    song: Path
    outputs: dict[str, Path]


def run(options: argparse.Namespace) -> int:
    """Transcribe all songs; returns 0, or the exit code of the first song that failed."""
    songs = [Path(song) for song in expand_patterns(options.songs)]
    planned = plan_outputs(songs, options.output, options.output_dir, options.format)
    if options.title is not None and len(songs) > 1:
        raise UsageError("--title fits one song only; several songs take their titles from tags.")
    if options.jobs < 1:
        raise UsageError(f"--jobs needs a number of 1 or more, not {options.jobs}.")
    failures: dict[int, Exception] = {}
    for index, plan in enumerate(planned):
        try:
            _check_outputs(plan, force=options.force)
        except MelodyError as error:
            failures[index] = error
            tell_error(error)
    to_do = [index for index in range(len(planned)) if index not in failures]
    if to_do:
        failures |= _transcribe_all(planned, to_do, options)
    if len(songs) > 1 and failures:
        tell_warning(f"{len(failures)} of {len(songs)} songs failed.")
    return exit_code_of(failures[min(failures)]) if failures else 0


def plan_outputs(
    songs: Sequence[Path], output: Path | None, folder: Path | None, wanted: Sequence[str]
) -> list[PlannedSong]:
    """Which files to write of each song; raises `UsageError` where the options disagree."""
    formats = parse_formats(wanted)
    if output is not None:
        if len(songs) > 1:
            raise UsageError("-o names one file, but there are several songs: give --output-dir.")
        if folder is not None:
            raise UsageError("Give either -o or --output-dir, not both.")
        if len(formats) > 1:
            raise UsageError("-o names one file, but there are several formats: give --output-dir.")
        name = formats[0] if formats else format_of_suffix(output)
        planned = [PlannedSong(songs[0], {name: output})]
    else:
        target = folder or Path()
        suffixes = {name: WRITERS[name].suffix for name in formats or (_DEFAULT_FORMAT,)}
        planned = [
            PlannedSong(song, {n: target / f"{song.stem}{s}" for n, s in suffixes.items()})
            for song in songs
        ]
    _refuse_clashes(planned)
    return planned


def parse_formats(wanted: Sequence[str]) -> tuple[str, ...]:
    """The formats named in `--format` options, each once; raises `UsageError` for others."""
    names = [name.strip().lower().lstrip(".") for text in wanted for name in text.split(",")]
    for name in names:
        if name not in WRITERS:
            raise UsageError(f"There is no format “{name}”; there are {', '.join(WRITERS)}.")
    return tuple(dict.fromkeys(names))


def _refuse_clashes(planned: Sequence[PlannedSong]) -> None:
    owners: dict[Path, Path] = {}
    for plan in planned:
        for output in plan.outputs.values():
            owner = owners.setdefault(output.absolute(), plan.song)
            if owner is not plan.song:
                raise UsageError(
                    f"{owner} and {plan.song} would both be written to {output}."
                    " Transcribe them into different folders."
                )
    for plan in planned:
        if plan.song.absolute() in owners:
            raise UsageError(f"{plan.song} is a song; Melody does not write over songs.")


def _check_outputs(plan: PlannedSong, *, force: bool) -> None:
    for output in plan.outputs.values():
        check_output(output, force=force)


def _settings(options: argparse.Namespace) -> "TranscribeSettings":
    from core.engrave import Repeats  # noqa: PLC0415
    from core.transcribe import TranscribeSettings  # noqa: PLC0415

    return TranscribeSettings(
        tempo=options.tempo,
        time_signature=options.meter,
        first_downbeat=options.first_downbeat,
        repeats=Repeats(options.repeats),
        device=options.device,
        sensitivity=options.sensitivity,
        title=options.title,
        artist=options.artist,
    )


def _transcribe_all(
    planned: Sequence[PlannedSong], to_do: Sequence[int], options: argparse.Namespace
) -> dict[int, Exception]:
    """Transcribe and write the planned songs of those indices; returns what failed, by index."""
    from core.commands.jobs import SongJob, run_jobs  # noqa: PLC0415
    from core.commands.progress import SongsProgress  # noqa: PLC0415

    settings = _settings(options)
    jobs = [SongJob(planned[i].song, tuple(planned[i].outputs), settings) for i in to_do]
    workers = n_workers(options.jobs, len(jobs))
    if workers < min(options.jobs, len(jobs)) and not options.quiet:
        tell_warning(f"working on {workers} at once: this machine's cores or memory allow no more.")
    failures: dict[int, Exception] = {}
    with SongsProgress([job.song for job in jobs], is_shown=not options.quiet) as progress:
        for number, outcome in run_jobs(jobs, workers, progress.update):
            index = to_do[number]
            progress.finish(number)
            try:
                _write_outcome(planned[index], outcome, progress, options)
            except Exception as error:  # one bad song must not stop the rest
                failures[index] = error
                with progress.aside():
                    about = str(planned[index].song)
                    tell_error(error, about=about, wants_traceback=hasattr(options, "debug"))
    return failures


def _write_outcome(
    plan: PlannedSong,
    outcome: "SongResult | Exception",
    progress: Any,
    options: argparse.Namespace,
) -> None:
    """Write a song's files and tell of it; raises what went wrong."""
    if isinstance(outcome, Exception):
        raise outcome
    for name, output in plan.outputs.items():
        write_atomically(output, outcome.contents[name], force=options.force)
    with progress.aside():
        for warning in outcome.warnings:
            tell_warning(f"{plan.song}: {warning}")
        if not options.quiet:
            outputs = ", ".join(str(output) for output in plan.outputs.values())
            print(f"{plan.song}: {outcome.summary} -> {outputs}", flush=True)
