"""What mouse and keys do in the views themselves, for the list of shortcuts.

The views' own modules say what happens; this table only tells of it.
"""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "MouseAndKeys"


@dataclass(frozen=True)
class Habit:
    """What is done (`keys`) and what comes of it (`words`)."""

    keys: str
    words: str

    @property
    def shown_keys(self) -> str:
        """What is done, in the language of the window."""
        return QCoreApplication.translate(_CONTEXT, self.keys)

    @property
    def title(self) -> str:
        """What comes of it, in the language of the window."""
        return QCoreApplication.translate(_CONTEXT, self.words)


def _habit(keys: object, words: object) -> Habit:
    # What marks texts for translation is typed as an object.
    return Habit(str(keys), str(words))


TIMELINE = str(QT_TRANSLATE_NOOP("MouseAndKeys", "In the timeline"))
RULER = str(QT_TRANSLATE_NOOP("MouseAndKeys", "On the ruler and lane names"))
SCORE = str(QT_TRANSLATE_NOOP("MouseAndKeys", "In the score"))
LIVE = str(QT_TRANSLATE_NOOP("MouseAndKeys", "On the live page"))
LIBRARY = str(QT_TRANSLATE_NOOP("MouseAndKeys", "In the library"))
ELSEWHERE = str(QT_TRANSLATE_NOOP("MouseAndKeys", "Elsewhere"))

HABITS: dict[str, tuple[Habit, ...]] = {
    TIMELINE: (
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Left · Right"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "A beat back or on"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Ctrl+Left · Ctrl+Right"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "A bar back or on"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "+ · -"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Zoom in or out"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Tab · Shift+Tab"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Select the next or previous stroke"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Wheel"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Scroll the lanes, or move along if all are shown"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Ctrl+wheel"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Zoom about the mouse"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Shift+wheel"),
            QT_TRANSLATE_NOOP(
                "MouseAndKeys", "Move along in the song; over a selected stroke: louder or softer"
            ),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Middle-button drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Move along with the mouse"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Select a stroke, or go to that place"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Ctrl+click · Shift+click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Add a stroke to the selection or take it out"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Across drum lanes: select the strokes in the frame"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "A stroke: move it in time or to another drum"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "A dashed line: change the drum's threshold"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Double click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Add a stroke to the drum's lane"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Alt"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "While adding or dragging: off the grid"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Esc"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Give up what is being dragged"),
        ),
    ),
    RULER: (
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Over the ruler: loop these bars"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Alt+drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Over the ruler: loop exactly this stretch"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Right click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Set the “1”, metre and swing from there on"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Up · Down"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Move the lane whose name has the focus"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "A lane's name: move it; its lower edge: resize it"),
        ),
    ),
    SCORE: (
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Left · Right"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Select the previous or next stroke"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Esc"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Select nothing"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Ctrl+wheel"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Zoom about the mouse"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Select a note, or go to that place"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Ctrl+click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Add a note to the selection or take it out"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Shift+click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Select everything up to that note"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Beside the notes: select those in the frame"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag sideways"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Move a note in time; Alt: off the grid"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Drag up or down"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Move a note to another drum"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Double click · Alt+click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Add a note; with Shift: off the grid"),
        ),
    ),
    LIVE: (
        _habit("F2", QT_TRANSLATE_NOOP("MouseAndKeys", "Start or stop listening")),
        _habit("F3", QT_TRANSLATE_NOOP("MouseAndKeys", "Record a take, or finish it")),
        _habit("F4", QT_TRANSLATE_NOOP("MouseAndKeys", "Tap the tempo")),
        _habit("Ctrl+K", QT_TRANSLATE_NOOP("MouseAndKeys", "Metronome click")),
        _habit("F12", QT_TRANSLATE_NOOP("MouseAndKeys", "Let the metronome follow you")),
    ),
    LIBRARY: (
        _habit("Ctrl+O", QT_TRANSLATE_NOOP("MouseAndKeys", "Add a folder of songs")),
        _habit("Ctrl+F", QT_TRANSLATE_NOOP("MouseAndKeys", "Search")),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Enter"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Open the chosen songs"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Delete"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "Take the chosen songs out of the library"),
        ),
        _habit("F5", QT_TRANSLATE_NOOP("MouseAndKeys", "Look through the folders again")),
        _habit("F6", QT_TRANSLATE_NOOP("MouseAndKeys", "Songs like the chosen one")),
    ),
    ELSEWHERE: (
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Delete"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "In the list of songs: close the song"),
        ),
        _habit(
            QT_TRANSLATE_NOOP("MouseAndKeys", "Double click"),
            QT_TRANSLATE_NOOP("MouseAndKeys", "On a slider: back to its usual value"),
        ),
    ),
}


def group_title(group: str) -> str:
    """What a group of habits is called in the language of the window."""
    return QCoreApplication.translate(_CONTEXT, group)
