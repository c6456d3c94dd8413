"""The formats in which a transcription can be written, by name and by file suffix."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.musescore import pdf_of_mscx
from core.writers import WRITERS

if TYPE_CHECKING:
    from core.transcribe import Transcription


@dataclass(frozen=True)
class FileFormat:
    """A format as the command line knows it: `--format name`, files ending in `suffix`."""

    name: str
    suffix: str
    description: str


FORMATS: Mapping[str, FileFormat] = MappingProxyType(
    {w.name: FileFormat(w.name, w.suffix, w.description) for w in WRITERS.values()}
    | {"pdf": FileFormat("pdf", ".pdf", "pages to print (needs MuseScore on this machine)")}
)
# What else files of these formats are called.
_MORE_SUFFIXES = {".midi": "midi", ".xml": "musicxml"}


def format_of_suffix(path: Path) -> str:
    """The name of the format that the path's suffix tells; raises `UsageError` if none."""
    suffix = path.suffix.lower()
    if not suffix:
        raise UsageError(f"{path} has no suffix to tell the format: add one, or --format.")
    by_suffix = _MORE_SUFFIXES | {f.suffix: f.name for f in FORMATS.values()}
    if suffix not in by_suffix:
        known = ", ".join(f.suffix for f in FORMATS.values())
        raise UsageError(f"“{path.suffix}” names no format. Use {known}, or give --format.")
    return by_suffix[suffix]


def file_bytes(name: str, transcription: "Transcription") -> bytes:
    """The content of the file of that format."""
    if name == "pdf":
        return pdf_of_mscx(file_bytes("mscx", transcription))
    return WRITERS[name].function(transcription.score)
