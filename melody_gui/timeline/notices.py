"""What lanes say while they have nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from melody_gui.document import Document


def reading_notice(document: Document | None) -> str:
    """Why there is no waveform."""
    if document is None:
        return QCoreApplication.translate("Timeline", "Open a song to see it here")
    return _failed(document) or QCoreApplication.translate("Timeline", "Reading…")


def spectrum_notice(document: Document | None) -> str:
    """Why there is no spectrogram."""
    if document is None:
        return ""
    return _failed(document) or QCoreApplication.translate("Timeline", "Computing the spectrogram…")


def listening_notice(document: Document | None) -> str:
    """Why there are no activations."""
    if document is None:
        return ""
    return _failed(document) or QCoreApplication.translate("Timeline", "Listening…")


def style_notice(document: Document | None) -> str:
    """Why there is no attention for the style."""
    if document is None:
        return ""
    if document.style.state.value == "failed":
        return QCoreApplication.translate("Timeline", "The style is not known")
    return _failed(document) or QCoreApplication.translate(
        "Timeline", "The style follows after the chart…"
    )


def _failed(document: Document) -> str:
    if document.state.value == "failed":
        return QCoreApplication.translate("Timeline", "Not analysed")
    return ""
