"""The upper row of the live page: which microphone, listening, its level, recording."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from melody_gui import theme
from melody_gui.live.level_meter import LevelMeter
from melody_gui.sound_devices import SoundDevice

_ICON = QSize(18, 18)


class InputBar(QWidget):
    """Controls of the microphone.

    `listening_toggled` and `recording_toggled` carry what is wished for, `device_chosen` the key
    of a device ("" is the system's own).
    """

    listening_toggled = Signal(bool)
    recording_toggled = Signal(bool)
    device_chosen = Signal(str)
    refresh_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back_button = self._tool("chevron-left", self.tr("Back to the songs"))
        self.back_button.clicked.connect(self.close_requested)
        self.listen_button = QPushButton(self.tr("Listen"))
        self.listen_button.setCheckable(True)
        self.listen_button.setShortcut("F2")
        self.listen_button.setIconSize(_ICON)
        self.listen_button.clicked.connect(self.listening_toggled)
        self.device_box = QComboBox()
        self.device_box.setMinimumWidth(176)
        self.device_box.setMaximumWidth(280)
        self.device_box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.device_box.setToolTip(self.tr("The microphone or input to listen to"))
        self.device_box.setAccessibleName(self.tr("Input device"))
        self.device_box.activated.connect(self._on_device_activated)
        self.refresh_button = self._tool("loop", self.tr("Look for devices again"))
        self.refresh_button.clicked.connect(self.refresh_requested)
        self.meter = LevelMeter()
        self.hint_label = QLabel()
        self.hint_label.setProperty("role", "dim")
        self.hint_label.setMinimumWidth(160)
        self.meter.hint_changed.connect(self.hint_label.setText)
        self._make_record_button()
        self._lay_out()
        self.set_listening(False)
        self.set_recording(False)

    def set_devices(self, devices: tuple[SoundDevice, ...], chosen: str) -> None:
        """Offer these devices, the system's own first."""
        self.device_box.clear()
        self.device_box.addItem(self.tr("System default"), "")
        for device in devices:
            self.device_box.addItem(device.name, device.key)
        index = self.device_box.findData(chosen)
        if index < 0:
            self.device_box.addItem(
                self.tr("{name} (not connected)").format(name=chosen.split(" | ", maxsplit=1)[0]),
                chosen,
            )
            index = self.device_box.count() - 1
        self.device_box.setCurrentIndex(index)

    def set_listening(self, is_listening: bool) -> None:
        """Show whether the microphone is open."""
        self.listen_button.setChecked(is_listening)
        self.listen_button.setText(self.tr("Stop") if is_listening else self.tr("Listen"))
        tip = self.tr("Stop listening (F2)") if is_listening else self.tr("Start listening (F2)")
        self.listen_button.setToolTip(tip)
        self.listen_button.setAccessibleName(tip)
        # Setting the text took the shortcut away.
        self.listen_button.setShortcut("F2")
        # The one thing to do on the page, until it is done.
        self.listen_button.setProperty("role", None if is_listening else "primary")
        self.listen_button.style().unpolish(self.listen_button)
        self.listen_button.style().polish(self.listen_button)
        if is_listening:
            theme.keep_icon(self.listen_button, "stop")
        else:
            theme.keep_icon(self.listen_button, "microphone", "accent_text")
        self.refresh_button.setEnabled(not is_listening)
        self.record_button.setEnabled(is_listening)

    def set_recording(self, is_recording: bool) -> None:
        """Show whether a take is being recorded."""
        self.record_button.setChecked(is_recording)
        text = self.tr("Finish take") if is_recording else self.tr("Record")
        self.record_button.setText(text)
        self.record_button.setShortcut("F3")
        if is_recording:
            tip = self.tr("Stop recording and open the take as a song (F3)")
        else:
            tip = self.tr("Record what you play; the take is opened as a song (F3)")
        self.record_button.setToolTip(tip)
        self.record_button.setAccessibleName(text)
        theme.keep_icon(self.record_button, "stop" if is_recording else "record", "error")
        self.take_label.setVisible(is_recording)

    def show_take(self, seconds: float, n_bytes: int) -> None:
        """Show how long the take is, and how large its file."""
        minutes, rest = divmod(int(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        clock = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
        megabytes = self.tr("{size} MB").format(size=f"{n_bytes / 1e6:.1f}")
        self.take_label.setText(f"{clock}  ·  {megabytes}")

    def _make_record_button(self) -> None:
        self.record_button = QPushButton(self.tr("Record"))
        self.record_button.setCheckable(True)
        self.record_button.setIconSize(_ICON)
        self.record_button.clicked.connect(self.recording_toggled)
        self.take_label = QLabel()
        self.take_label.setAccessibleName(self.tr("Length and size of the take"))
        self.take_label.setMinimumWidth(104)
        self.take_label.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (
            self.back_button, self.listen_button, self.device_box, self.refresh_button,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self.meter, 1)
        layout.addWidget(self.hint_label)
        layout.addSpacing(8)
        layout.addWidget(self.take_label)
        layout.addWidget(self.record_button)

    def _tool(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(_ICON)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        theme.keep_icon(button, icon)
        return button

    def _on_device_activated(self, index: int) -> None:
        self.device_chosen.emit(self.device_box.itemData(index))
