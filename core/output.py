"""Bytes -> a file, all or nothing: a half-written score never lies under the final name."""

import errno
import os
import secrets
from pathlib import Path

from core.errors import OutputError


def check_output(path: Path, *, force: bool) -> None:
    """Raise `OutputError` if `path` may not be written: it exists (and no `force`) or is no file.

    Asked before long work, so that its result isn't thrown away at the end.
    """
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder, not a file to write.")
        if path.exists() and not path.is_file():
            raise OutputError(f"{path} is no ordinary file; Melody does not replace it.")
        if path.exists() and not force:
            raise OutputError(f"{path} exists already. Give --force to overwrite it.")
    except OSError as error:
        raise _output_error(error, path) from error


def write_atomically(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write `content` to `path`, its folder created where missing.

    The bytes go to a new file in the same folder that takes the final name only when all is
    on the disk; if anything fails, an older file stays as it was and nothing is left behind.
    """
    check_output(path, force=force)
    unfinished = path.with_name(f".melody-{os.getpid()}-{secrets.token_hex(4)}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            check_output(path, force=force)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise _output_error(error, path) from error


def _output_error(error: OSError, path: Path) -> OutputError:
    """The error in the user's words."""
    folder = path.parent
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return OutputError(f"{path} cannot be written: the folder {folder} is not writable.")
        case errno.EROFS:
            return OutputError(f"{path} cannot be written: its disk is read-only.")
        case errno.ENOSPC | errno.EDQUOT:
            return OutputError(f"{path} was not written: the disk is full.")
        case errno.ENOTDIR | errno.EEXIST | errno.ENOENT:
            return OutputError(f"{path} cannot be written: {folder} is not a folder.")
        case errno.ENAMETOOLONG:
            return OutputError(f"{path} cannot be written: its name is too long.")
        case _:
            return OutputError(f"{path} cannot be written: {error.strerror or error}.")
