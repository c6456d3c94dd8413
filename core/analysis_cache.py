"""Analyses on disk, so that a song that was open before opens at once.

Each analysis lies in a file named by the content of the song and of the weights, so nothing can
be stale. The folder may be deleted at any time, also while Melody runs; damaged files are thrown
away, and the least recently used ones when there are too many.
"""

import contextlib
import hashlib
import io
import json
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.activations import Activations
from core.analysis import Analysis
from core.attention import AttentionMap
from core.calibration import Calibration
from core.errors import MelodyError, OutputError
from core.features import FeatureSettings, Spectrogram
from core.onsets import PeakPicking
from core.output import write_atomically
from core.song import Song

# Raised whenever the same song and weights give another analysis, or files another content.
CACHE_VERSION = 2
_SUFFIX = ".npz"
_BLOCK = 1 << 20
_DAY = 86400.0
_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    MemoryError,
    NotImplementedError,
    MelodyError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)


def file_sha256(path: Path, on_progress: Callable[[float], None] | None = None) -> str:
    """The SHA-256 of a file's content, in hexadecimal; raises `OSError`.

    `on_progress` gets the fraction read, 0..1; an exception that it raises ends the work.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        size = max(os.fstat(file.fileno()).st_size, 1)
        n_read = 0
        while block := file.read(_BLOCK):
            digest.update(block)
            n_read += len(block)
            if on_progress:
                on_progress(min(n_read / size, 1.0))
    return digest.hexdigest()


def analysis_key(song_sha256: str, checkpoint_sha256: str) -> str:
    """The name of the analysis of a song file by a network, from their hashes."""
    text = f"{CACHE_VERSION} {song_sha256} {checkpoint_sha256}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class AnalysisCache:
    """Analyses in `folder`, which together take at most `max_bytes` (0: none are kept).

    Activations are kept exactly, so that the same strokes, beats and score follow from them;
    spectrogram and attention, which are only looked at, are rounded.
    """

    folder: Path
    max_bytes: int

    def load(self, key: str, song: Song) -> Analysis | None:
        """The analysis of `song` that was stored under this key; None if there is none."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
                analysis = _unpacked(dict(parts), song)
        except _DAMAGE:
            _remove(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return analysis

    def store(self, key: str, analysis: Analysis) -> bool:
        """Keep an analysis; False if it does not fit, or the folder cannot be written.

        Failing is no error: the analysis will be made again.
        """
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **_packed(analysis))
        content = buffer.getvalue()
        if len(content) > self.max_bytes:
            return False
        try:
            write_atomically(self._path(key), content, force=True)
        except OutputError:
            return False
        self._prune(self._path(key))
        return True

    def n_bytes(self) -> int:
        """How much all analyses take."""
        return sum(size for _, size, _ in self._files())

    def clear(self) -> None:
        """Throw all analyses away."""
        for _, _, path in self._files():
            _remove(path)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _files(self) -> list[tuple[float, int, Path]]:
        """Time of last use, size and path of each file, the longest unused first."""
        found = []
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                if path.suffix not in (_SUFFIX, ".unfinished"):
                    continue
                with contextlib.suppress(OSError):  # another process may have removed it
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _prune(self, newest: Path) -> None:
        """Throw away what is left over from crashes, then the longest unused beyond the limit."""
        files = self._files()
        total = sum(size for _, size, _ in files)
        for used, size, path in files:
            is_left_over = path.suffix != _SUFFIX and used < time.time() - _DAY
            is_too_much = path.suffix == _SUFFIX and path != newest and total > self.max_bytes
            if is_left_over or is_too_much:
                _remove(path)
                total -= size


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _packed(analysis: Analysis) -> dict[str, NDArray[Any]]:
    """The analysis as arrays."""
    activations, picking = analysis.activations, analysis.peak_picking
    facts = {
        "features": asdict(analysis.spectrogram.settings),
        "drum_names": activations.drum_names,
        "frame_rate": activations.frame_rate,
        "peak_picking": asdict(picking),
    }
    parts: dict[str, NDArray[Any]] = {
        "facts": np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
        "spectrogram": analysis.spectrogram.values.numpy().astype(np.float16),
        "drums": activations.drums,
        "velocities": activations.velocities,
        "beats": activations.beats,
        "downbeats": activations.downbeats,
    }
    if analysis.attention is not None:
        weights = analysis.attention.weights
        greatest = max(float(weights.max(initial=0.0)), 1e-6)
        # Roots spread small weights over more of the 256 steps.
        roots = np.sqrt(np.maximum(weights, 0) / greatest)
        parts["attention"] = np.rint(255 * roots).astype(np.uint8)
        parts["greatest_attention"] = np.array(greatest, dtype=np.float32)
    return parts


def _unpacked(parts: dict[str, NDArray[Any]], song: Song) -> Analysis:
    """The analysis that was packed; raises one of `_DAMAGE` if that is not one."""
    facts = json.loads(parts["facts"].tobytes())
    facts["features"] = FeatureSettings(**facts["features"])
    picking = facts["peak_picking"]
    calibrations = {d: Calibration(**c) for d, c in picking.pop("calibrations").items()}
    activations = Activations(
        parts["drums"],
        parts["velocities"],
        parts["beats"],
        parts["downbeats"],
        tuple(facts["drum_names"]),
        facts["frame_rate"],
    )
    values = torch.from_numpy(parts["spectrogram"].astype(np.float32))
    attention = None
    if "attention" in parts:
        roots = parts["attention"].astype(np.float32) / 255
        attention = AttentionMap(roots**2 * parts["greatest_attention"])
    analysis = Analysis(
        song,
        Spectrogram(values, facts["features"]),
        activations,
        attention,
        PeakPicking(**picking, calibrations=calibrations),
    )
    _check_shapes(analysis)
    return analysis


def _check_shapes(analysis: Analysis) -> None:
    activations, n_frames = analysis.activations, analysis.activations.n_frames
    n_bands = analysis.spectrogram.settings.n_bands
    shapes = [
        (activations.drums.shape, (n_frames, len(activations.drum_names))),
        (activations.velocities.shape, activations.drums.shape),
        (activations.downbeats.shape, (n_frames,)),
        (tuple(analysis.spectrogram.values.shape), (n_frames, n_bands)),
    ]
    if analysis.attention is not None:
        shapes.append((analysis.attention.weights.shape, (n_frames, n_bands)))
    if any(found != expected for found, expected in shapes):
        raise ValueError("The parts of the analysis do not fit each other.")
