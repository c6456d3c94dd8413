"""A picture that rolls to the left: only its new columns are ever drawn."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

Colours32 = NDArray[np.uint32]


class RollingPicture:
    """A ring of pixel columns; `n_frames` frames of time fit in its width.

    Frames are counted from the start of the sound; the newest one lies at the right edge.
    """

    def __init__(self, size: QSize, ratio: float, n_frames: int, ground: QColor) -> None:
        self.width = max(round(size.width() * ratio), 1)
        self.height = max(round(size.height() * ratio), 1)
        self.ratio = ratio
        self.frame_width = self.width / n_frames
        self._image = QImage(self.width, self.height, QImage.Format.Format_RGB32)
        self._image.fill(ground)
        bits: Any = self._image.bits()
        self._pixels = np.frombuffer(bits, dtype=np.uint32).reshape(self.height, -1)
        # How many pixel columns were drawn since the start of the sound.
        self._column = 0

    def restart(self, frame: int) -> None:
        """The next frame to come has this number."""
        self._column = self._first_column(frame)

    def append(self, frames: Colours32, first_frame: int) -> None:
        """Draw new frames `(height, n_new)`, each as wide as a frame is; some may have no pixel."""
        last = self._first_column(first_frame + frames.shape[1])
        columns = np.arange(max(self._column, last - self.width), last)
        if not len(columns):
            return
        index = ((columns + 0.5) / self.frame_width).astype(int) - first_frame
        self._pixels[:, columns % self.width] = frames[:, np.clip(index, 0, frames.shape[1] - 1)]
        self._column = last

    def frames_shown(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """The frames `(n, ...)`, each the loudest of those that share its pixel, or alone."""
        n_shared = int(1 / self.frame_width)
        if n_shared < 2:
            return frames
        padded = np.concatenate([frames[:1]] * (n_shared - 1) + [frames])
        windows = np.lib.stride_tricks.sliding_window_view(padded, n_shared, axis=0)
        return np.asarray(windows.max(axis=-1))

    def x(self, frame: float) -> float:
        """Pixels from the left edge of the picture as shown to a frame."""
        return frame * self.frame_width - (self._column - self.width)

    def paint_on(self, frame: float, paint: Callable[[QPainter], None]) -> None:
        """Let `paint` draw into the ring, its origin at the top of the frame's column."""
        x = (frame * self.frame_width) % self.width
        with QPainter(self._image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # Once more on the other side, where what is drawn reaches over the ring's seam.
            for place in (x, x - self.width, x + self.width):
                painter.resetTransform()
                painter.translate(place, 0)
                paint(painter)

    def draw(self, painter: QPainter, place: QPointF) -> None:
        """Draw the picture with its top left corner at `place`."""
        seam = self._column % self.width
        for source_x, width, x in ((seam, self.width - seam, 0), (0, seam, self.width - seam)):
            if width:
                painter.drawImage(
                    QRectF(
                        place.x() + x / self.ratio,
                        place.y(),
                        width / self.ratio,
                        self.height / self.ratio,
                    ),
                    self._image,
                    QRectF(source_x, 0, width, self.height),
                )

    def _first_column(self, frame: int) -> int:
        return int(frame * self.frame_width)
