"""Requirement files: every line pinned and hashed, no host and no index named (``make check``)."""

import re
import sys
from pathlib import Path

FILES = sorted(Path("requirements").glob("*.txt"))
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^\s;]+( ; [^\\]+)? \\")


def complaints(path: Path) -> list[str]:
    """Name the lines of a requirement file that are neither a pinned package nor its hash."""
    return [
        f"{path}:{number}: {line}"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if not (HASH.fullmatch(line) or PIN.fullmatch(line))
    ]


if __name__ == "__main__":
    found = [line for path in FILES for line in complaints(path)]
    sys.exit("\n".join(found) if found else 0)
