"""``make test``: the suite on SQLite, then on PostgreSQL, with coverage; then the browser.

Set by the Makefile: ``MIN_COVERAGE`` and ``MIN_CORE`` (per cent), ``CORE_FILES`` (files of the
latter), ``WORKERS``.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import services

NO_TESTS_COLLECTED = 5


def run(*command: str, **environment: str) -> int:
    """Run one step in the open and return its exit code."""
    print("\n$", *(f"{name}={value}" for name, value in environment.items()), *command, flush=True)
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


def suite(name: str, marks: str, *options: str, **environment: str) -> int:
    """Run the tests with these marks and keep their coverage in ``.coverage.<name>``."""
    code = run(
        *(sys.executable, "-m", "pytest", "-q", "-m", marks, "--cov", "--cov-report=", *options),
        **{"COVERAGE_FILE": f".coverage.{name}", **environment},
    )
    return 0 if code == NO_TESTS_COLLECTED else code


def install_browser() -> None:
    """Fetch Chromium where that is possible without asking anybody."""
    if services.chromium_path() or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    run("apt-get", "update", "-q")
    run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-core")


def coverage() -> int:
    """Combine what was measured and hold it to the two limits."""
    tool = (sys.executable, "-m", "coverage")
    run(*tool, "combine", "--quiet")
    code = run(*tool, "report", f"--fail-under={os.environ['MIN_COVERAGE']}")
    core = (f"--include={os.environ['CORE_FILES']}", f"--fail-under={os.environ['MIN_CORE']}")
    return run(*tool, "report", *core) or code


def main() -> int:
    """Run everything, even after a failure, so that one run shows all that is broken."""
    for left_over in Path().glob(".coverage*"):
        left_over.unlink()
    workers = ("-n", os.environ.get("WORKERS", "2"))
    install_browser()
    codes = [suite("sqlite", "not browser and not postgres", *workers, TEST_DATABASE_URL="")]
    if url := services.postgres_url():
        codes.append(suite("postgres", "not browser", *workers, TEST_DATABASE_URL=url))
    elif services.is_required("REQUIRE_SERVICES"):
        print("REQUIRE_SERVICES is set, but no PostgreSQL (TEST_DATABASE_URL, 127.0.0.1:5432).")
        codes.append(1)
    else:
        print("Skipped: the suite on PostgreSQL (no TEST_DATABASE_URL, none at 127.0.0.1:5432).")
    codes.append(coverage())
    codes.append(suite("browser", "browser", TEST_DATABASE_URL=""))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
