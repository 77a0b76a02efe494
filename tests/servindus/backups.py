"""Backups and restores, and other databases of the server that a test runs on."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.cast import MONDAY

LATER = MONDAY + timedelta(days=3)


@contextmanager
def pointed_at(name):
    """Let this process work on another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def on_server(*statements):
    with pointed_at("postgres"), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def restore(path, **options):
    said = StringIO()
    call_command("restore", str(path), stdout=said, **options)
    return said.getvalue()


def refused(words):
    return pytest.raises(CommandError, match=words)
