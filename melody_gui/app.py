"""Starts the window: application, log, theme, language, and what happens to stray errors."""

import logging
import logging.handlers
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from core.errors import MelodyError
from melody_gui import theme, translations
from melody_gui.job import failure_of
from melody_gui.main_window import MainWindow, songs_in
from melody_gui.settings import Settings, data_folder
from melody_gui.style import base_font, style_sheet

_log = logging.getLogger(__name__)
_ICON = Path(__file__).parent.parent / "resources" / "icons" / "melody.svg"


def run(paths: Sequence[Path], problems: Sequence[MelodyError] = ()) -> int:
    """Open the window with these songs; returns the exit code when it is closed.

    `problems` with other songs are told in it.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    name_application(app)
    start_log(data_folder("log") / "melody.log")
    settings = Settings()
    translations.install(app, settings.preferences.language)
    dress(app, settings)
    window = MainWindow(settings)
    sys.excepthook = _excepthook(window)
    quit_on_signals(window)
    window.show()
    window.open(songs_in(paths))
    for problem in problems:
        window.tell(failure_of(problem))
    return app.exec()


def name_application(app: QApplication) -> None:
    """The names under which settings and data are kept."""
    app.setApplicationName("Melody")
    app.setOrganizationName("Melody")
    app.setDesktopFileName("melody")
    app.setWindowIcon(QIcon(str(_ICON)))


def dress(app: QApplication, settings: Settings) -> None:
    """Colours and style as preferred, now and whenever the preferences change."""

    def choose() -> None:
        preferences = settings.preferences
        theme.choose(preferences.theme, preferences.drum_colours)

    def paint() -> None:
        app.setPalette(theme.palette())
        app.setStyleSheet(style_sheet(theme.colours()))

    app.setStyle("Fusion")
    app.setFont(base_font())
    theme.notifier().changed.connect(paint)
    settings.preferences_changed.connect(choose)
    app.styleHints().colorSchemeChanged.connect(choose)
    choose()


def start_log(path: Path) -> None:
    """Log to a file that is turned over at half a megabyte."""
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def quit_on_signals(window: MainWindow) -> None:
    """Ctrl-C and SIGTERM keep unsaved corrections for the next start and end the program."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.quit_at_once())
    # Python sees signals only when it runs: let it, twice a second.
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)
    timer.start(500)


def _excepthook(window: MainWindow):  # type: ignore[no-untyped-def]
    """Errors in slots are logged and told; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.quit_at_once()
            return
        window.tell_unexpected(error.with_traceback(trace))

    return hook
