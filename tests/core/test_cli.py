"""The command line: what it writes, what it tells, and how it ends."""

import errno
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.commands import jobs as jobs_module
from core.commands import machine
from core.commands.jobs import SongJob, SongResult
from core.commands.options import expand_patterns
from core.commands.progress import SongsProgress
from core.commands.transcribe import parse_formats, plan_outputs
from core.errors import NotAudioError, OutputError, SongNotFoundError, UsageError
from core.output import write_atomically
from core.writers import WRITERS

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def transcribed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[SongJob]:
    """Work in an empty folder with fake hearing; the jobs that were asked for.

    A song named "missing..." is not there, "noise..." no audio, "bug..." meets a bug of ours.
    """
    seen: list[SongJob] = []

    def run_job(job: SongJob, on_progress: Callable[[float], None]) -> SongResult:
        seen.append(job)
        on_progress(0.5)
        name = job.song.name
        if name.startswith("missing"):
            raise SongNotFoundError(f"There is no file {job.song}.")
        if name.startswith("noise"):
            raise NotAudioError(f"{job.song} is no audio.")
        if name.startswith("bug"):
            raise ZeroDivisionError("division by zero")
        if name.startswith("stop"):
            raise KeyboardInterrupt
        contents = {f: f"{name} as {f}".encode() for f in job.formats}
        return SongResult(contents, "0:10, 4 bars", ("It is truncated.",) * ("cut" in name))

    monkeypatch.setattr(jobs_module, "_run_job", run_job)
    monkeypatch.setattr(jobs_module, "_checkpoint", lambda: None)
    monkeypatch.setattr(jobs_module, "_use_one_thread", lambda: None)
    monkeypatch.chdir(tmp_path)
    return seen


def error_lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_song_becomes_a_score_named_after_it_in_this_folder(
    transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["transcribe", "songs/a.mp3"]) == 0
    assert Path("a.mscx").read_bytes() == b"a.mp3 as mscx"
    assert capsys.readouterr().out == f"{Path('songs/a.mp3')}: 0:10, 4 bars -> a.mscx\n"


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_suffix_of_the_output_names_the_format(name: str, transcribed: list[SongJob]) -> None:
    output = "chart" + WRITERS[name].suffix
    assert main(["transcribe", "a.mp3", "-o", output]) == 0
    assert Path(output).read_bytes() == f"a.mp3 as {name}".encode()


def test_format_option_wins_over_the_suffix(transcribed: list[SongJob]) -> None:
    assert main(["transcribe", "a.mp3", "-o", "chart.txt", "--format", "csv"]) == 0
    assert Path("chart.txt").read_bytes() == b"a.mp3 as csv"


def test_formats_come_by_commas_and_by_repetition(transcribed: list[SongJob]) -> None:
    command = ["transcribe", "a.mp3", "b.ogg", "--output-dir", "new/charts"]
    assert main([*command, "--format", "mscx,MIDI", "--format", "json", "--format", "midi"]) == 0
    names = sorted(path.name for path in Path("new/charts").iterdir())
    assert names == ["a.json", "a.mid", "a.mscx", "b.json", "b.mid", "b.mscx"]
    assert len(transcribed) == 2


def test_options_reach_the_settings(transcribed: list[SongJob]) -> None:
    options = "--tempo 172.5 --meter 6/8 --first-downbeat 1.25 --repeats written --device cpu"
    names = ["--title", "Waltz", "--artist", "", "--sensitivity", "0.7"]
    assert main(["transcribe", "a.mp3", *options.split(), *names]) == 0
    settings = transcribed[0].settings
    assert (settings.tempo, str(settings.time_signature)) == (172.5, "6/8")
    assert (settings.first_downbeat, settings.repeats.value) == (1.25, "written")
    assert (settings.title, settings.artist, settings.sensitivity) == ("Waltz", "", 0.7)


