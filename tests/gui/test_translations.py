"""German: complete, up to date, and spoken by the window."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.kit import KIT
from melody_gui import theme, translations
from melody_gui.dialogs.export_formats import export_formats
from melody_gui.drum_titles import drum_title
from melody_gui.panels.empty_view import EmptyView
from melody_gui.panels.song_panel import SongPanel
from melody_gui.panels.transport_bar import TransportBar
from melody_gui.panels.why_view import WhyView
from melody_gui.style import style_sheet

ROOT = Path(__file__).parents[2]
TS = ROOT / "resources" / "translations" / "melody_de.ts"


@dataclass(frozen=True)
class Message:
    """A string of the window and its translation."""

    context: str
    source: str
    translation: str
    is_finished: bool


def messages(path: Path = TS) -> list[Message]:
    found = []
    for context in ElementTree.parse(path).getroot().findall("context"):
        for each in context.findall("message"):
            translation = each.find("translation")
            assert translation is not None
            found.append(
                Message(
                    context.findtext("name", ""),
                    each.findtext("source", ""),
                    translation.text or "",
                    translation.get("type") is None,
                )
            )
    return found


@pytest.fixture
def application(qtbot: QtBot) -> Iterator[QApplication]:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    locale = QLocale()
    yield found
    translations.install(found, "en")
    QLocale.setDefault(locale)


def test_every_string_is_translated() -> None:
    found = messages()
    assert len(found) > 400
    assert [m for m in found if not m.is_finished or not m.translation.strip()] == []


def test_translations_keep_what_is_filled_in() -> None:
    for message in messages():
        fields = sorted(re.findall(r"\{[^}]*\}", message.source))
        assert sorted(re.findall(r"\{[^}]*\}", message.translation)) == fields, message
        edges = [text[:1] == " " for text in (message.source, message.translation)]
        assert edges[0] == edges[1], message


def test_menus_have_one_mnemonic_each() -> None:
    for message in messages():
        if message.context == "Menus":
            assert message.translation.count("&") == message.source.count("&"), message


def test_compiled_file_says_what_the_source_file_says(qtbot: QtBot) -> None:
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    for message in messages():
        assert translator.translate(message.context, message.source) == message.translation


@pytest.mark.slow
def test_no_string_of_the_window_is_missing(tmp_path: Path) -> None:
    program = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("pyside6-lupdate is not beside this Python")
    copy = tmp_path / TS.name
    shutil.copy(TS, copy)
    sources = [str(path) for path in sorted((ROOT / "melody_gui").rglob("*.py"))]
    subprocess.run(
        [program, "-no-obsolete", "-locations", "none", *sources, "-ts", str(copy)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    strings = {(m.context, m.source) for m in messages(copy)}
    known = {(m.context, m.source) for m in messages()}
    assert strings - known == set(), "run packaging/make_translations.py and translate these"
    assert known - strings == set(), "run packaging/make_translations.py"


def test_german_window_speaks_german(application: QApplication, qtbot: QtBot) -> None:
    translations.install(application, "de")
    page, panel = EmptyView(), SongPanel()
    for widget in (page, panel):
        qtbot.addWidget(widget)
    texts = {each.text() for each in page.findChildren(QPushButton)}
    texts |= {each.text() for each in panel.findChildren(QLabel)}
    assert {"Songs öffnen …", "Demo-Song ausprobieren", "Taktart", "Schwelle"} <= texts
    assert page.open_button.toolTip() == "Songs oder Projekte zum Öffnen auswählen (Strg+O)"
    assert drum_title("tom_low") == "Standtom"
    assert export_formats()[0].group == "Noten"


def test_german_panels_are_no_wider_than_their_places(
    application: QApplication, qtbot: QtBot
) -> None:
    translations.install(application, "de")
    application.setStyleSheet(style_sheet(theme.colours()))
    panel, why, bar = SongPanel(), WhyView(), TransportBar()
    for widget in (panel, why, bar):
        qtbot.addWidget(widget)
    panel.edits_left.setText(panel.tr("About {n} edits left").format(n=120))
    assert panel._body.minimumSizeHint().width() <= 240
    assert why._body.minimumSizeHint().width() <= 264
    assert bar.minimumSizeHint().width() <= 900


def test_language_can_be_taken_back(application: QApplication, qtbot: QtBot) -> None:
    translations.install(application, "de")
    translations.install(application, "en")
    assert drum_title("tom_low") == "Floor Tom"
    translations.install(application, "de")
    translations.install(application, "xx")
    assert drum_title("tom_low") == "Floor Tom"


def test_system_language_is_followed(
    application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_AT"))
    translations.install(application, "system")
    assert drum_title("clap") == "Klatschen"


def test_languages_name_themselves() -> None:
    assert translations.languages() == (("English", "en"), ("Deutsch", "de"))


def test_drum_titles_are_those_of_the_kit() -> None:
    strings = {m.source for m in messages() if m.context == "Drums"}
    assert strings == {drum.title for drum in KIT}
