"""Two questions a load balancer asks: is the process alive, and may it be given work?"""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: answers without touching the database."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: the database answers and no migration is missing; else 503 and the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = _missing_migrations()
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "database"}, status=503)
    if missing:
        _missing_migrations.cache_clear()
        return JsonResponse(
            {"ready": False, "reason": "migrations", "missing": missing}, status=503
        )
    return JsonResponse({"ready": True})


@cache
def _missing_migrations() -> list[str]:
    """Names of migrations not yet applied; once there is none, that stays so for this process."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
