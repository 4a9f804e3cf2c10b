"""Run every measurement on SQLite and PostgreSQL: ``python -m bench [--help]``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from . import scratch


def main() -> int:
    wanted = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    wanted.add_argument("--rounds", type=int, default=60, help="of each contender (default 60)")
    wanted.add_argument("--pairs", type=int, default=5, help="of moves in a turn (default 5)")
    wanted.add_argument("--people", type=int, default=5000, help="in the launch (default 5000)")
    wanted.add_argument(
        "--only", choices=["moves", "launch", "profile"], help="instead of moves and launch"
    )
    wanted.add_argument("--on", choices=["sqlite", "postgres"], help="instead of both")
    arguments = wanted.parse_args()
    parts = [arguments.only] if arguments.only else ["moves", "launch"]
    failed = 0
    if arguments.on != "postgres":
        with scratch.sqlite() as address:
            failed |= _measure("SQLite, file, WAL", address, parts, arguments)
    if arguments.on != "sqlite":
        with scratch.postgres() as address:
            if address is None:
                print("PostgreSQL: skipped, none at TEST_DATABASE_URL nor at 127.0.0.1:5432")
            else:
                failed |= _measure("PostgreSQL", address, parts, arguments)
    return failed


def _measure(title: str, address: str, parts: list[str], arguments: argparse.Namespace) -> int:
    print(f"\n== {title} ==", flush=True)
    environment = {**os.environ, "BENCH_DATABASE_URL": address}
    failed = 0
    for part in parts:
        command = [
            sys.executable, "-m", "bench.measure", part, "--rounds", str(arguments.rounds),
            "--pairs", str(arguments.pairs), "--people", str(arguments.people),
        ]  # fmt: skip
        failed |= subprocess.run(command, env=environment, check=False).returncode
        print(flush=True)
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())
