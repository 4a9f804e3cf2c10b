"""What a load balancer is told."""

import pytest
from django.db import DatabaseError

from config import health


def test_alive_is_answered_without_the_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_means_database_and_migrations_are_there(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True})


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready_and_is_asked_again(client, monkeypatch):
    asked = []

    def missing():
        asked.append(1)
        return ["core_engine.0002_more"]

    missing.cache_clear = lambda: asked.append("forgotten")
    monkeypatch.setattr(health, "_missing_migrations", missing)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["reason"]) == (503, "migrations")
    assert asked == [1, "forgotten"]


@pytest.mark.django_db
def test_a_silent_database_is_not_ready(client, monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(health, "_missing_migrations", fail)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["reason"]) == (503, "database")
