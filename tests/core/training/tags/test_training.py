"""Taggers learn from lessons and from labelled songs, stop, and go on."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from core.errors import DatasetError, ModelError, UsageError
from core.networks.tagging.parts import TagLogits
from core.tagging.labels import LABELS
from core.tagging.tag_checkpoint import load_tag_checkpoint
from core.training.tags.augment import WindowChanges, masked, shifted, stretched
from core.training.tags.distillation import (
    Lesson,
    draw_windows,
    load_lessons,
    prepare_lessons,
    save_lesson,
)
from core.training.tags.losses import likeness, triplet_loss, weak_label_loss
from core.training.tags.recipe import TagRecipe, TagSchedule, load_tag_recipe
from core.training.tags.run import TagEpoch, TagReport, TagRun
from core.training.tags.sources import LabelledSong, LabelledSource, LessonSource
from core.training.tags.teacher import Teacher

SMALL = TagRecipe(
    "small",
    "cnn-1d",
    {"width": 0.2, "n_vector": 8},
    TagSchedule(
        n_epochs=3, n_steps=25, n_songs=6, n_warmup_steps=5, learning_rate=2e-2, average_decay=0.9
    ),
)


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """Windows low or high; the first label says which, a few hidden numbers too."""
    rng = np.random.default_rng(1)
    folder = tmp_path / "lessons"
    folder.mkdir()
    for number in range(20):
        is_high = number % 2 if number else 1
        mel = rng.random((6, 187, 96)).astype(np.float16)
        mel[:, :, 60 * is_high : 60 * is_high + 30] += 2
        labels = np.full((6, len(LABELS)), 0.02, np.float32)
        labels[:, 0] = 0.9 if is_high else 0.1
        hidden = rng.normal(0, 0.1, (6, 4)).astype(np.float16)
        hidden[:, 0] += 2 * is_high
        samples = np.zeros((6, 100), np.int16)
        pooled = np.concatenate([hidden, hidden], axis=1)
        save_lesson(Lesson(mel, samples, labels, hidden, pooled), folder / f"{number:05d}.npz")
    return folder


def source(lessons: Path) -> LessonSource:
    return LessonSource(lessons, LABELS, "mel")


def test_a_tagger_learns_what_the_teachers_say(lessons: Path, tmp_path: Path) -> None:
    epochs: list[TagEpoch] = []
    run = TagRun(SMALL, source(lessons), tmp_path / "run")
    best = run.train(TagReport(on_epoch=epochs.append))
    assert [told.epoch for told in epochs] == [1, 2, 3]
    assert epochs[-1].validation_loss < epochs[0].validation_loss
    checkpoint = load_tag_checkpoint(best)
    assert checkpoint.labels == LABELS and len(checkpoint.version) == 12
    high, low = (torch.from_numpy(one.mel.astype(np.float32)) for one in load_lessons(lessons)[1:3])
    with torch.no_grad():
        said = [checkpoint.network(x).labels[:, 0].sigmoid().mean() for x in (high, low)]
    assert said[0] > 2 * said[1]
    history = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert len(history) == 3


def test_a_run_that_was_stopped_comes_to_the_same_weights(lessons: Path, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(told: TagEpoch) -> None:
        if told.epoch == 2:
            raise StoppedError

    whole = TagRun(SMALL, source(lessons), tmp_path / "whole")
    whole.train(TagReport())
    parted = TagRun(SMALL, source(lessons), tmp_path / "parted")
    with pytest.raises(StoppedError):
        parted.train(TagReport(on_epoch=stop))
    parted.train(TagReport(), resume=True)
    one, other = (
        torch.load(tmp_path / name / "last.pt", weights_only=True) for name in ("whole", "parted")
    )
    for name, values in one["learner"].items():
        assert torch.equal(values, other["learner"][name]), name
    (tmp_path / "parted" / "last.pt").write_bytes(b"nothing")
    with pytest.raises(ModelError):
        parted.train(TagReport(), resume=True)


def test_a_run_begins_with_weights_that_are_there(lessons: Path, tmp_path: Path) -> None:
    none = replace(SMALL, schedule=replace(SMALL.schedule, n_epochs=1, learning_rate=1e-9))
    best = TagRun(SMALL, source(lessons), tmp_path / "first").train(TagReport())
    learned = load_tag_checkpoint(best).network.state_dict()
    again = TagRun(none, source(lessons), tmp_path / "second", start=best).train(TagReport())
    begun = load_tag_checkpoint(again).network.state_dict()
    for name, values in learned.items():
        if name.endswith("weight"):
            assert torch.allclose(values.float(), begun[name].float(), atol=1e-3), name
    other = replace(none, network="cnn-2d")
    with pytest.raises(ModelError, match="cnn-2d"):
        TagRun(other, source(lessons), tmp_path / "third", start=best).train(TagReport())


def test_taggers_of_other_labels_begin_with_the_layers_that_fit(
    lessons: Path, tmp_path: Path
) -> None:
    best = TagRun(SMALL, source(lessons), tmp_path / "first").train(TagReport())
    windows = np.random.default_rng(1).random((3, 187, 96)).astype(np.float32)
    songs = [LabelledSong(lambda: windows, np.eye(2, dtype=np.float32)[i % 2]) for i in range(8)]
    own = LabelledSource(("low", "high"), songs, songs[:2])
    schedule = replace(SMALL.schedule, n_epochs=1, n_steps=1, learning_rate=1e-9)
    recipe = replace(SMALL, sizes={}, schedule=schedule)
    made = TagRun(recipe, own, tmp_path / "second", True, best).train(TagReport())
    learned, begun = (load_tag_checkpoint(path).network for path in (best, made))
    assert begun.sizes.n_vector == learned.sizes.n_vector == 4
    assert torch.allclose(learned.head.vector.weight, begun.head.vector.weight, atol=1e-3)
    assert begun.head.labels.weight.shape[0] == 2


def test_held_out_songs_are_never_drawn(lessons: Path) -> None:
    own = source(lessons)
    held_out = {float(batch.taught.hidden[0, 1]) for batch in own.held_out(6) if batch.taught}
    assert len(held_out) == 2
    rng = np.random.default_rng(1)
    for _ in range(50):
        batch = own.draw(rng, 6, 2, WindowChanges())
        assert batch.taught is not None and batch.windows.shape == (12, 187, 96)
        assert not held_out & {float(value) for value in batch.taught.hidden[:, 1]}


def test_lessons_of_another_melody_are_refused(lessons: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError):
        LessonSource(lessons, LABELS[:5], "mel")
    with pytest.raises(DatasetError, match="prepare-lessons"):
        LessonSource(tmp_path, LABELS, "mel")


def test_songs_with_labels_as_a_whole_are_learnt(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)

    def song(is_high: int) -> LabelledSong:
        """One window of three tells the class; the others are noise."""
        windows = rng.random((3, 187, 96)).astype(np.float32)
        windows[int(rng.integers(3)), :, 60 * is_high : 60 * is_high + 30] += 3
        return LabelledSong(lambda: windows, np.array([1 - is_high, is_high], np.float32))

    songs = [song(i % 2) for i in range(24)]
    held_out = [song(i % 2) for i in range(8)]
    own = LabelledSource(("low", "high"), songs, held_out)
    schedule = replace(SMALL.schedule, n_windows=3, n_epochs=4)
    epochs: list[TagEpoch] = []
    run = TagRun(replace(SMALL, schedule=schedule), own, tmp_path / "run", is_single=True)
    run.train(TagReport(on_epoch=epochs.append))
    assert epochs[-1].agreement > 0.6
    with pytest.raises(DatasetError):
        LabelledSource(("low", "high"), songs, [])


def test_weak_labels_ask_for_one_window_only() -> None:
    logits = torch.tensor([[-8.0, 8.0], [8.0, -8.0]])
    heard = TagLogits(logits, torch.zeros(2, 3), torch.tensor([30.0, 0.0]), torch.zeros(2, 6))
    right = weak_label_loss(heard, torch.tensor([[0.0, 1.0]]), 2, is_single=False)
    wrong = weak_label_loss(heard, torch.tensor([[1.0, 0.0]]), 2, is_single=False)
    assert float(right) < 0.01 < 5 < float(wrong)


def test_triplets_part_songs_that_are_mixed_up() -> None:
    apart = torch.tensor([[[1.0, 0], [1.0, 0.1]], [[0, 1.0], [0.1, 1.0]]])
    mixed = torch.tensor([[[1.0, 0], [0, 1.0]], [[0, 1.0], [1.0, 0]]])
    assert float(triplet_loss(apart, 0.2)) == 0
    assert float(triplet_loss(mixed, 0.2)) == pytest.approx(1.2, abs=0.01)
    assert float(triplet_loss(apart[:1], 0.2)) == 0
    assert torch.allclose(likeness(apart[:, 0]), torch.eye(2))


def test_changes_keep_the_shape_and_do_what_they_say() -> None:
    rng = np.random.default_rng(1)
    mel = np.zeros((187, 96), np.float32)
    mel[93, 40] = 5
    assert shifted(mel, 3)[93, 43] == 5 and shifted(mel, -3)[93, 37] == 5
    ramp = np.tile(np.arange(187, dtype=np.float32)[:, None], (1, 96))
    faster = stretched(ramp, 1.5)
    assert np.diff(faster[60:120, 0]) == pytest.approx(1.5, abs=1e-3)
    assert faster[93, 0] == pytest.approx(93)
    hidden = masked(rng, rng.random((187, 96)).astype(np.float32), 40, 20)
    assert hidden.shape == (187, 96)
    every = WindowChanges(1, 1.15, 1, 3, 1, 1.0, 1)
    assert every.apply(rng, mel).shape == (187, 96)
    assert np.array_equal(WindowChanges().apply(rng, mel), mel)
    with pytest.raises(UsageError):
        WindowChanges(masked_share=2)


def test_lessons_are_made_of_sound_once_and_bad_songs_are_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    paths = [tmp_path / f"{name}.wav" for name in "ab"]
    for path in paths:
        soundfile.write(path, rng.normal(0, 0.1, 12 * 16000), 16000)
    broken = tmp_path / "c.wav"
    broken.write_bytes(b"nothing")
    teachers = {"msd": Teacher(50).eval(), "mtt": Teacher(50).eval()}
    told: list[float] = []
    complaints = prepare_lessons([*paths, broken], teachers, tmp_path / "out", 3, told.append)
    assert len(complaints) == 1 and "c.wav" in complaints[0]
    assert told == pytest.approx([1 / 3, 2 / 3])
    made = load_lessons(tmp_path / "out")
    assert len(made) == 2
    assert made[0].mel.shape == (3, 187, 96) and made[0].hidden.shape == (3, 400)
    assert made[0].pooled.shape == (3, 3012)
    assert made[0].labels.shape == (3, len(LABELS))
    before = (tmp_path / "out" / "00000.npz").stat().st_mtime_ns
    prepare_lessons(paths, teachers, tmp_path / "out", 3)
    assert (tmp_path / "out" / "00000.npz").stat().st_mtime_ns == before


def test_windows_to_learn_from_differ_and_short_songs_are_refused() -> None:
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 0.1, 10 * 16000).astype(np.float32)
    windows = draw_windows(rng, sound, sound, 5)
    assert len(windows) == 5 and {len(one) for one in windows} == {186 * 256}
    assert len({one.tobytes() for one in windows}) == 5
    assert all(np.abs(one).max() <= 1 for one in windows)
    with pytest.raises(DatasetError):
        draw_windows(rng, sound[:16000], None, 5)


def test_recipes_come_back_and_wrong_ones_are_refused(tmp_path: Path) -> None:
    assert TagRecipe.from_json(SMALL.to_json()) == SMALL
    assert load_tag_recipe("tags").network == "melody"
    (tmp_path / "mine.json").write_text('{"name": "mine", "nonsense": 1}', encoding="utf-8")
    with pytest.raises(UsageError):
        load_tag_recipe(str(tmp_path / "mine.json"))
    with pytest.raises(UsageError, match="tags"):
        load_tag_recipe("unknown")
