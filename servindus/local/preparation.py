"""The set-up step: all that must be in place before the site serves, in one process."""

import os
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from servindus.local.errors import CannotStartError
from servindus.local.messages import compile_messages


def prepare(base_dir: Path, *, demo: bool) -> None:
    """Compile messages, migrate, create the cache table and seed an empty demo."""
    compile_messages(base_dir)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servindus.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotStartError(str(error)) from error
    try:
        _migrate()
    except OperationalError as error:
        first = str(error).strip().splitlines()[0]
        raise CannotStartError(f"the database cannot be used: {first}") from error
    if demo:
        _seed()


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        print(f"Bringing the database up to date ({len(pending)} steps)...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _seed() -> None:
    """Fill an empty demo database; all of it or, if interrupted, nothing."""
    from django.conf import settings
    from django.contrib.auth import get_user_model

    if not settings.DEMO or get_user_model().objects.exists():
        return
    print("Filling the empty demo with its cast and samples...", flush=True)
    try:
        with transaction.atomic():
            call_command("seed_demo")
    except CommandError as error:
        raise CannotStartError(f"seed_demo: {error}") from error
