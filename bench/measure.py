"""One measurement in a process of its own, on the database of ``BENCH_DATABASE_URL``."""

from __future__ import annotations

import argparse
import os

import django


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("what", choices=["moves", "launch", "profile"])
    wanted.add_argument("--rounds", type=int, default=60)
    wanted.add_argument("--pairs", type=int, default=5)
    wanted.add_argument("--people", type=int, default=5000)
    arguments = wanted.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    _make_tables()
    {"moves": _moves, "launch": _launch, "profile": _profile}[arguments.what](arguments)


def _make_tables() -> None:
    """The application's by its migrations, as on a server; the contenders' straight away."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    ours = list(apps.get_app_config("bench").get_models())
    if ours[0]._meta.db_table in connection.introspection.table_names():
        return
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in ours:
            editor.create_model(model)


def _gather_statistics() -> None:
    """What PostgreSQL does by itself within a minute, and a bench would not wait for."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _moves(arguments: argparse.Namespace) -> None:
    from . import race, report

    contenders = race.contenders()
    _gather_statistics()
    lines = race.run(contenders, rounds=arguments.rounds, pairs=arguments.pairs)
    print(_versions())
    print(f"{len(lines[0].wall)} moves or more of each kind, in turn\n")
    print(report.table(lines))


def _versions() -> str:
    from importlib.metadata import version
    from platform import python_version

    from django.db import connection

    server = ".".join(map(str, connection.get_database_version()))
    packages = ("Django", "django-viewflow", "django-fsm-2", "django-guardian")
    named = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{connection.display_name} {server}, Python {python_version()}, {named}"


def _launch(arguments: argparse.Namespace) -> None:
    from . import launching

    district = launching.build(arguments.people)
    _gather_statistics()
    for line in launching.measure_launch(district):
        print(line)
    for line in launching.measure_pages(district):
        print(line)


def _profile(arguments: argparse.Namespace) -> None:
    """Where the time of ``engine.perform`` goes."""
    import cProfile
    import pstats

    from . import race
    from .contenders.ours import Ours

    [ours] = [one for one in race.contenders() if isinstance(one, Ours)]
    steps = ours.steps()
    profile = cProfile.Profile()
    for number in range(arguments.rounds * arguments.pairs + 1):
        for step in steps:
            profile.runcall(step.make) if number else step.make()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main()
