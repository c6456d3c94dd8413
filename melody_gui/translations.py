"""The languages of the window."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_FOLDER = Path(__file__).parent.parent / "resources" / "translations"


def languages() -> tuple[tuple[str, str], ...]:
    """The languages that Melody speaks, each as (its own name for itself, its code)."""
    codes = ["en", *sorted(path.stem.split("_")[1] for path in _FOLDER.glob("melody_*.qm"))]
    return tuple((_own_name(code), code) for code in codes)


def install(application: QCoreApplication, language: str = "system") -> None:
    """Speak this language ("system" or a code such as "de") in everything made from now on.

    Where Melody does not speak it, English stays.
    """
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    locale = QLocale.system() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    own = QTranslator(application)
    if not own.load(locale, "melody", "_", str(_FOLDER)):
        own.deleteLater()
        return
    application.installTranslator(own)
    # Qt's own texts: buttons of file dialogs and the like.
    of_qt = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if of_qt.load(locale, "qtbase", "_", folder):
        application.installTranslator(of_qt)


def _own_name(code: str) -> str:
    locale = QLocale(code)
    return "English" if code == "en" else locale.nativeLanguageName().capitalize()
