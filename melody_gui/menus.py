"""The menus: every action of the window, its shortcut, and when it makes sense."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from core.kit import KIT
from core.meter import TimeSignature
from melody_gui import theme
from melody_gui.choices import METRES, SWINGS, SwingChoice, as_heard
from melody_gui.song_style import HIGHLIGHT_KEY

if TYPE_CHECKING:
    from melody_gui.document import Document
    from melody_gui.main_window import MainWindow
    from melody_gui.workspace import Workspace

Shortcut = QKeySequence.StandardKey | str | None
# One key a drum, as they lie on the keyboard: feet below, hands in the middle, metal above.
DRUM_KEYS = {
    "kick": "1", "snare": "2", "hihat_closed": "3", "hihat_open": "4", "tom_high": "5",
    "tom_mid": "6", "tom_low": "7", "crash": "8", "ride": "9", "side_stick": "0",
}  # fmt: skip


# Views that can be hidden.
PARTS = ("songs", "panel", "timeline", "score", "style", "why")


class Needs(Enum):
    """What must be there for an action to make sense."""

    NOTHING = 0
    WORKSPACE = 1
    SONG = 2
    SCORE = 3
    SELECTION = 4
    STYLE = 5


@dataclass(frozen=True)
class _Entry:
    action: QAction
    needs: Needs
    icon: str


class Menus(QObject):
    """Makes the menu bar of the window; `refresh` greys out what makes no sense now."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._entries: list[_Entry] = []
        self._menu: QMenu = QMenu()
        self._make_file_menu()
        self._make_edit_menu()
        self._make_beats_menu()
        self._make_play_menu()
        self._make_view_menu()
        self._make_help_menu()
        theme.notifier().changed.connect(self._set_icons)
        self._set_icons()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """All actions, for the list of shortcuts."""
        return tuple(entry.action for entry in self._entries)

    def action(self, name: str) -> QAction:
        """The action of that object name."""
        return next(e.action for e in self._entries if e.action.objectName() == name)

    def refresh(self, document: "Document | None", workspace: "Workspace | None") -> None:
        """Enable what makes sense for the song that is shown, and check what is shown."""
        met = {Needs.NOTHING}
        if workspace is not None:
            met.add(Needs.WORKSPACE)
            for name in PARTS:
                self.action(f"show-{name}").setChecked(workspace.shows_part(name))
            self.action("score-beside").setChecked(workspace.is_score_beside)
        if document is not None:
            if document.song is not None:
                met.add(Needs.SONG)
            if document.transcription is not None:
                met.add(Needs.SCORE)
            if document.selection:
                met.add(Needs.SELECTION)
            if document.style.classification is not None:
                met.add(Needs.STYLE)
        for entry in self._entries:
            entry.action.setEnabled(entry.needs in met)
        stack = document.undo_stack if document else None
        undo, redo = self.action("undo"), self.action("redo")
        undo.setEnabled(bool(stack and stack.canUndo()))
        redo.setEnabled(bool(stack and stack.canRedo()))
        undo.setText(
            self.tr("&Undo") + (f": {stack.undoText()}" if stack and stack.canUndo() else "")
        )
        redo.setText(
            self.tr("&Redo") + (f": {stack.redoText()}" if stack and stack.canRedo() else "")
        )

    def _begin(self, title: str) -> QMenu:
        self._menu = self._window.menuBar().addMenu(title)
        return self._menu

    def _add(  # noqa: PLR0913, PLR0917 - an action is these six
        self,
        name: str,
        text: str,
        slot: Callable[[], object],
        shortcut: Shortcut = None,
        needs: Needs = Needs.NOTHING,
        icon: str = "",
    ) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _checked=False: slot())
        self._menu.addAction(action)
        self._entries.append(_Entry(action, needs, icon))
        return action

    def _edit(  # noqa: PLR0913, PLR0917
        self,
        name: str,
        text: str,
        wish: "Callable[[Document], object]",
        shortcut: Shortcut = None,
        needs: Needs = Needs.SCORE,
        icon: str = "",
    ) -> QAction:
        """An action that is a wish to the document that is shown."""

        def slot() -> None:
            document = self._window.document
            if document is not None:
                wish(document)

        return self._add(name, text, slot, shortcut, needs, icon)

    def _view(  # noqa: PLR0913, PLR0917
        self,
        name: str,
        text: str,
        wish: "Callable[[Workspace], object]",
        shortcut: Shortcut = None,
        needs: Needs = Needs.SCORE,
        icon: str = "",
    ) -> QAction:
        """An action that is a wish to the workspace."""

        def slot() -> None:
            workspace = self._window.workspace
            if workspace is not None:
                wish(workspace)

        return self._add(name, text, slot, shortcut, needs, icon)

    def _make_file_menu(self) -> None:
        window, key = self._window, QKeySequence.StandardKey
        self._begin(self.tr("&File"))
        self._add("open", self.tr("&Open…"), window.ask_open, key.Open, icon="open")
        self.recent_menu = self._menu.addMenu(self.tr("Open &recent"))
        self._add(
            "live", self.tr("&Live microphone"), window.show_live, "Ctrl+M", icon="microphone"
        )
        self._add("library", self.tr("Li&brary"), window.show_library, "Ctrl+L", icon="list")
        self._menu.addSeparator()
        self._add("save", self.tr("&Save project"), window.save, key.Save, Needs.SONG, "save")
        self._add(
            "save-as", self.tr("Save project &as…"), window.save_as, "Ctrl+Shift+S", Needs.SONG
        )
        self._menu.addSeparator()
        self._add("export", self.tr("&Export…"), window.export, "Ctrl+E", Needs.SCORE, "export")
        self._view(
            "musescore",
            self.tr("Open in &MuseScore"),
            lambda w: w.open_in_musescore(),
            "Ctrl+Shift+M",
            Needs.SCORE,
            "musescore",
        )
        self._menu.addSeparator()
        self._add("close", self.tr("&Close song"), window.close_song, "Ctrl+W", Needs.WORKSPACE)
        self._add("quit", self.tr("&Quit"), window.close, "Ctrl+Q")

    def _make_edit_menu(self) -> None:
        key = QKeySequence.StandardKey
        chosen = Needs.SELECTION
        menu = self._begin(self.tr("&Edit"))
        self._edit("undo", self.tr("&Undo"), lambda d: d.undo_stack.undo(), key.Undo, icon="undo")
        redo = self._edit("redo", self.tr("&Redo"), lambda d: d.undo_stack.redo(), icon="redo")
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        menu.addSeparator()
        self._edit("select-all", self.tr("Select &all"), lambda d: d.select_all(), key.SelectAll)
        self._edit(
            "select-none", self.tr("Select &nothing"), lambda d: d.clear_selection(), "Ctrl+D"
        )
        self._view(
            "next-stroke", self.tr("Next stroke"), lambda w: w.step_stroke(1), ".", Needs.SCORE
        )
        self._view(
            "previous-stroke",
            self.tr("Previous stroke"),
            lambda w: w.step_stroke(-1),
            ",",
            Needs.SCORE,
        )
        self._view(
            "next-doubtful",
            self.tr("Next &doubtful stroke"),
            lambda w: w.next_doubtful(),
            "N",
            Needs.SCORE,
        )
        menu.addSeparator()
        self._edit("delete", self.tr("&Delete"), lambda d: d.delete_selected(), key.Delete, chosen)
        self._edit(
            "later", self.tr("Move later"), lambda d: d.step_selected(1), "Alt+Right", chosen
        )
        self._edit(
            "earlier", self.tr("Move earlier"), lambda d: d.step_selected(-1), "Alt+Left", chosen
        )
        self._edit(
            "later-free",
            self.tr("Move 5 ms later"),
            lambda d: d.move_selected(0.005, snapped=False),
            "Alt+Shift+Right",
            chosen,
        )
        self._edit(
            "earlier-free",
            self.tr("Move 5 ms earlier"),
            lambda d: d.move_selected(-0.005, snapped=False),
            "Alt+Shift+Left",
            chosen,
        )
        self._edit("louder", self.tr("Louder"), lambda d: d.nudge_velocity(8), "Alt+Up", chosen)
        self._edit("softer", self.tr("Softer"), lambda d: d.nudge_velocity(-8), "Alt+Down", chosen)
        self._make_drum_menu(menu)
        menu.addSeparator()
        self._view(
            "equal-bars",
            self.tr("Apply to all &equal bars"),
            lambda w: w.apply_to_equal_bars(),
            "Ctrl+B",
            chosen,
        )

    def _make_drum_menu(self, edit_menu: QMenu) -> None:
        self._menu = edit_menu.addMenu(self.tr("Change to &drum"))
        for drum in KIT:
            title = QCoreApplication.translate("Drums", drum.title)

            def wish(document: "Document", name: str = drum.name) -> None:
                document.set_drum_of_selected(name)

            shortcut = DRUM_KEYS.get(drum.name)
            self._edit(f"drum-{drum.name}", title, wish, shortcut, Needs.SELECTION)
        self._menu = edit_menu

    def _make_beats_menu(self) -> None:
        menu = self._begin(self.tr("&Beats"))
        self._view(
            "set-one",
            self.tr("The “&1” is at the playhead"),
            lambda w: w.set_downbeat(),
            "T",
            Needs.SCORE,
        )
        self._edit(
            "double", self.tr("&Double the tempo"), lambda d: d.scale_tempo(2.0), "Ctrl+Shift+D"
        )
        self._edit(
            "halve", self.tr("&Halve the tempo"), lambda d: d.scale_tempo(0.5), "Ctrl+Shift+H"
        )
        self._make_metre_menu(menu, self.tr("&Metre of the song"), is_from_playhead=False)
        self._make_metre_menu(menu, self.tr("Metre &from the playhead on"), is_from_playhead=True)
        self._menu = menu.addMenu(self.tr("&Swing"))
        self._edit("swing-heard", as_heard(), lambda d: d.set_swing(None))
        for choice in SWINGS:
            self._add_swing(choice)
        self._menu = menu
        menu.addSeparator()
        self._edit("reset-grid", self.tr("&Reset the beats"), lambda d: d.reset_grid())

    def _add_swing(self, choice: SwingChoice) -> None:
        def wish(document: "Document") -> None:
            document.set_swing_ratio(choice.ratio, choice.unit)

        self._edit(f"swing-{choice.ratio}-{choice.unit}", choice.title, wish)

    def _make_metre_menu(self, parent: QMenu, title: str, *, is_from_playhead: bool) -> None:
        self._menu = parent.addMenu(title)
        for metre in METRES:

            def wish(document: "Document", metre: TimeSignature = metre) -> None:
                start = self._window.playhead if is_from_playhead else None
                document.set_time_signature(metre, start)

            where = "here" if is_from_playhead else "song"
            name = f"metre-{where}-{metre.numerator}-{metre.denominator}"
            self._edit(name, str(metre), wish)
        self._menu = parent

    def _make_play_menu(self) -> None:
        menu = self._begin(self.tr("&Play"))
        self._view(
            "play",
            self.tr("&Play or pause"),
            lambda w: w.toggle_play(),
            "Space",
            Needs.SONG,
            "play",
        )
        self._view(
            "to-start", self.tr("To the &start"), lambda w: w.seek(0.0), "Home", Needs.SONG, "stop"
        )
        self._view(
            "loop",
            self.tr("&Loop the selection or bar"),
            lambda w: w.toggle_loop(),
            "L",
            Needs.SCORE,
        )
        self._view(
            "play-highlight",
            self.tr("Play the &highlight"),
            lambda w: w.play_highlight(),
            HIGHLIGHT_KEY,
            Needs.STYLE,
        )
        menu.addSeparator()
        self._view("slower", self.tr("&Slower"), lambda w: w.step_speed(-0.05), "[", Needs.SONG)
        self._view("faster", self.tr("&Faster"), lambda w: w.step_speed(0.05), "]", Needs.SONG)
        self._view(
            "normal-speed",
            self.tr("&Normal speed"),
            lambda w: w.step_speed(None),
            "Ctrl+0",
            Needs.SONG,
        )
        self._view(
            "metronome", self.tr("&Metronome"), lambda w: w.toggle_metronome(), "M", Needs.SCORE
        )
        self._view(
            "count-in", self.tr("&Count-in"), lambda w: w.toggle_count_in(), "C", Needs.SCORE
        )

    def _make_view_menu(self) -> None:
        window = self._window
        menu = self._begin(self.tr("&View"))
        for name, text, shortcut in (
            ("songs", self.tr("&Songs"), "F5"),
            ("panel", self.tr("Song &panel"), "F6"),
            ("timeline", self.tr("&Timeline"), "F7"),
            ("score", self.tr("S&core"), "F8"),
            ("style", self.tr("St&yle"), "F4"),
            ("why", self.tr("&Why this note"), "F9"),
        ):

            def wish(workspace: "Workspace", part: str = name) -> None:
                workspace.toggle_part(part)

            action = self._view(f"show-{name}", text, wish, shortcut, Needs.WORKSPACE)
            action.setCheckable(True)
        beside = self._view(
            "score-beside",
            self.tr("Score &beside the timeline"),
            lambda w: w.set_score_beside(not w.is_score_beside),
            "F10",
            Needs.WORKSPACE,
        )
        beside.setCheckable(True)
        menu.addSeparator()
        workspace = Needs.SONG
        self._view("zoom-in", self.tr("Zoom &in"), lambda w: w.zoom(1.5), "Ctrl++", workspace)
        self._view("zoom-out", self.tr("Zoom &out"), lambda w: w.zoom(1 / 1.5), "Ctrl+-", workspace)
        self._view("zoom-fit", self.tr("Whole &song"), lambda w: w.zoom(None), "Ctrl+9", workspace)
        menu.addSeparator()
        full = self._add("full-screen", self.tr("&Full screen"), window.toggle_full_screen, "F11")
        full.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)

    def _make_help_menu(self) -> None:
        window = self._window
        menu = self._begin(self.tr("&Help"))
        self._add("shortcuts", self.tr("&Keyboard shortcuts"), window.show_shortcuts, "F1")
        self._add("demo", self.tr("Open the &demo song"), window.open_demo)
        self._add("log", self.tr("Show the &log"), window.show_log)
        menu.addSeparator()
        preferences = self._add(
            "preferences",
            self.tr("&Preferences…"),
            window.show_preferences,
            "Ctrl+,",
            icon="settings",
        )
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        about = self._add("about", self.tr("&About Melody"), window.show_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _set_icons(self) -> None:
        for entry in self._entries:
            if entry.icon:
                entry.action.setIcon(theme.icon(entry.icon))
