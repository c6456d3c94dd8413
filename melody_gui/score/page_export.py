"""The pages of a score as a vector PDF and as pictures; needs no window, only Qt's fonts.

A `QGuiApplication` must exist (the platform "offscreen" will do).
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter

from core.drawing.layout import A4, PageLayout
from core.drawing.shapes import PER_MILLIMETRE
from core.errors import OutputError
from core.score import Score
from core.score_pages import ScorePages, draw_pages
from melody_gui.score.page_painter import PagePainter

MILLIMETRES_PER_INCH = 25.4
_PDF_DPI = 1200
_INK, _PAPER = QColor("black"), QColor("white")


def pdf_bytes(score: Score, layout: PageLayout = A4) -> bytes:
    """The score as a PDF; raises `ScoreError` if it can't be drawn."""
    return pdf_of_pages(draw_pages(score, layout))


def pdf_of_pages(pages: ScorePages) -> bytes:
    """Drawn pages as a PDF with vectors and embedded fonts, title and artist in its metadata."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setTitle(pages.score.title)
    writer.setCreator("Melody")
    if hasattr(writer, "setAuthor"):
        writer.setAuthor(pages.score.artist)
    painter = QPainter()
    page_painter = PagePainter(pages.outlines)
    scale = _PDF_DPI / (MILLIMETRES_PER_INCH * PER_MILLIMETRE)
    for number, page in enumerate(pages.pages):
        size = QSizeF(page.width / PER_MILLIMETRE, page.height / PER_MILLIMETRE)
        page_size = QPageSize(size, QPageSize.Unit.Millimeter)
        writer.setPageLayout(QPageLayout(page_size, QPageLayout.Orientation.Portrait, QMarginsF()))
        started = writer.newPage() if number else painter.begin(writer)
        if not started:
            raise OutputError("The PDF could not be made.")
        painter.save()
        painter.scale(scale, scale)
        page_painter.draw(painter, page.shapes, _INK)
        painter.restore()
    painter.end()
    buffer.close()
    return bytes(content.data())


def page_image(pages: ScorePages, number: int, dpi: float = 300) -> QImage:
    """One page as a picture, black on white."""
    page = pages.pages[number]
    scale = dpi / (MILLIMETRES_PER_INCH * PER_MILLIMETRE)
    image = QImage(
        round(page.width * scale), round(page.height * scale), QImage.Format.Format_RGB32
    )
    image.fill(_PAPER)
    image.setDotsPerMeterX(round(dpi / MILLIMETRES_PER_INCH * 1000))
    image.setDotsPerMeterY(image.dotsPerMeterX())
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        PagePainter(pages.outlines).draw(painter, page.shapes, _INK)
    return image


def png_bytes(pages: ScorePages, number: int, dpi: float = 300) -> bytes:
    """One page as a PNG of that resolution."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(page_image(pages, number, dpi)):
        raise OutputError("The picture of the page could not be made.")
    return bytes(content.data())
