"""Production settings: no secret, no start; with one, nothing to complain about."""

import os
import subprocess
import sys

import pytest


def manage(*arguments, **environment):
    """Run a command with production settings in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.prod"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("key", ["", "short"])
def test_production_refuses_to_start_without_a_real_secret_key(key):
    result = manage("check", SECRET_KEY=key)

    assert result.returncode != 0
    assert "SECRET_KEY must be set" in result.stderr


KEY = "".join(chr(33 + place % 90) for place in range(64))


def test_the_deployment_check_is_silent():
    result = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="kinerja.example",
    )

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_static_files_are_collected_under_names_that_change_with_their_content(tmp_path):
    result = manage("collectstatic", "--noinput", SECRET_KEY=KEY, STATIC_ROOT=str(tmp_path))

    assert result.returncode == 0, result.stderr
    assert list(tmp_path.glob("css/tokens.*.css.gz"))
