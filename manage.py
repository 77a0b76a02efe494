#!/usr/bin/env python
"""Django's commands; without DATABASE_URL the embedded database is there for them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command, on the embedded server if this checkout has no other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servindus.settings")
    if {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys():
        execute_from_command_line(sys.argv)
        return
    from servindus.local.command import with_database

    with with_database(" ".join(["manage.py", *sys.argv[1:2]])):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
