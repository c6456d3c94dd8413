"""Music that nobody labelled, with what teachers hear in it: windows of 3 s to learn from.

Teacher and student hear the same window, however it was changed, so each song gives as many
different ones as are wanted (Beyer et al., "Knowledge distillation: a good teacher is patient and
consistent", CVPR 2022): faster or slower, brighter or darker, with another song at the same time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soxr
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from core.errors import AudioError, DatasetError
from core.song import load_song
from core.tagging.mel import MelSettings, mel_of_samples
from core.training.mixing import random_tone
from core.training.tags.teacher import TEACHER_FRAMES, Teacher
from core.training.tags.vocabulary import labels_from_tags

Sound = NDArray[np.float32]

_TONE_DB = 8.0
_SPEED_SHARE, _TONE_SHARE, _MIXED_SHARE = 0.5, 0.4, 0.25
_FASTEST = 1.19
_BATCH = 8


@dataclass(frozen=True)
class Lesson:
    """Windows of a song and what teachers say of them.

    `mel (n, 187, 96)` and `samples (n, n_samples)`, of 32767, of the same windows; `labels
    (n, n_labels)` as probabilities, `hidden (n, n_hidden)` the teachers' last hidden layers side
    by side, `pooled (n, n_pooled)` likewise the features that these are made of.
    """

    mel: NDArray[np.float16]
    samples: NDArray[np.int16]
    labels: NDArray[np.float32]
    hidden: NDArray[np.float16]
    pooled: NDArray[np.float16]


def prepare_lessons(
    songs: Sequence[Path],
    teachers: Mapping[str, Teacher],
    out: Path,
    n_windows: int,
    on_progress: Callable[[float], None] | None = None,
) -> list[str]:
    """Write a lesson of each song to `out`; those that are there already are kept.

    `teachers` by the vocabulary that they speak. Returns a sentence for each song that could not
    be read. To cancel, `on_progress` raises.
    """
    out.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    other: Sound | None = None
    for number, path in enumerate(songs):
        file = out / f"{number:05d}.npz"
        if not file.exists():
            rng = np.random.default_rng((7, number))
            try:
                sound = _sound(path)
                windows = draw_windows(rng, sound, other, n_windows)
            except (AudioError, DatasetError) as error:
                complaints.append(str(error))
                continue
            save_lesson(teach(windows, teachers), file)
            other = sound
        if on_progress:
            on_progress((number + 1) / len(songs))
    return complaints


def _sound(path: Path) -> Sound:
    """The song at the rate that taggers hear."""
    song = load_song(path)
    rate = MelSettings().sample_rate
    return np.asarray(soxr.resample(song.samples, song.sample_rate, rate), dtype=np.float32)


def draw_windows(rng: Generator, sound: Sound, other: Sound | None, n: int) -> list[Sound]:
    """`n` windows of a sound (fewer of a short one), changed at random; `other` may join in."""
    length = (TEACHER_FRAMES - 1) * MelSettings().hop_length
    longest = int(length * _FASTEST) + 1
    if len(sound) < longest:
        raise DatasetError("A song to learn from is shorter than four seconds.")
    n = min(n, max(1, len(sound) // length * 2))
    starts = np.linspace(0, len(sound) - longest, n) + rng.uniform(-length / 2, length / 2, n)
    starts = np.clip(starts, 0, len(sound) - longest).astype(int)
    windows = []
    for start in starts:
        window = _changed(rng, sound[start : start + longest], length)
        if other is not None and len(other) >= longest and rng.random() < _MIXED_SHARE:
            place = int(rng.integers(len(other) - longest + 1))
            second = _changed(rng, other[place : place + longest], length)
            window = window + second * np.float32(10 ** (rng.uniform(-15, 0) / 20))
        level = float(np.abs(window).max())
        loudness = 10 ** (rng.uniform(-9, 0) / 20)
        windows.append(window * np.float32(loudness / level) if level > 0 else window)
    return windows


def _changed(rng: Generator, window: Sound, length: int) -> Sound:
    if rng.random() < _SPEED_SHARE:
        speed = float(np.exp(rng.uniform(-1, 1) * np.log(_FASTEST)))
        places = np.arange(length) * speed
        window = np.interp(places, np.arange(len(window)), window).astype(np.float32)
    window = window[:length]
    if rng.random() < _TONE_SHARE:
        window = np.convolve(window, random_tone(rng, _TONE_DB))[:length]
    return np.asarray(window, dtype=np.float32)


def teach(windows: Sequence[Sound], teachers: Mapping[str, Teacher]) -> Lesson:
    """What the teachers say of windows of sound."""
    settings = MelSettings()
    mel = torch.stack([mel_of_samples(window, settings)[:TEACHER_FRAMES] for window in windows])
    mel = mel.half()
    probabilities, hidden, pooled = [], [], []
    for teacher in teachers.values():
        said = [_asked(teacher, mel[i : i + _BATCH].float()) for i in range(0, len(mel), _BATCH)]
        probabilities.append(torch.cat([one[0] for one in said]).numpy())
        hidden.append(torch.cat([one[1] for one in said]).numpy())
        pooled.append(torch.cat([one[2] for one in said]).numpy())
    samples = np.stack([np.round(np.clip(window, -1, 1) * 32767) for window in windows])
    return Lesson(
        mel.numpy(),
        samples.astype(np.int16),
        labels_from_tags(probabilities, list(teachers)),
        np.concatenate(hidden, axis=1).astype(np.float16),
        np.concatenate(pooled, axis=1).astype(np.float16),
    )


def _asked(teacher: Teacher, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    with torch.inference_mode():
        logits, hidden, pooled = teacher(mel)
    return torch.sigmoid(logits), hidden, pooled


def save_lesson(lesson: Lesson, file: Path) -> None:
    """Write a lesson; the file appears when all is written."""
    unfinished = file.with_suffix(".unfinished.npz")
    np.savez(unfinished, **asdict(lesson))
    unfinished.replace(file)


def load_lessons(folder: Path) -> list[Lesson]:
    """All lessons of a folder, in the order of its songs; `DatasetError` if there is none."""
    lessons = []
    for file in sorted(folder.glob("?????.npz")):
        with np.load(file) as content:
            lessons.append(Lesson(**content))
    if not lessons:
        raise DatasetError(f"{folder} holds no lessons: make some with melody prepare-lessons.")
    return lessons
