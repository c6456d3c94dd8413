"""All shortcuts of the window, to look through and to search."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from melody_gui import theme
from melody_gui.dialogs.mouse_and_keys import HABITS, group_title
from melody_gui.panels.controls import describe, label


@dataclass(frozen=True)
class _Row:
    """One shortcut: the widgets that show it, and what a search looks through."""

    group: str
    words: str
    widgets: tuple[QWidget, ...]


class ShortcutsDialog(QDialog):
    """The shortcuts of the actions by menu, then what mouse and keys do in each view."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(590, 660)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search actions and keys"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            theme.icon("search", "dim_text"), QLineEdit.ActionPosition.LeadingPosition
        )
        describe(self.search, self.tr("Search the shortcuts"))
        self.search.textChanged.connect(self._on_search_changed)
        self._rows: list[_Row] = []
        self._headings: dict[str, QLabel] = {}
        self._nothing = label(self.tr("Nothing was found."), "dim")
        self._nothing.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self._make_list(actions), 1)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        describe(close, self.tr("Close this window"), "Esc")
        column.addWidget(box)
        self.search.setFocus()

    def shown_titles(self) -> tuple[str, ...]:
        """The names of the actions that the search lets through."""
        shown = [row.widgets[0] for row in self._rows if not row.widgets[0].isHidden()]
        return tuple(widget.text() for widget in shown if isinstance(widget, QLabel))

    def _make_list(self, actions: Iterable[QAction]) -> QScrollArea:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        form = QKeySequence.SequenceFormat.NativeText
        for group, members in _by_menu(actions).items():
            self._add_heading(grid, group)
            for action in members:
                keys = " · ".join(keys.toString(form) for keys in action.shortcuts())
                self._add_row(grid, group, _title(action), keys)
        for source, habits in HABITS.items():
            group = group_title(source)
            self._add_heading(grid, group)
            for habit in habits:
                self._add_row(grid, group, habit.title, habit.shown_keys)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        return area

    def _add_heading(self, grid: QGridLayout, group: str) -> None:
        heading = label(group, "caption")
        heading.setContentsMargins(0, 10, 0, 2)
        self._headings[group] = heading
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)

    def _add_row(self, grid: QGridLayout, group: str, title: str, keys: str) -> None:
        name, key = label(title), label(keys, "key")
        row = grid.rowCount()
        grid.addWidget(name, row, 0)
        grid.addWidget(key, row, 1, Qt.AlignmentFlag.AlignRight)
        self._rows.append(_Row(group, f"{title} {keys} {group}".casefold(), (name, key)))

    def _on_search_changed(self, text: str) -> None:
        words = text.casefold().split()
        shown: set[str] = set()
        for row in self._rows:
            is_shown = all(word in row.words for word in words)
            for widget in row.widgets:
                widget.setVisible(is_shown)
            if is_shown:
                shown.add(row.group)
        for group, heading in self._headings.items():
            heading.setVisible(group in shown)
        self._nothing.setVisible(not shown)


def _by_menu(actions: Iterable[QAction]) -> dict[str, list[QAction]]:
    """The actions that have shortcuts, by the menu of the menu bar that they stand in."""
    found: dict[str, list[QAction]] = {}
    for action in actions:
        if action.shortcuts():
            found.setdefault(_menu_title(action), []).append(action)
    return found


def _menu_title(action: QAction) -> str:
    menus = [each for each in action.associatedObjects() if isinstance(each, QMenu)]
    if not menus:
        return ""
    menu = menus[0]
    parent = menu.parentWidget()
    while isinstance(parent, QMenu):
        menu, parent = parent, parent.parentWidget()
    return _plain(menu.title())


def _title(action: QAction) -> str:
    """What the action does; not what exactly would be undone now."""
    title = _plain(action.text())
    return title.partition(":")[0] if action.objectName() in ("undo", "redo") else title


def _plain(text: str) -> str:
    """The text without the marks of mnemonics and the dots of dialogs."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
