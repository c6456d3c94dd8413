"""What the command line tells on stderr: one line a thing."""

import sys
import traceback

from core.errors import MelodyError


def exit_code_of(error: BaseException) -> int:
    """The code with which the command ends after `error`."""
    return error.exit_code if isinstance(error, MelodyError) else 1


def tell_error(error: BaseException, *, about: str = "", wants_traceback: bool = False) -> None:
    """One line on stderr; for errors nobody foresaw, with the way to learn more."""
    if wants_traceback:
        traceback.print_exception(error)
    text = f"{about}: " if about and about not in str(error) else ""
    if isinstance(error, MelodyError):
        text += str(error)
    else:
        text += f"unexpected {type(error).__name__}: {error}".rstrip(": ")
        text += "" if wants_traceback else " (add --debug to see where)"
    print(f"melody: error: {' '.join(text.split())}", file=sys.stderr)


def tell_warning(text: str) -> None:
    """One line on stderr."""
    print(f"melody: warning: {text}", file=sys.stderr)
