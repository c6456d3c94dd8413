"""Datasets' tables, opened so that what is wrong with one is told in the user's words."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from core.errors import DatasetError

# FMA's biographies exceed what the csv module takes for a field.
_LONGEST_FIELD = 1 << 24


@contextmanager
def open_table(table: Path, dataset: str, *, delimiter: str = ",") -> Iterator[TextIOWrapper]:
    """The lines of a table of `dataset`; errors from reading it become a `DatasetError`."""
    if not table.is_file():
        raise DatasetError(f"{table.parent} is not laid out like {dataset}: it lacks {table.name}.")
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        with table.open(newline="", encoding="utf-8-sig") as lines:
            yield lines
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        kind = "tab" if delimiter == "\t" else "comma"
        raise DatasetError(f"{table} is no readable {kind}-separated table: {error}") from error
    finally:
        csv.field_size_limit(limit)
