"""Writes the transcription to files: which formats, where, under which name."""

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.drawing.layout import A4, LETTER
from core.musescore import find_musescore
from melody_gui.dialogs.export_formats import (
    ExportFormat,
    ExportTask,
    existing_files,
    export,
    export_formats,
    is_file_name,
)
from melody_gui.job import Callbacks, Failure, Job, JobRunner, Lane
from melody_gui.panels.controls import ElidedLabel, IconLabel, describe, label, line, with_icon
from melody_gui.settings import Settings

if TYPE_CHECKING:
    from melody_gui.document import Document

_DEFAULT_FORMATS = "mscz,pdf-pages"
_N_NAMED = 3
_FIELD_WIDTH = 360
_RESOURCES = Path(__file__).parent.parent.parent / "resources"
_FOR_MUSESCORE = (".mscz", ".mscx", ".musicxml")


class ExportDialog(QDialog):
    """Choose, write with progress, and open what was written."""

    def __init__(
        self,
        document: "Document",
        runner: JobRunner,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._runner, self._settings = document, runner, settings
        self._formats = export_formats()
        self._job: Job | None = None
        self._existing: list[Path] = []
        self._written: list[Path] = []
        self.setWindowTitle(self.tr("Export"))
        self._make_formats()
        self._make_target()
        self._make_buttons()
        self.pages = QStackedWidget()
        self._choice = self._choice_page()
        self.pages.addWidget(self._choice)
        self.pages.addWidget(self._done_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.pages)
        self._on_choice_changed()
        self.export_button.setFocus()

    # What is chosen.

    def chosen_formats(self) -> tuple[ExportFormat, ...]:
        """The formats that are ticked."""
        return tuple(each for each in self._formats if self.format_boxes[each.name].isChecked())

    @property
    def written(self) -> tuple[Path, ...]:
        """The files that were written."""
        return tuple(self._written)

    def reject(self) -> None:
        """Stop what is being written, or close."""
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being written before closing."""
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)

    # Making the parts.

    def _make_formats(self) -> None:
        kept = str(self._settings.value("export-formats", _DEFAULT_FORMATS)).split(",")
        self.format_boxes: dict[str, QCheckBox] = {}
        for each in self._formats:
            box = QCheckBox(each.title)
            describe(box, f"{each.title}: {each.description}")
            box.setChecked(each.name in kept)
            box.toggled.connect(self._on_choice_changed)
            self.format_boxes[each.name] = box

    def _make_target(self) -> None:
        folder = self._settings.value("export-folder", "")
        if not folder or not Path(str(folder)).is_dir():
            folder = _usual_folder(self._document.path)
        self.folder_field = QLineEdit(str(folder))
        describe(self.folder_field, self.tr("The folder to write the files to"))
        self.folder_button = QPushButton(self.tr("Choose…"))
        self.folder_button.setAutoDefault(False)
        describe(self.folder_button, self.tr("Choose the folder"))
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.folder_field.setMinimumWidth(_FIELD_WIDTH)
        self.name_field = QLineEdit(_safe_name(self._document.title))
        describe(self.name_field, self.tr("Name of the files, without the extension"))
        for field in (self.folder_field, self.name_field):
            field.textChanged.connect(self._on_choice_changed)

    def _make_buttons(self) -> None:
        self.export_button = QPushButton(self.tr("Export"))
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        describe(self.cancel_button, self.tr("Stop the export, or close without exporting"), "Esc")
        self.cancel_button.clicked.connect(self.reject)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress of the export"))
        self.progress.setVisible(False)
        self.message = label("", "dim")
        self.message.setWordWrap(True)

    def _choice_page(self) -> QWidget:
        self._choices = QWidget()
        column = QVBoxLayout(self._choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._format_grid())
        column.addWidget(line())
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.addWidget(label(self.tr("Folder"), "dim"), 0, 0)
        grid.addWidget(self.folder_field, 0, 1)
        grid.addWidget(self.folder_button, 0, 2)
        grid.addWidget(label(self.tr("Name"), "dim"), 1, 0)
        grid.addWidget(self.name_field, 1, 1, 1, 2)
        column.addLayout(grid)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self._choices)
        whole.addWidget(self.message)
        whole.addWidget(self.progress)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.export_button)
        whole.addLayout(buttons)
        return page

    def _format_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(1)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        group = ""
        for each in self._formats:
            row = grid.rowCount()
            if each.group != group:
                group = each.group
                heading = label(group, "caption")
                heading.setContentsMargins(0, 8, 0, 2)
                grid.addWidget(heading, row, 0, 1, 3)
                row += 1
            grid.addWidget(self.format_boxes[each.name], row, 0)
            grid.addWidget(label(each.description, "dim"), row, 1)
            grid.addWidget(label(each.suffix, "dim"), row, 2, Qt.AlignmentFlag.AlignRight)
        return grid

    def _done_page(self) -> QWidget:
        page = QWidget()
        self.done_label = label("", "heading")
        self.folder_label = ElidedLabel("", "dim")
        self.files_label = label("")
        self.files_label.setWordWrap(True)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(IconLabel("check", "accent", 28))
        heading.addWidget(self.done_label, 1)
        self.musescore_button = QPushButton(self.tr("Open in MuseScore"))
        with_icon(self.musescore_button, "musescore")
        describe(self.musescore_button, self.tr("Open the score in MuseScore"))
        self.musescore_button.clicked.connect(self._on_musescore_clicked)
        self.show_button = QPushButton(self.tr("Show in folder"))
        with_icon(self.show_button, "folder")
        describe(self.show_button, self.tr("Open the folder with the files"))
        self.show_button.clicked.connect(self._on_show_clicked)
        self.close_button = QPushButton(self.tr("Close"))
        describe(self.close_button, self.tr("Close this window"), "Esc")
        self.close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.musescore_button)
        buttons.addWidget(self.show_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(heading)
        files = QVBoxLayout()
        files.setSpacing(4)
        files.addWidget(self.files_label)
        files.addWidget(self.folder_label)
        column.addLayout(files)
        column.addStretch(1)
        column.addLayout(buttons)
        return page

    # What happens.

    def _on_folder_clicked(self) -> None:
        title = self.tr("Folder for the files")
        folder = QFileDialog.getExistingDirectory(self, title, self.folder_field.text())
        if folder:
            self.folder_field.setText(folder)

    def _on_choice_changed(self) -> None:
        formats, name = self.chosen_formats(), self.name_field.text().strip()
        folder = self.folder_field.text().strip()
        can_export = bool(formats) and bool(folder) and is_file_name(name)
        self._existing = existing_files(Path(folder), name, formats) if can_export else []
        self.export_button.setEnabled(can_export and self._document.transcription is not None)
        n_existing, n = len(self._existing), len(formats)
        if n_existing:
            text = self.tr("Replace and export")
            self._say(self._existing_text(), "warning")
        else:
            text = self.tr("Export {n} files").format(n=n) if n > 1 else self.tr("Export")
            self._say(self._what_lacks(formats, folder, name), "dim")
        self.export_button.setText(text)
        describe(self.export_button, text, "Return")

    def _existing_text(self) -> str:
        names = ", ".join(path.name for path in self._existing[:_N_NAMED])
        n_more = len(self._existing) - _N_NAMED
        if n_more > 0:
            text = self.tr("These files already exist: {names} and {n} more.")
            return text.format(names=names, n=n_more)
        return self.tr("These files already exist: {names}.").format(names=names)

    def _what_lacks(self, formats: tuple[ExportFormat, ...], folder: str, name: str) -> str:
        if not formats:
            return self.tr("Choose at least one format.")
        if not folder:
            return self.tr("Choose a folder.")
        if not is_file_name(name):
            return self.tr("A file cannot have this name.")
        return ""

    def _say(self, text: str, role: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)

    def _on_export_clicked(self) -> None:
        transcription = self._document.transcription
        if transcription is None:
            return
        is_letter = self._settings.preferences.page_size == "Letter"
        task = ExportTask(
            Path(self.folder_field.text().strip()).expanduser(),
            self.name_field.text().strip(),
            self.chosen_formats(),
            LETTER if is_letter else A4,
            may_replace=bool(self._existing),
        )
        self._settings.set_value("export-formats", ",".join(f.name for f in task.formats))
        self._settings.set_value("export-folder", str(task.folder))
        self._set_busy(True)
        self._job = self._runner.start(
            self.tr("Exporting “{title}”").format(title=self._document.title),
            lambda work: export(transcription, task, work.on_progress),
            Callbacks(self._on_written, None, self._on_progress, self._on_failed, self._on_end),
            lane=Lane.QUICK,
        )

    def _set_busy(self, is_busy: bool) -> None:
        self._choices.setEnabled(not is_busy)
        self.export_button.setEnabled(not is_busy)
        self.progress.setVisible(is_busy)
        self.progress.setValue(0)

    def _on_progress(self, fraction: float) -> None:
        self.progress.setValue(round(1000 * fraction))

    def _on_end(self) -> None:
        """The export was cancelled."""
        self._job = None
        self._set_busy(False)
        self._on_choice_changed()

    def _on_failed(self, failure: Failure) -> None:
        self._on_end()
        self._say(failure.message, "error")

    def _on_written(self, paths: list[Path]) -> None:
        self._job = None
        self._written = list(paths)
        n = len(paths)
        text = self.tr("Exported {n} files").format(n=n) if n > 1 else self.tr("Exported")
        self.done_label.setText(text)
        self._show_files(paths)
        can_open = self._for_musescore() is not None and find_musescore() is not None
        self.musescore_button.setVisible(can_open)
        self.pages.setCurrentIndex(1)
        self._shrink()
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _show_files(self, paths: list[Path]) -> None:
        """Name the files: few one by one, many by what tells them apart."""
        stem = self.name_field.text().strip()
        if len(paths) <= _N_NAMED:
            text = "\n".join(path.name for path in paths)
        else:
            text = f"{stem}: " + ", ".join(path.name.removeprefix(stem) for path in paths)
        self.files_label.setText(text)
        self.files_label.setToolTip("\n".join(str(path) for path in paths))
        self.folder_label.setText(str(paths[0].parent) if paths else "")

    def _shrink(self) -> None:
        """Be only as high as the page that is left to show."""
        ignored = QSizePolicy.Policy.Ignored
        self._choice.setSizePolicy(ignored, ignored)
        self.pages.updateGeometry()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _for_musescore(self) -> Path | None:
        """The written file that MuseScore opens best."""
        found = {path.suffix: path for path in self._written}
        return next((found[suffix] for suffix in _FOR_MUSESCORE if suffix in found), None)

    def _on_musescore_clicked(self) -> None:
        program, path = find_musescore(), self._for_musescore()
        if program and path:
            subprocess.Popen([program, path], start_new_session=True)

    def _on_show_clicked(self) -> None:
        if self._written:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written[0].parent)))


def _usual_folder(song: Path) -> Path:
    """Beside the song; among the documents where nothing may be written there."""
    folder = song.parent
    is_ours = _RESOURCES.resolve() in (folder.resolve(), *folder.resolve().parents)
    if folder.is_dir() and os.access(folder, os.W_OK) and not is_ours:
        return folder
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if Path(documents).is_dir() else Path.home()


def _safe_name(title: str) -> str:
    """The title without what no file's name may hold."""
    kept = "".join(c if is_file_name(c) or c in " ." else "_" for c in title).strip(" .")
    return kept or "score"
