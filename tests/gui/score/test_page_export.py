"""PDF and PNG: the right pages, with vectors, words, and ink on them."""

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.drawing.engraver import Engraver
from core.drawing.layout import A4, LETTER
from core.score import Score
from core.score_pages import draw_pages
from melody_gui.score.page_export import page_image, pdf_bytes, pdf_of_pages, png_bytes
from melody_gui.score.page_painter import text_families
from tests.core.random_scores import random_score
from tests.core.writers.golden import golden_score
from tests.gui.score.conftest import long_song

pytestmark = pytest.mark.usefixtures("qapp")


def n_dark(image: QImage) -> int:
    """How many pixels are dark."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return int(np.count_nonzero(pixels[:, : grey.width()] < 200))


def streams(pdf: bytes) -> bytes:
    """All that the compressed parts of a PDF hold."""
    found = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    contents = []
    for part in found:
        try:
            contents.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            contents.append(part)
    return b"\n".join(contents)


def test_the_pdf_has_all_pages_as_vectors_with_its_fonts(engraver: Engraver) -> None:
    pages = draw_pages(long_song(), A4, engraver)
    pdf = pdf_of_pages(pages)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b[^s]", pdf)) == len(pages.pages) > 1
    assert b"/FontFile2" in pdf and b"/Subtype /Image" not in pdf
    assert len(re.findall(rb" c$", streams(pdf), re.MULTILINE)) > 1000


def test_the_pdf_is_as_large_as_its_paper(engraver: Engraver) -> None:
    pdf = pdf_of_pages(draw_pages(golden_score(), LETTER, engraver))
    (box,) = re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)
    assert [round(float(n)) for n in box.split()] == [0, 0, 612, 792]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_words_can_be_found_in_the_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_bytes(golden_score()))
    words = subprocess.run(
        ["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True, text=True
    ).stdout
    assert {"Four & more", "Nobody", "Open Hi-Hat", "Fill"} <= set(words.splitlines())
    about = subprocess.run(
        ["pdfinfo", str(tmp_path / "a.pdf")], capture_output=True, check=True, text=True
    ).stdout
    assert re.search(r"Title: +Four & more", about) and re.search(r"Pages: +1\n", about)


def test_a_picture_has_its_resolution_and_ink(engraver: Engraver) -> None:
    pages = draw_pages(golden_score(), A4, engraver)
    image = QImage.fromData(png_bytes(pages, 0, dpi=150))
    assert (image.width(), image.height()) == (1240, 1754)
    assert image.dotsPerMeterX() == pytest.approx(150 / 0.0254, abs=1)
    assert n_dark(image) > 500


def test_an_empty_score_is_a_page_with_its_title(engraver: Engraver) -> None:
    pages = draw_pages(Score((), title="Nothing yet"), A4, engraver)
    assert n_dark(page_image(pages, 0, 60)) > 20
    assert pdf_of_pages(pages).startswith(b"%PDF")


@pytest.mark.slow
def test_no_page_of_random_scores_is_blank(engraver: Engraver) -> None:
    for seed in range(200):
        pages = draw_pages(random_score(seed), A4, engraver)
        for number in range(len(pages.pages)):
            assert n_dark(page_image(pages, number, 40)) > 100, seed


def test_the_shipped_fonts_set_the_words(qtbot: QtBot) -> None:
    assert text_families()[0] == "Liberation Serif"
