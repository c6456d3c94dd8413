"""Quantized bars -> the `Score`: both voices spelled, and the page laid out to be read.

Four bars a line, lines breaking at sections; a bar equal to the one before is a repeat sign,
but never the first of a line; silent bars are counted in one rest.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from core.form import find_sections, find_tempo_marks, is_fill, section_letter
from core.kit import DRUMS, Voice
from core.quantize import QuantizedBar, QuantizedStroke
from core.rhythm import spell_voice
from core.score import Bar, Chord, Score, Swing, Tuplet, VoiceElement, check_score

_BARS_A_LINE = 4
# What fits legibly on one line, counted in strokes one after another.
_COLUMNS_A_LINE = 48
_COLUMNS_OF_A_SIGN = 3
_FILL_TEXT = "Fill"

# What is seen of a bar, and how many columns it takes as the first of a line and after another.
_Content = tuple[object, ...]
_Width = tuple[int, int]


class Repeats(Enum):
    """How bars equal to the bar before are written."""

    SIMILE = "simile"
    WRITTEN = "written"


def build_score(
    bars: Sequence[QuantizedBar],
    *,
    title: str = "",
    artist: str = "",
    repeats: Repeats = Repeats.SIMILE,
) -> Score:
    """The drum part of a song as written music, from the bars of `quantize_onsets`."""
    written = [_write_bar(bar) for bar in bars]
    starts = find_sections(bars)
    written = _mark_form(written, bars, starts)
    written = _mark_feel(written, bars)
    written = _count_silent_bars(written)
    contents = [_content(bar) for bar in written]
    n_columns = [len({stroke.position for stroke in bar.strokes}) for bar in bars]
    written = _break_lines(written, _widths(contents, n_columns))
    if repeats is Repeats.SIMILE:
        written = _mark_repeats(written, contents)
    score = Score(tuple(written), title, artist)
    check_score(score)
    return score


def _write_bar(bar: QuantizedBar) -> Bar:
    """A bar with its two voices and times, without any marks."""
    grid_bar = bar.grid_bar
    lengths = grid_bar.time_signature.beat_lengths
    hands = [stroke for stroke in bar.strokes if _voice(stroke) is Voice.HANDS]
    feet = [stroke for stroke in bar.strokes if _voice(stroke) is Voice.FEET]
    n_missing = grid_bar.n_missing_beats
    return Bar(
        grid_bar.time_signature,
        hands=spell_voice(hands, lengths, n_missing_beats=n_missing),
        # The rests of the hands count the silent beats already.
        feet=spell_voice(feet, lengths, n_missing_beats=n_missing, hide_silent_beats=bool(hands)),
        start=grid_bar.start,
        end=grid_bar.end,
        actual_length=bar.length if n_missing else None,
    )


def _voice(stroke: QuantizedStroke) -> Voice:
    return DRUMS[stroke.stroke.drum].voice


def _mark_form(
    written: list[Bar], bars: Sequence[QuantizedBar], starts: Sequence[int]
) -> list[Bar]:
    """Letters on sections that hold strokes, and the fills that lead to the next section."""
    marked = list(written)
    n_letters = 0
    ends = [*starts[1:], len(bars)] if starts else []
    is_playing = [
        any(bar.strokes for bar in bars[start:end]) for start, end in zip(starts, ends, strict=True)
    ]
    for start, end, playing in zip(starts, ends, is_playing, strict=True):
        if playing and sum(is_playing) > 1:
            marked[start] = replace(marked[start], section=section_letter(n_letters))
            n_letters += 1
        marked[end - 1] = replace(marked[end - 1], line_break=end < len(bars))
        groove = bars[start : end - 1]
        if end < len(bars) and len(groove) >= 3 and is_fill(bars[end - 1], groove):
            marked[end - 1] = replace(marked[end - 1], text=_FILL_TEXT)
    return marked


def _mark_feel(written: list[Bar], bars: Sequence[QuantizedBar]) -> list[Bar]:
    """Tempo marks, and swing marks where the feel changes."""
    marked = list(written)
    for index, mark in find_tempo_marks([bar.grid_bar for bar in bars]).items():
        marked[index] = replace(marked[index], tempo=mark)
    feel: Swing | None = None
    for index, bar in enumerate(bars):
        if not bar.strokes or bar.swing == feel:
            continue
        straight = Swing(50, feel.unit) if feel else None
        marked[index] = replace(marked[index], swing=bar.swing or straight)
        feel = bar.swing
    return marked


def _has_marks(bar: Bar) -> bool:
    """True for marks above the staff, which neither rests nor repeat signs may swallow."""
    shown_tempo = bar.tempo is not None
    return bool(shown_tempo or bar.swing or bar.section or bar.text)


def _count_silent_bars(written: list[Bar]) -> list[Bar]:
    """Runs of silent bars counted on their first one, ending at marks and changes of metre."""
    counted = list(written)
    first = 0
    while first < len(counted):
        end = first + 1
        if counted[first].is_silent and counted[first].actual_length is None:
            while end < len(counted) and _continues_silence(counted[end - 1], counted[end]):
                end += 1
            counted[first] = replace(counted[first], n_silent_bars=end - first)
        first = end
    return counted


def _continues_silence(before: Bar, bar: Bar) -> bool:
    return (
        bar.is_silent
        and not _has_marks(bar)
        and not before.line_break
        and bar.actual_length is None
        and bar.time_signature == before.time_signature
    )


def _break_lines(written: list[Bar], widths: Sequence[_Width]) -> list[Bar]:
    """Lines of four bars within each section; dense ones of two, and no bar left alone."""
    broken = list(written)
    items: list[int] = []  # the last bar of each thing on the line: a bar or a counted rest
    index = 0
    while index < len(broken):
        last = index + broken[index].n_silent_bars - 1
        items.append(last)
        if broken[last].line_break or last == len(broken) - 1:
            for end in _line_ends(broken, items, widths):
                broken[end] = replace(broken[end], line_break=end < len(broken) - 1)
            items = []
        index = last + 1
    return broken


def _line_ends(bars: Sequence[Bar], items: list[int], widths: Sequence[_Width]) -> list[int]:
    """Where the lines of a section end; `items` are indexes of its bars."""
    ends = []
    rest = list(items)
    if rest and bars[rest[0]].actual_length is not None:
        ends_first = rest[: _BARS_A_LINE + 1]
        rest = rest[len(ends_first) :]
        ends.append(ends_first[-1])
    while rest:
        n = _BARS_A_LINE
        if len(rest) == _BARS_A_LINE + 1:
            n = 3
        line = rest[:n]
        if len(line) == _BARS_A_LINE and _n_columns(widths, line) > _COLUMNS_A_LINE:
            ends.append(line[1])
        ends.append(line[-1])
        rest = rest[n:]
    return ends


def _widths(contents: Sequence[_Content], n_columns: Sequence[int]) -> list[_Width]:
    """How wide each bar is, first on its line and after another bar, which it may be equal to."""
    widths = []
    for index, n in enumerate(n_columns):
        is_sign = n == 0 or (index > 0 and contents[index] == contents[index - 1])
        widths.append((n or _COLUMNS_OF_A_SIGN, _COLUMNS_OF_A_SIGN if is_sign else n))
    return widths


def _n_columns(widths: Sequence[_Width], line: Sequence[int]) -> int:
    """About how wide a line is: strokes one after another, a sign for an equal bar."""
    return widths[line[0]][0] + sum(widths[index][1] for index in line[1:])


def _mark_repeats(written: list[Bar], contents: Sequence[_Content]) -> list[Bar]:
    """Bars equal to the bar before on the same line, as repeat signs."""
    marked = list(written)
    for index in range(1, len(written)):
        before, bar = written[index - 1], written[index]
        is_equal = (
            not bar.is_silent
            and not before.line_break
            and not _has_marks(bar)
            and bar.time_signature == before.time_signature
            and bar.actual_length == before.actual_length
            and contents[index] == contents[index - 1]
        )
        if is_equal:
            marked[index] = replace(bar, repeats_previous=True)
    return marked


def _content(bar: Bar) -> _Content:
    """All of a bar that can be seen: not how loud exactly, nor from which onset."""
    return tuple(tuple(_seen(element) for element in voice) for voice in (bar.hands, bar.feet))


def _seen(element: VoiceElement) -> tuple[object, ...]:
    if isinstance(element, Tuplet):
        members = tuple(_seen(member) for member in element.elements)
        return element.actual, element.base, members
    if not isinstance(element, Chord):
        return (element.value,)
    return (
        element.value,
        element.tremolo,
        element.tied_to_next,
        *((s.drum, s.ghost, s.accent, s.grace) for s in element.strokes),
    )