def test_bad_song_does_not_stop_the_rest_and_the_first_error_gives_the_code(
    transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["transcribe", "a.mp3", "noise.mp3", "missing.mp3", "b.mp3"]) == 5
    assert Path("a.mscx").exists() and Path("b.mscx").exists()
    assert error_lines(capsys) == [
        "melody: error: noise.mp3 is no audio.",
        "melody: error: There is no file missing.mp3.",
        "melody: warning: 2 of 4 songs failed.",
    ]


def test_unforeseen_error_is_one_line_with_a_hint(
    transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["transcribe", "bug.mp3"]) == 1
    (line,) = error_lines(capsys)
    assert line == (
        "melody: error: bug.mp3: unexpected ZeroDivisionError: division by zero"
        " (add --debug to see where)"
    )


@pytest.mark.parametrize("command", [["--debug", "transcribe"], ["transcribe", "--debug"]])
def test_debug_shows_the_traceback(
    command: list[str], transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "bug.mp3"]) == 1
    text = capsys.readouterr().err
    assert "Traceback (most recent call last)" in text
    assert "run_job" in text


def test_warnings_of_a_song_are_told_and_quiet_hides_the_summary(
    transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["transcribe", "cut.mp3", "--quiet"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "melody: warning: cut.mp3: It is truncated.\n"


def test_existing_file_is_kept_without_force(
    transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.mscx").write_text("mine")
    assert main(["transcribe", "a.mp3", "b.mp3"]) == 10
    assert Path("a.mscx").read_text() == "mine"
    assert Path("b.mscx").exists()
    assert "--force" in error_lines(capsys)[0]
    assert [job.song.name for job in transcribed] == ["b.mp3"], "a.mp3 was heard in vain"
    assert main(["transcribe", "a.mp3", "--force"]) == 0
    assert Path("a.mscx").read_text() == "a.mp3 as mscx"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.mp3", "b.mp3", "-o", "c.mscx"], "several songs: give --output-dir"),
        (["a.mp3", "-o", "c.mscx", "--output-dir", "d"], "either -o or --output-dir"),
        (["a.mp3", "-o", "c.mscx", "--format", "midi,csv"], "several formats"),
        (["a.mp3", "-o", "c.doc"], "“.doc” names no format"),
        (["a.mp3", "-o", "chart"], "has no suffix"),
        (["a.mp3", "--format", "doc"], "There is no format “doc”"),
        (["x/a.mp3", "y/a.ogg"], "would both be written to a.mscx"),
        (["a.mp3", "-o", "a.mp3", "--format", "midi", "--force"], "does not write over songs"),
        (["a.mp3", "b.mp3", "--title", "T"], "--title fits one song only"),
        (["a.mp3", "--jobs", "0"], "--jobs needs a number of 1 or more"),
        (["a.mp3", "--meter", "3"], "“3” is not a time signature"),
        (["a.mp3", "--meter", "4/5"], "4/5 is not a time signature"),
        (["a.mp3", "--tempo", "fast"], "invalid float value: 'fast'"),
        (["a.mp3", "--tempo", "-3"], "tempo"),
        (["a.mp3", "--sensitivity", "1"], "does not lie between 0 and 1"),
        (["a.mp3", "--device", "abacus"], "invalid choice: 'abacus'"),
        ([], "required: SONG"),
    ],
)
def test_wrong_command_is_refused_in_one_line(
    arguments: list[str],
    message: str,
    transcribed: list[SongJob],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["transcribe", *arguments]) == 2
    (line,) = error_lines(capsys)
    assert line.startswith("melody: error: ")
    assert message in line
    assert transcribed == []


def test_unknown_subcommand_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transpose"]) == 2
    (line,) = error_lines(capsys)
    assert "transpose" in line


def test_no_arguments_print_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "usage: melody" in capsys.readouterr().out


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("melody 0.")


def test_stopping_ends_with_130_and_leaves_no_half_file(
    transcribed: list[SongJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["transcribe", "a.mp3", "stop.mp3", "b.mp3"]) == 130
    assert error_lines(capsys) == ["melody: stopped"]
    assert [path.name for path in Path().iterdir()] == ["a.mscx"]


def test_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "a.mscx"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_atomically(target, b"new", force=True)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_device_is_never_replaced() -> None:
    with pytest.raises(OutputError, match="no ordinary file"):
        write_atomically(Path("/dev/full"), b"x", force=True)


def test_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OutputError, match="is not writable"):
        write_atomically(tmp_path / "a.mscx", b"x")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="is not writable"):
        write_atomically(tmp_path / "a.mscx", b"x")


