"""What a gesture shows before it is done."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from melody_gui.score.overlays import Head


@dataclass(frozen=True)
class Preview:
    """Heads where strokes would be, and the rubber band in points of the window."""

    heads: tuple[Head, ...] = ()
    band: QRectF | None = None
