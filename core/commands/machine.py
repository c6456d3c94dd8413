"""What this machine has to offer: processor cores and memory."""

import os
from pathlib import Path

_BYTES_PER_WORKER = 1_500_000_000
_CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_MEMORY_TABLE = Path("/proc/meminfo")


def n_cores() -> int:
    """Processor cores that this process may use (a container's share included)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        quota, period = _CGROUP_QUOTA.read_text().split()
        share = max(round(int(quota) / int(period)), 1)
    except (OSError, ValueError):  # no such file here, or "max": no limit
        share = cores or 1
    return min(cores or 1, share)


def available_memory() -> int | None:
    """Bytes of memory that can be had without swapping; None where the system doesn't say."""
    try:
        lines = _MEMORY_TABLE.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvail"))
    except (OSError, ValueError, StopIteration):
        return None


def n_workers(n_asked: int, n_songs: int) -> int:
    """Worker processes to start: as many as asked for, as songs, cores and memory allow."""
    memory = available_memory()
    n_fitting = n_asked if memory is None else memory // _BYTES_PER_WORKER
    return max(min(n_asked, n_songs, n_cores(), n_fitting), 1)
