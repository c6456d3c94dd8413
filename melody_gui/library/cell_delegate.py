"""Cells of the table that show more than text: a bar with a share, the drums as marks."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.kit import DRUM_NAMES
from melody_gui import theme
from melody_gui.library.song_table_model import Role

AnyIndex = QModelIndex | QPersistentModelIndex
_MARGIN = 8
_GAP = 8
_BAR_HEIGHT = 3
# A mark of a drum and its distance to the next one's.
_MARK, _STEP = 7, 9


class _CellDelegate(QStyledItemDelegate):
    def _with_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QStyleOptionViewItem:
        """Draw what the style draws behind a cell's text; returns the cell's looks."""
        looks = QStyleOptionViewItem(option)
        self.initStyleOption(looks, index)
        looks.text = ""
        element = QStyle.ControlElement.CE_ItemViewItem
        QApplication.style().drawControl(element, looks, painter, looks.widget)
        return looks


class ShareDelegate(_CellDelegate):
    """Text, a note at its right, and a thin bar below both, as long as the share 0..1."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the cell."""
        looks = self._with_background(painter, option, index)
        fraction, note = index.data(Role.FRACTION), index.data(Role.NOTE)
        area = looks.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.save()
        painter.setFont(looks.font)
        text_area = QRect(area)
        if fraction is not None:
            text_area.adjust(0, 0, 0, -_BAR_HEIGHT - 2)
            draw_share(painter, area, fraction)
        if note:
            width = looks.fontMetrics.horizontalAdvance(note)
            painter.setPen(theme.colours().dim_text)
            centre_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(text_area, centre_right, note)
            text_area.adjust(0, 0, -width - _GAP, 0)
        painter.setPen(theme.colours().text)
        shown = looks.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, text_area.width()
        )
        painter.drawText(text_area, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class DrumsDelegate(_CellDelegate):
    """A mark for every drum that is played, each drum at its own place of the cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the cell."""
        looks = self._with_background(painter, option, index)
        drums = index.data(Role.DRUMS)
        if drums is None:
            return
        colours = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setClipRect(looks.rect)
        top = looks.rect.center().y() - _MARK / 2 + 0.5
        for place, drum in enumerate(DRUM_NAMES):
            left = looks.rect.left() + _MARGIN + place * _STEP
            if drum in drums:
                painter.setBrush(colours.drums[drum])
                painter.drawRoundedRect(QRectF(left, top, _MARK, _MARK), 2, 2)
            else:
                painter.setBrush(colours.border)
                painter.drawEllipse(QRectF(left + _MARK / 2 - 1, top + _MARK / 2 - 1, 2, 2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Wide enough for all drums."""
        width = 2 * _MARGIN + _STEP * len(DRUM_NAMES)
        return QSize(width, super().sizeHint(option, index).height())


def draw_share(painter: QPainter, area: QRect, fraction: float) -> None:
    """A thin bar along the foot of an area, filled as far as the fraction 0..1 says."""
    colours = theme.colours()
    foot = QRectF(area.left(), area.bottom() - _BAR_HEIGHT - 2, area.width(), _BAR_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.grid_line)
    painter.drawRoundedRect(foot, 1.5, 1.5)
    foot.setWidth(foot.width() * min(max(fraction, 0.0), 1.0))
    painter.setBrush(colours.accent)
    painter.drawRoundedRect(foot, 1.5, 1.5)
