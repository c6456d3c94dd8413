"""Corrections <-> plain values that JSON can hold; `docs/project-format.md` describes them.

Floats are kept to the last bit, fractions are written as texts such as "1/8".
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias

from core.beats import BeatSettings
from core.corrections import (
    AddedStroke,
    ChangedStroke,
    Corrections,
    RemovedStroke,
    StrokeEdit,
)
from core.engrave import Repeats
from core.grid_edits import (
    DownbeatAt,
    FirstDownbeat,
    GridEdit,
    MetreFrom,
    SwingAsHeard,
    SwingFrom,
    TempoScaled,
)
from core.meter import TimeSignature
from core.score import Swing

Plain: TypeAlias = dict[str, Any]

_STROKE_EDITS: Mapping[str, type[StrokeEdit]] = MappingProxyType(
    {"added": AddedStroke, "removed": RemovedStroke, "changed": ChangedStroke}
)
_GRID_EDITS: Mapping[str, type[GridEdit]] = MappingProxyType(
    {
        "downbeat": DownbeatAt,
        "first_downbeat": FirstDownbeat,
        "tempo_scaled": TempoScaled,
        "metre": MetreFrom,
        "swing": SwingFrom,
        "swing_as_heard": SwingAsHeard,
    }
)


def corrections_to_json(corrections: Corrections) -> Plain:
    """The corrections as dicts, lists, texts and numbers."""
    return {
        "thresholds": dict(corrections.thresholds),
        "sensitivity": corrections.sensitivity,
        "strokes": [_edit_to_json(edit, _STROKE_EDITS) for edit in corrections.edits],
        "grid": [_edit_to_json(edit, _GRID_EDITS) for edit in corrections.grid],
        "beats": _fields_to_json(corrections.beats),
        "title": corrections.title,
        "artist": corrections.artist,
        "repeats": corrections.repeats.value,
    }


def corrections_from_json(plain: Plain) -> Corrections:
    """The corrections that were written so; what is missing is uncorrected.

    Raises `ValueError`, `TypeError`, `KeyError` or a `MelodyError` for anything else.
    """
    thresholds = plain.get("thresholds", {})
    return Corrections(
        {_text(drum): _number(value) for drum, value in thresholds.items()},
        _number(plain.get("sensitivity", 0.5)),
        tuple(_edit_from_json(each, _STROKE_EDITS) for each in plain.get("strokes", [])),
        tuple(_edit_from_json(each, _GRID_EDITS) for each in plain.get("grid", [])),
        _fields_from_json(BeatSettings, plain.get("beats", {})),
        _or_none(_text)(plain.get("title")),
        _or_none(_text)(plain.get("artist")),
        Repeats(plain.get("repeats", Repeats.SIMILE.value)),
    )


def _edit_to_json(edit: Any, kinds: Mapping[str, type[Any]]) -> Plain:
    kind = next(name for name, each in kinds.items() if each is type(edit))
    return {"edit": kind, **_fields_to_json(edit)}


def _edit_from_json(plain: Plain, kinds: Mapping[str, type[Any]]) -> Any:
    return _fields_from_json(kinds[plain["edit"]], plain)


def _fields_to_json(value: Any) -> Plain:
    return {each.name: _value_to_json(getattr(value, each.name)) for each in fields(value)}


def _value_to_json(value: Any) -> Any:
    match value:
        case TimeSignature():
            return str(value)
        case Swing():
            return {"ratio": value.ratio, "unit": str(value.unit)}
        case _:
            return value


def _fields_from_json(kind: type[Any], plain: Plain) -> Any:
    """The dataclass with the fields that are given; unknown ones are passed over."""
    if not isinstance(plain, dict):
        raise TypeError(f"{plain!r} is no object")
    given = {each.name for each in fields(kind)} & plain.keys()
    return kind(**{name: _READERS[name](plain[name]) for name in given})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _metre(value: Any) -> TimeSignature:
    return TimeSignature.parse(_text(value))


def _swing(value: Any) -> Swing:
    return Swing(_whole(value["ratio"]), Fraction(_text(value["unit"])))


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


# How each field of an edit is read, by its name: it means the same in all of them.
_READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "time": _or_none(_number),
        "start": _or_none(_number),
        "end": _or_none(_number),
        "new_time": _number,
        "drum": _text,
        "new_drum": _text,
        "velocity": _whole,
        "new_velocity": _whole,
        "keeps_before": _flag,
        "factor": _number,
        "time_signature": _or_none(_metre),
        "swing": _or_none(_swing),
        "tempo": _or_none(_number),
        "first_downbeat": _or_none(_number),
    }
)
