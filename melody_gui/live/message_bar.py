"""A line on the page that says what is wrong and what to do about it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from melody_gui import theme


class MessageBar(QFrame):
    """Says one thing at a time; hidden while there is nothing to say.

    `retried` fires when the user wants to try again.
    """

    retried = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry_button = QPushButton(self.tr("Try again"))
        self.retry_button.setToolTip(self.tr("Start listening again"))
        self.retry_button.setAccessibleName(self.tr("Try again"))
        self.retry_button.clicked.connect(self.retried)
        self._close = QToolButton()
        self._close.setToolTip(self.tr("Hide this message"))
        self._close.setAccessibleName(self.tr("Hide this message"))
        self._close.clicked.connect(self.hide)
        theme.keep_icon(self._close, "cancel", "dim_text")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(8)
        for widget in (self._icon, self._text, self.retry_button, self._close):
            layout.addWidget(widget)
        layout.setStretch(1, 1)
        self._is_error = False
        theme.notifier().changed.connect(self._paint_icon)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty while nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, *, is_error: bool = False, can_retry: bool = False) -> None:
        """Say something; an error stays until it is mended or hidden."""
        self._is_error = is_error
        self._text.setText(text)
        self.retry_button.setVisible(can_retry)
        self._paint_icon()
        self.show()
        self.setAccessibleName(text)

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Screens with other pixels get the icon anew."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._paint_icon()
        super().changeEvent(event)

    def _paint_icon(self) -> None:
        colours = theme.colours()
        colour = colours.error if self._is_error else colours.warning
        ratio = self.devicePixelRatioF()
        picture = theme.pixmap("warning", colour, round(18 * ratio))
        picture.setDevicePixelRatio(ratio)
        self._icon.setPixmap(picture)
