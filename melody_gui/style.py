"""The style sheet: how every control looks, in one place."""

from pathlib import Path

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from melody_gui.theme import Colours

BASE_PIXELS = 13
SPACING = 8
_ICONS = Path(__file__).parent.parent / "resources" / "icons"

# Names in braces are colours by role. `role` is a property that widgets set on themselves.
_SHEET = """
QWidget { outline: none; }
QAbstractScrollArea { border: none; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QLabel#qt_msgbox_label { font-size: 16px; font-weight: 600; padding: 2px 8px 2px 6px; }
QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 340px; padding: 0 8px 8px 6px; }
QMessageBox QPushButton { min-width: 72px; }
QToolTip { background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }

QLabel[role="dim"], QLabel[role="caption"] { color: {dim_text}; }
QLabel[role="caption"] { font-weight: 600; }
QLabel[role="heading"] { font-size: 17px; font-weight: 600; }
QLabel[role="title"] { font-size: 26px; font-weight: 600; }
QLabel[role="warning"] { color: {warning}; }
QLabel[role="error"] { color: {error}; }
QLabel[role="key"] {
    background: {raised}; border: 1px solid {border}; border-radius: 4px; padding: 2px 7px; }

QPushButton {
    background: {raised}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 5px 14px; min-height: 20px; }
QPushButton:hover { background: {pressed}; }
QPushButton:pressed { background: {border}; }
QPushButton:focus { border-color: {accent}; }
QPushButton:disabled { color: {bar_line}; background: {panel}; border-color: {grid_line}; }
QPushButton:default, QPushButton[role="primary"] {
    background: {accent}; color: {accent_text}; border-color: {accent}; }
QPushButton:default:hover, QPushButton[role="primary"]:hover {
    background: {accent_hover}; border-color: {accent_hover}; }
QPushButton:default:focus, QPushButton[role="primary"]:focus { border: 2px solid {text}; }
QPushButton:default:disabled, QPushButton[role="primary"]:disabled {
    background: {raised}; color: {dim_text}; border-color: {grid_line}; }
QPushButton:checked { background: {accent_soft}; border-color: {accent}; }
QPushButton[role="compact"] { padding: 4px 8px; }
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; text-align: left; padding: 5px 8px; }
QPushButton[role="link"]:hover { background: {raised}; }
QPushButton[role="link"]:focus { border-color: {accent}; }

QToolButton {
    background: transparent; color: {text}; border: 1px solid transparent; border-radius: 6px;
    padding: 4px; }
QToolButton:hover { background: {raised}; }
QToolButton:pressed { background: {border}; }
QToolButton:checked { background: {accent_soft}; color: {accent}; }
QToolButton:focus { border-color: {accent}; }
QToolButton:disabled { color: {bar_line}; }
QToolButton[role="play"] {
    background: {accent}; color: {accent_text}; border: 2px solid {accent}; border-radius: 18px; }
QToolButton[role="play"]:hover { background: {accent_hover}; border-color: {accent_hover}; }
QToolButton[role="play"]:focus { border-color: {text}; }
QToolButton[role="play"]:disabled { background: {raised}; border-color: {raised}; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 14px; }
QToolButton::menu-arrow { image: url({icons}/style-arrow-down.svg); width: 12px; height: 12px; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit, QKeySequenceEdit {
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 4px 8px; selection-background-color: {accent};
    selection-color: {accent_text}; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: 20px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border-color: {accent}; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: {bar_line}; border-color: {grid_line}; }
QLineEdit[role="quiet"] {
    background: transparent; border-color: transparent; padding: 3px 6px; margin-left: -7px; }
QLineEdit[role="quiet"]:hover { background: {field}; border-color: {border}; }
QLineEdit[role="quiet"]:focus { background: {field}; border-color: {accent}; }
QLineEdit[heading="true"] { font-size: 17px; font-weight: 600; }
QAbstractSpinBox QLineEdit { border: none; padding: 0; min-height: 16px; }
QComboBox { padding-right: 2px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url({icons}/style-arrow-down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: {panel}; border: 1px solid {border}; padding: 4px; outline: none;
    selection-background-color: {accent_soft}; selection-color: {text}; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::down-button { border: none; background: transparent; width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url({icons}/style-arrow-up.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url({icons}/style-arrow-down.svg); width: 10px; height: 10px; }

QCheckBox, QRadioButton { spacing: 8px; padding: 3px 2px; border: 1px solid transparent;
    border-radius: 5px; }
QCheckBox:focus, QRadioButton:focus { border-color: {accent}; }
QCheckBox:disabled, QRadioButton:disabled { color: {bar_line}; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid {bar_line}; background: {field}; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: {accent}; }
QCheckBox::indicator:checked {
    background: {accent}; border-color: {accent}; image: url({icons}/style-tick-{tick}.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: {grid_line}; }
QCheckBox::indicator:checked:disabled { background: {bar_line}; border-color: {bar_line}; }
QRadioButton::indicator:checked { border: 5px solid {accent}; width: 8px; height: 8px;
    background: {accent_text}; }

QSlider:horizontal { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: {border}; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: {accent}; }
QSlider[centred="true"]::sub-page:horizontal { background: {border}; }
QSlider::handle:horizontal {
    background: {handle}; border: 1px solid {handle_edge}; width: 12px; height: 12px;
    margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:hover { border-color: {accent}; }
QSlider::handle:horizontal:focus { border: 2px solid {accent}; width: 10px; height: 10px; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled {
    background: {border}; }
QSlider::groove:vertical { width: 4px; border-radius: 2px; background: {border}; }
QSlider::handle:vertical {
    background: {handle}; border: 1px solid {handle_edge}; width: 12px; height: 12px;
    margin: 0 -5px; border-radius: 7px; }
QSlider::handle:vertical:focus { border: 2px solid {accent}; width: 10px; height: 10px; }

QProgressBar {
    background: {border}; border: none; border-radius: 2px; min-height: 4px; max-height: 4px;
    color: transparent; }
QProgressBar::chunk { background: {accent}; border-radius: 2px; }

QMenuBar { background: {window}; border-bottom: 1px solid {grid_line}; padding: 1px 4px; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: 5px; }
QMenuBar::item:selected { background: {raised}; }
QMenu { background: {panel}; border: 1px solid {border}; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 12px; border-radius: 5px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: {accent_soft}; color: {text}; }
QMenu::item:disabled { color: {bar_line}; background: transparent; }
QMenu::separator { height: 1px; background: {grid_line}; margin: 5px 8px; }
QMenu::right-arrow { image: url({icons}/style-arrow-right.svg); width: 12px; height: 12px; }
QMenu::indicator { width: 14px; height: 14px; left: 7px; }

QToolBar { background: {window}; border: none; spacing: 4px; padding: 4px 8px; }
QToolBar::separator { background: {grid_line}; width: 1px; margin: 5px 6px; }
QStatusBar { background: {window}; color: {dim_text}; border-top: 1px solid {grid_line}; }
QStatusBar::item { border: none; }

QSplitter::handle { background: {grid_line}; }
QSplitter::handle:horizontal { width: 1px; margin: 0 3px; }
QSplitter::handle:vertical { height: 1px; margin: 3px 0; }
QSplitter::handle:hover { background: {accent}; }
QMainWindow::separator { background: {grid_line}; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: {accent}; }
QDockWidget { color: {dim_text}; font-weight: 600; titlebar-close-icon: none; }
QDockWidget::title { background: {window}; padding: 7px 10px; text-align: left;
    border-bottom: 1px solid {grid_line}; }

QTabWidget::pane { border: none; border-top: 1px solid {grid_line}; top: -1px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: {dim_text}; padding: 7px 14px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: {text}; }
QTabBar::tab:selected { color: {text}; border-bottom-color: {accent}; }
QTabBar::tab:focus { color: {accent}; }

QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QListView, QTreeView, QTableView {
    background: {panel}; border: 1px solid {grid_line}; border-radius: 6px; outline: none;
    selection-background-color: {accent_soft}; selection-color: {text}; }
QListView:focus, QTreeView:focus, QTableView:focus { border-color: {accent}; }
QListView[role="flat"], QTreeView[role="flat"] { background: transparent; border: none; }
QListView::item, QTreeView::item { padding: 4px 6px; border-radius: 5px; }
QListView[role="flat"]::item { padding: 0; }
QListView::item:hover, QTreeView::item:hover { background: {raised}; }
QListView::item:selected, QTreeView::item:selected { background: {accent_soft}; color: {text}; }
QTableView::item { padding: 0 5px; }
QTableView::item:selected { background: {accent_soft}; color: {text}; }
QHeaderView::section {
    background: {window}; color: {dim_text}; border: none; padding: 5px 8px;
    border-bottom: 1px solid {grid_line}; }
QHeaderView::up-arrow, QHeaderView::down-arrow {
    width: 9px; height: 9px; subcontrol-origin: border; subcontrol-position: top center; }
QHeaderView::up-arrow { image: url({icons}/style-arrow-up.svg); }
QHeaderView::down-arrow { image: url({icons}/style-arrow-down.svg); }
QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: {border}; border-radius: 3px; margin: 2px 3px; }
QScrollBar::handle:horizontal { margin: 3px 2px; min-width: 28px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:hover { background: {bar_line}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QFrame[role="line"] { background: {grid_line}; border: none; min-height: 1px; max-height: 1px; }
QFrame[role="upright"] { background: {grid_line}; border: none; min-width: 1px; max-width: 1px; }
QFrame[role="card"] {
    background: {panel}; border: 1px solid {grid_line}; border-radius: 10px; }
QFrame[role="notice"] {
    background: {warning_soft}; border: 1px solid {warning_edge}; border-radius: 6px; }
QFrame[role="drop"] { background: transparent; border: 2px dashed {border}; border-radius: 14px; }
QFrame[role="drop"][dropping="true"] { background: {accent_soft}; border-color: {accent}; }
QGroupBox { border: none; margin-top: 22px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; color: {dim_text}; }
"""


