"""The suite builds its tables from the models; here the migrations are applied for real."""

import os
import subprocess
import sys


def test_migrations_build_a_database_that_the_application_calls_ready(tmp_path):
    database = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    environment = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    steps = (
        "from django.core.management import call_command; from django.test import Client;"
        "import django; django.setup();"
        "call_command('migrate', verbosity=0);"
        "print(Client(HTTP_HOST='localhost').get('/readyz').json())"
    )

    result = subprocess.run(
        [sys.executable, "-c", steps], env=environment, capture_output=True, text=True, check=False
    )

    assert result.stdout.strip().endswith("{'ready': True}"), result.stderr
