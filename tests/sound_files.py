"""Sound made from numbers, written to files by soundfile and PyAV, so that no encoder program
needs to be installed for the tests."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

CLICK_TIMES = (0.5, 1.0, 1.7, 2.3)
DURATION = 3.0


def click(rate: int) -> NDArray[np.float32]:
    """A short tone burst with a sharp start, 20 ms long."""
    t = np.arange(int(0.02 * rate)) / rate
    return (0.7 * np.sin(2 * np.pi * 2000 * t) * np.exp(-t / 0.003)).astype(np.float32)


def clicks(rate: int, n_channels: int = 1, duration: float = DURATION) -> NDArray[np.float32]:
    """Clicks at `CLICK_TIMES`, `(n_samples, n_channels)`, the same in all channels."""
    samples = np.zeros((int(duration * rate), n_channels), dtype=np.float32)
    for time in CLICK_TIMES:
        start = round(time * rate)
        samples[start : start + int(0.02 * rate)] += click(rate)[:, None]
    return samples


def steady_sound(
    duration: float = 4.0, rate: int = 44100, n_channels: int = 2
) -> NDArray[np.float32]:
    """Noise with a tone: what no codec makes small."""
    generator = np.random.default_rng(5)
    times = np.arange(int(duration * rate)) / rate
    tone = 0.3 * np.sin(2 * np.pi * 440 * times)[:, None]
    noise = 0.1 * generator.standard_normal((len(times), n_channels))
    return (tone + noise).astype(np.float32)


def click_errors(samples: NDArray[np.float32], rate: int) -> NDArray[np.int_]:
    """How many samples each click lies from its time (the best match within 60 ms)."""
    errors = []
    for time in CLICK_TIMES:
        start, margin = round(time * rate), int(0.06 * rate)
        around = samples[start - margin : start + margin + len(click(rate))]
        errors.append(int(np.argmax(np.correlate(around, click(rate)))) - margin)
    return np.array(errors)


def write_sound(path: Path, samples: NDArray[Any], rate: int, **options: Any) -> Path:
    """Write `(n_samples, n_channels)` with soundfile."""
    soundfile.write(path, samples, rate, **options)
    return path


def encode(
    path: Path,
    samples: NDArray[np.float32],
    rate: int,
    codec: str,
    *,
    container_options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    with_video: bool = False,
) -> Path:
    """Write `(n_samples, n_channels)` with PyAV, in the container that the name ends with."""
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    with av.open(str(path), "w", options=container_options or {}) as container:
        container.metadata.update(tags or {})
        pictures = add_pictures(container) if with_video else None
        stream = container.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(samples.T.copy(), format="fltp", layout=layout)
        frame.sample_rate = rate
        stream.codec_context.open()
        resampler = av.AudioResampler(
            stream.codec_context.format, layout, rate, stream.codec_context.frame_size
        )
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
        if pictures is not None:
            write_pictures(container, pictures)
    return path


def add_pictures(container: Any) -> Any:
    """A video stream for `write_pictures`."""
    stream = container.add_stream("mpeg4", rate=10)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuv420p"
    return stream


def write_pictures(container: Any, stream: Any) -> None:
    """Two seconds of grey pictures."""
    for _ in range(20):
        grey = np.full((32, 32, 3), 128, dtype=np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
    container.mux(stream.encode(None))


def cut_off(path: Path, fraction: float) -> Path:
    """Keep only the first part of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(fraction * len(content))])
    return path


def damage_middle(path: Path, start: float = 0.45, end: float = 0.55) -> Path:
    """Overwrite a part of a file with random bytes."""
    content = bytearray(path.read_bytes())
    first, last = int(start * len(content)), int(end * len(content))
    content[first:last] = np.random.default_rng(3).bytes(last - first)
    path.write_bytes(content)
    return path