def style_sheet(colours: Colours) -> str:
    """The style sheet of the whole program in these colours."""
    values = {
        name: _css(value) for name, value in vars(colours).items() if isinstance(value, QColor)
    }
    text, panel = colours.text, colours.panel
    values |= {
        "field": _css(panel),
        "pressed": _css(_mixed(colours.raised, text, 0.08)),
        "accent_hover": _css(_mixed(colours.accent, text, 0.15)),
        "accent_soft": _css(_mixed(panel, colours.accent, 0.22)),
        "warning_soft": _css(_mixed(panel, colours.warning, 0.12)),
        "warning_edge": _css(_mixed(panel, colours.warning, 0.4)),
        "handle": _css(text if colours.is_dark else panel),
        "handle_edge": _css(text if colours.is_dark else colours.bar_line),
        "tick": "dark" if colours.is_dark else "light",
        "icons": _ICONS.as_posix(),
    }
    result = _SHEET
    for name, value in values.items():
        result = result.replace("{" + name + "}", value)
    return result


def base_font() -> QFont:
    """The system's font in the size that the style sheet is drawn for."""
    font = QFont(QApplication.font())
    font.setPixelSize(BASE_PIXELS)
    return font


def _css(colour: QColor) -> str:
    return colour.name()


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    """The ground with a share of another colour over it."""
    return QColor.fromRgbF(
        ground.redF() * (1 - share) + colour.redF() * share,
        ground.greenF() * (1 - share) + colour.greenF() * share,
        ground.blueF() * (1 - share) + colour.blueF() * share,
    )