def test_output_below_a_file_and_output_that_is_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="is not a folder"):
        write_atomically(tmp_path / "file" / "a.mscx", b"x")
    with pytest.raises(OutputError, match="is a folder"):
        write_atomically(tmp_path, b"x", force=True)


def test_written_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.mscx", b"x")
    (tmp_path / "b.mscx").write_bytes(b"x")
    assert (tmp_path / "a.mscx").stat().st_mode == (tmp_path / "b.mscx").stat().st_mode


def test_patterns_are_expanded_where_the_shell_did_not(tmp_path: Path) -> None:
    for name in ("b.mp3", "a.mp3", "[x].mp3"):
        (tmp_path / name).touch()
    pattern = str(tmp_path / "?.mp3")
    assert expand_patterns([pattern]) == [str(tmp_path / "a.mp3"), str(tmp_path / "b.mp3")]
    assert expand_patterns([str(tmp_path / "[x].mp3")]) == [str(tmp_path / "[x].mp3")]
    assert expand_patterns(["none*.mp3", "a", "a"]) == ["none*.mp3", "a"]


def test_plan_needs_no_disk() -> None:
    (plan,) = plan_outputs([Path("x/a.b.mp3")], None, Path("out"), ["pdf"])
    assert plan.outputs == {"pdf": Path("out/a.b.pdf")}
    assert parse_formats(["mscx, .midi", "mscx"]) == ("mscx", "midi")
    with pytest.raises(UsageError):
        parse_formats([""])


def test_workers_fit_songs_cores_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "n_cores", lambda: 8)
    monkeypatch.setattr(machine, "available_memory", lambda: 7_000_000_000)
    assert machine.n_workers(16, 20) == 4
    assert machine.n_workers(3, 20) == 3
    assert machine.n_workers(16, 2) == 2
    monkeypatch.setattr(machine, "available_memory", lambda: 100)
    assert machine.n_workers(4, 4) == 1
    monkeypatch.setattr(machine, "available_memory", lambda: None)
    assert machine.n_workers(16, 20) == 8


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_bar_names_song_and_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with SongsProgress([Path("a.mp3"), Path("b.mp3")]) as progress:
        for song in (0, 1):
            for step in range(1, 8):
                progress.update(song, step / 10)
                progress.update(song, step / 10 - 0.05)
            progress.finish(song)
    assert "loading the network   0%" in terminal.getvalue()
    assert "a.mp3: listening" in terminal.getvalue()


def test_progress_bar_stays_away_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with SongsProgress([Path("a.mp3")]) as progress:
        progress.finish(0)
    assert capsys.readouterr().err == ""


def test_evaluate_prints_a_table_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    folders = [str(DATA / "evaluation" / side) for side in ("reference", "estimate")]
    assert main(["evaluate", *folders, "--json", str(figures)]) == 0
    assert "2 songs: quiet, rock" in capsys.readouterr().out
    assert json.loads(figures.read_text())["beats"]["beat_f"] == pytest.approx(0.8)
    assert main(["evaluate", *folders, "--json", str(figures)]) == 10
    assert "--force" in error_lines(capsys)[0]


def test_evaluate_refuses_names_that_do_not_match(capsys: pytest.CaptureFixture[str]) -> None:
    estimate = str(DATA / "evaluation" / "estimate" / "quiet.csv")
    assert main(["evaluate", str(DATA / "evaluation" / "reference"), estimate]) == 2
    assert "No estimate has the name of rock.onsets.txt" in error_lines(capsys)[0]
