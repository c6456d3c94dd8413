"""Steps of undo: corrections are values, so a step holds those before and after it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QUndoCommand

from core.corrections import Corrections, StrokeKey


@dataclass(frozen=True)
class Corrected:
    """Corrections, and which strokes are selected with them."""

    corrections: Corrections
    selection: frozenset[StrokeKey]


class CorrectionStep(QUndoCommand):
    """One step of undo: the corrections before and after it."""

    def __init__(
        self,
        text: str,
        steps: tuple[Corrected, Corrected],
        take: Callable[[Corrected], None],
        merge_key: tuple[Any, ...] | None,
    ) -> None:
        super().__init__(text)
        self._before, self._after = steps
        self._take = take
        self.merge_key = merge_key

    def id(self) -> int:
        """The same for all steps that may merge; `mergeWith` looks closer."""
        return -1 if self.merge_key is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a later step of the same key, as while a slider is dragged."""
        if not isinstance(other, CorrectionStep) or other.merge_key != self.merge_key:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        """Hold the corrections after the step."""
        self._take(self._after)

    def undo(self) -> None:
        """Hold the corrections before the step."""
        self._take(self._before)
