"""Tells what Melody is, and what it is made with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from melody_gui.dialogs.version import melody_version
from melody_gui.panels.controls import describe, label, line
from melody_gui.panels.empty_view import ProgramIcon


class AboutDialog(QDialog):
    """Name, version, licence, and the work of others that Melody stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Melody"))
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(14)
        column.addLayout(self._heading())
        column.addWidget(line())
        for text in self._texts():
            part = label(text)
            part.setWordWrap(True)
            column.addWidget(part)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        describe(close, self.tr("Close this window"), "Esc")
        column.addWidget(box)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(ProgramIcon(), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label("Melody", "title"))
        version = self.tr("Version {version}").format(version=melody_version())
        column.addWidget(label(version, "dim"))
        row.addLayout(column, 1)
        return row

    def _texts(self) -> tuple[str, ...]:
        return (
            self.tr("Hears the drums in a song and writes the drum chart."),
            self.tr(
                "Your songs never leave this computer: all the listening is done here, by a "
                "neural network that comes with Melody."
            ),
            self.tr(
                "Free software under the MIT licence. Made with PyTorch, Qt for Python, Verovio, "
                "NumPy, SciPy, PyAV, libsndfile, PortAudio and Signalsmith Stretch, each under "
                "its own licence."
            ),
        )
