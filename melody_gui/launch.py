"""The command `melody`: subcommands go to the command line, all else opens the window."""

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

from core.cli import COMMANDS
from core.cli import main as run_command_line
from core.errors import MelodyError, SongNotFoundError, UsageError
from core.processors import keep_threads_quiet

# How an installed Melody starts itself once more, to draw pages in a process of its own.
DRAW_PAGES = "--draw-pages"


def main(arguments: Sequence[str] | None = None) -> int:
    """`melody [SONG...]` opens the window, `melody COMMAND ...` runs a command; the exit code."""
    multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == [DRAW_PAGES]:
        from core.drawing.process import main as draw_pages  # noqa: PLC0415

        draw_pages()
        return 0
    if given and (given[0] in COMMANDS or given[0].startswith("-")):
        return run_command_line(given)
    found, missing = _split(given)
    try:
        if missing and not found:
            raise _no_song(missing[0])
        _check_window_parts()
    except MelodyError as error:
        print(f"melody: error: {error}", file=sys.stderr)
        return error.exit_code
    keep_threads_quiet()
    from melody_gui.app import run  # noqa: PLC0415 - commands must not need Qt

    return run(found, [_no_song(name) for name in missing])


def _split(given: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Files and folders that are there, and names of what is not."""
    found = [Path(name).absolute() for name in given if Path(name).exists()]
    return found, [name for name in given if not Path(name).exists()]


def _no_song(name: str) -> SongNotFoundError:
    commands = ", ".join(COMMANDS)
    return SongNotFoundError(
        f"There is no song “{name}”, and no such command; commands are {commands}."
    )


def _check_window_parts() -> None:
    try:
        import PySide6  # noqa: F401, PLC0415
    except ImportError as error:
        raise UsageError(
            'The window needs parts that are not installed: pip install "melody-drums[gui]". '
            "Without it, `melody transcribe SONG` writes the score."
        ) from error


if __name__ == "__main__":
    sys.exit(main())
