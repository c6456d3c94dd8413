"""The design that the folder listing promises, checked on the source itself."""

import ast
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "core"

# The flow of a song, and what serves it: a module imports only what stands before it.
STAGES = (
    "errors",
    "processors",
    "kit",
    "meter",
    "mono_track",
    "decoding",
    "song",
    "waveform",
    "features",
    "networks",
    "weights_file",
    "calibration",
    "checkpoint",
    "activations",
    "attention",
    "onsets",
    "velocities",
    "live",
    "analysis",
    "limbs",
    "beat_tracking",
    "beats",
    "playback",
    "snapping",
    "score",
    "ornaments",
    "dynamics",
    "subdivision",
    "feel",
    "quantize",
    "form",
    "rhythm",
    "engrave",
    "bar_layout",
    "grid_edits",
    "corrections",
    "revise",
    "equal_bars",
    "confidence",
    "why",
    "summary",
    "tagging",
    "musescore",
    "drawing",
    "writers",
    "score_pages",
    "transcribe",
    "output",
    "analysis_cache",
    "corrections_json",
    "project",
    "library",
    "evaluation",
    "training",
    "commands",
    "cli",
)
# Slow to import, or asking for a screen: not before a subcommand runs.
HEAVY = {
    "torch", "numpy", "scipy", "av", "soundfile", "soxr", "music21", "mido", "mir_eval", "tqdm",
    "matplotlib", "librosa", "sklearn", "PySide6", "pyqtgraph", "sounddevice",
}  # fmt: skip


def stage_of(module: str) -> str:
    """The stage to which the dotted module name "core.stage..." belongs."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def core_files() -> list[Path]:
    return sorted(CORE.rglob("*.py"))


def imports(file: Path, *, with_typing_only: bool = False) -> Iterator[str]:
    """Dotted names that a file imports, those inside functions included."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        is_typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if is_typing and not with_typing_only:
            skipped |= set(ast.walk(node))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module or ""
            if node.module == "core":
                yield from (f"core.{alias.name}" for alias in node.names)


def own_stage(file: Path) -> str:
    return file.relative_to(CORE).parts[0].removesuffix(".py")


def test_every_module_of_core_has_its_place_in_the_flow() -> None:
    found = {own_stage(file) for file in core_files()} - {"__init__", "__main__"}
    assert found <= set(STAGES), f"no place in STAGES: {sorted(found - set(STAGES))}"


@pytest.mark.parametrize("stage", STAGES)
def test_stage_imports_only_earlier_stages(stage: str) -> None:
    earlier = set(STAGES[: STAGES.index(stage) + 1])
    for file in core_files():
        if own_stage(file) != stage:
            continue
        for name in imports(file):
            if name.startswith("core."):
                assert stage_of(name) in earlier, f"{file.relative_to(CORE)} imports {name}"


def test_core_imports_no_qt_and_no_gui() -> None:
    for file in core_files():
        roots = {name.split(".")[0] for name in imports(file, with_typing_only=True)}
        assert not roots & {"PySide6", "pyqtgraph", "melody_gui"}, file


def test_the_flow_does_not_import_training_or_evaluation() -> None:
    for file in core_files():
        if own_stage(file) in ("training", "evaluation", "commands"):
            continue
        assert not {stage_of(n) for n in imports(file)} & {"training", "evaluation"}, file


def test_networks_know_no_paths_and_no_audio() -> None:
    for file in core_files():
        if own_stage(file) == "networks":
            names = set(imports(file))
            assert not names & {"pathlib", "os", "soundfile", "av", "core.song"}, file


def test_core_never_prints_outside_the_command_line() -> None:
    for file in core_files():
        if own_stage(file) in ("cli", "commands"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_print = isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
            assert not is_print, f"{file}:{node.lineno}"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["transcribe", "--help"], ["evaluate", "--help"], ["train", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from core.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit as end:\n"
        "    assert end.code == 0\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert "usage: melody" in result.stdout
    assert not set(result.stderr.split()) & HEAVY


@pytest.mark.slow
def test_help_answers_within_half_a_second() -> None:
    fastest = float("inf")
    for _ in range(5):  # the fastest of five: other work on the machine must not decide
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "core.cli", "--help"],
            capture_output=True,
            check=True,
            timeout=60,
        )
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.5
