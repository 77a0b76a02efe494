"""What the launcher must know before Django: the port, the servers, `var/local.env`."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from servindus import env as environment
from servindus.local.errors import CannotStartError

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEFAULT_PORT = 8000


def write_local_env(base_dir: Path, port: int) -> bool:
    """Write `var/local.env` unless it is there; tell whether it was written.

    The file appears whole or not at all, readable by its owner only.
    """
    path = base_dir / "var" / "local.env"
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"local.env.{os.getpid()}")
    with suppress(FileNotFoundError):
        draft.unlink()
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(handle, "w") as file:
        file.write(
            "# Made once by `make run` or `make test`; read only where SECRET_KEY is\n"
            "# not in the environment. Remove it to get a new one.\n"
            f"DEMO=1\nSECRET_KEY={secrets.token_urlsafe(50)}\nPORT={port}\n"
        )
    draft.replace(path)
    return True


def port(base_dir: Path) -> int:
    """Give the port to serve on: PORT, or the one of `var/local.env`, or 8000."""
    text = setting(base_dir, "PORT") or str(DEFAULT_PORT)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStartError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def setting(base_dir: Path, name: str) -> str:
    """Give a variable's text as the settings will see it; absent is empty."""
    try:
        return str(environment.read(base_dir).str(name, default="")).strip()
    except (ImproperlyConfigured, OSError) as error:
        raise CannotStartError(f"{name}: {error}") from error


def uses_embedded_database(base_dir: Path) -> bool:
    """Tell whether DATABASE_URL is absent, so that the embedded server is ours to run.

    A DATABASE_URL that is there but empty is a mistake that the settings report.
    """
    named = {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys()
    return not named and not setting(base_dir, "DATABASE_URL")
