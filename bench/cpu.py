"""How long a process has been running on a processor, in seconds."""

from __future__ import annotations

import os
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def seconds(pid: int | None) -> float:
    """User and system time of a process of this machine; 0 for ``None``.

    ``schedstat`` counts nanoseconds; where the kernel does not keep it, ``stat`` counts ticks of
    ten milliseconds, of which only a mean over many moves says anything.
    """
    if pid is None:
        return 0.0
    process = Path("/proc") / str(pid)
    try:
        return int((process / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK
