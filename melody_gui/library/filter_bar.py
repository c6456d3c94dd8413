"""What is looked for in the library: words, a genre, a mood, a range of tempos."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from melody_gui import theme
from melody_gui.label_titles import label_title
from melody_gui.library.song_filter import Offer, Wish
from melody_gui.panels.controls import describe, icon_button, label

# Beats a minute; one below the slowest stands for any.
_SLOWEST, _FASTEST, _STEP = 40, 300, 5
_ANY = _SLOWEST - 1


class FilterBar(QWidget):
    """`wish_changed` carries the `Wish` whenever the user changes it.

    `left_downwards` fires when the user goes on from the search to what was found.
    """

    wish_changed = Signal(Wish)
    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_told = False
        self.search = _SearchField()
        self.search.setPlaceholderText(self.tr("Search title, artist, style, drums"))
        self.search.setClearButtonEnabled(True)
        self._search_icon = self.search.addAction(
            theme.icon("search", "dim_text"), QLineEdit.ActionPosition.LeadingPosition
        )
        theme.keep_icon(self._search_icon, "search", "dim_text")
        describe(
            self.search, self.tr("Show only songs in which all of these words occur"), "Ctrl+F"
        )
        self.genre, self.mood = QComboBox(), QComboBox()
        describe(self.genre, self.tr("Show only songs of this genre"))
        describe(self.mood, self.tr("Show only songs of this mood"))
        self.slowest, self.fastest = self._tempo_field(), self._tempo_field()
        describe(self.slowest, self.tr("Show only songs of at least so many beats a minute"))
        describe(self.fastest, self.tr("Show only songs of at most so many beats a minute"))
        self.clear_button = icon_button("cancel", self.tr("Show all songs again"))
        self._lay_out()
        self.set_offer(Offer((), ()))
        self._connect()

    @property
    def wish(self) -> Wish:
        """What is looked for now."""
        return Wish(
            self.search.text().strip(),
            self.genre.currentData() or "",
            self.mood.currentData() or "",
            _bound(self.slowest),
            _bound(self.fastest),
        )

    def set_offer(self, offer: Offer) -> None:
        """Offer these genres and moods; what is chosen stays chosen."""
        self._is_told = True
        _fill(self.genre, self.tr("All genres"), offer.genres)
        _fill(self.mood, self.tr("All moods"), offer.moods)
        self._is_told = False
        self._on_changed()

    def clear(self) -> None:
        """Look for nothing: every song is shown."""
        self._is_told = True
        self.search.clear()
        for box in (self.genre, self.mood):
            box.setCurrentIndex(0)
        for field in (self.slowest, self.fastest):
            field.setValue(_ANY)
        self._is_told = False
        self._on_changed()

    def focus_search(self) -> None:
        """Let the user type what to search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _tempo_field(self) -> QSpinBox:
        field = QSpinBox()
        field.setRange(_ANY, _FASTEST)
        field.setSpecialValueText(self.tr("any"))
        field.setSingleStep(_STEP)
        field.setAccelerated(True)
        field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return field

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self.genre)
        row.addWidget(self.mood)
        row.addSpacing(4)
        row.addWidget(label(self.tr("Tempo"), "dim"))
        row.addWidget(self.slowest)
        row.addWidget(label(self.tr("to"), "dim"))
        row.addWidget(self.fastest)
        row.addWidget(self.clear_button)
        self.search.setMinimumWidth(160)
        # The button keeps its room, so that nothing moves when it comes.
        policy = self.clear_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.clear_button.setSizePolicy(policy)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_changed)
        self.search.left_downwards.connect(self.left_downwards)
        for box in (self.genre, self.mood):
            box.currentIndexChanged.connect(self._on_changed)
        for field in (self.slowest, self.fastest):
            field.valueChanged.connect(self._on_changed)
        self.clear_button.clicked.connect(self.clear)

    def _on_changed(self) -> None:
        if not self._is_told:
            wish = self.wish
            self.clear_button.setVisible(not wish.is_empty)
            self.wish_changed.emit(wish)


class _SearchField(QLineEdit):
    """Arrow down and Enter go on to what was found."""

    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


def _bound(field: QSpinBox) -> int | None:
    return None if field.value() == _ANY else field.value()


def _fill(box: QComboBox, everything: str, offered: Sequence[tuple[str, int]]) -> None:
    chosen = box.currentData()
    labels = dict(offered)
    if chosen and chosen not in labels:
        labels[chosen] = 0
    box.clear()
    box.addItem(everything, "")
    for name, count in labels.items():
        box.addItem(f"{label_title(name)} ({count})", name)
    box.setCurrentIndex(max(box.findData(chosen), 0) if chosen else 0)
