"""Drawing pages by the MuseScore that is on the machine."""

from pathlib import Path

import pytest

from core import musescore
from core.errors import ScoreError

NO_MUSESCORE = "MuseScore is not on this machine"


def test_without_musescore_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(musescore, "find_musescore", lambda: None)
    with pytest.raises(ScoreError, match="needs MuseScore"):
        musescore.pdf_of_mscx(b"")


def test_program_that_writes_nothing_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(musescore, "find_musescore", lambda: tmp_path / "gone")
    with pytest.raises(ScoreError, match="could not draw"):
        musescore.pdf_of_mscx(b"")


@pytest.mark.musescore
@pytest.mark.skipif(musescore.find_musescore() is None, reason=NO_MUSESCORE)
def test_file_that_is_no_score_is_an_error() -> None:
    with pytest.raises(ScoreError, match="could not draw"):
        musescore.pdf_of_mscx(b"<museScore>")
