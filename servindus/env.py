"""Reads the configuration: the environment, `NAME_FILE`, then `var/local.env`."""

import os
import sys
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class Variables(FileAwareMapping):
    """The environment, where `NAME_FILE` names the file that holds a secret."""

    def __getitem__(self, key: str) -> str:
        """Give a value without the line ends that editors add; one line on a mistake.

        Both at once is refused: nobody could tell which of two keys is in force.
        """
        named = self.env.get(f"{key}_FILE")
        if named is None:
            return str(self.env[key])
        if key in self.env:
            raise ImproperlyConfigured(f"{key} and {key}_FILE are both set: keep one")
        try:
            return Path(named).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise ImproperlyConfigured(
                f"{key}_FILE names {named!r}, which cannot be read: {error.strerror}"
            ) from error
        except ValueError as error:  # bytes that are no text, a NUL in the name
            raise ImproperlyConfigured(
                f"{key}_FILE names {named!r}, which is not a file of text"
            ) from error


class Env(environ.Env):
    """The reader of settings."""

    ENVIRON: ClassVar = Variables()


def read(base_dir: Path) -> Env:
    """Give the reader of settings; `var/local.env` counts only without SECRET_KEY.

    A server that names its key is fully configured by its environment, so a file
    left over from trying out can never add to it.
    """
    env = Env()
    local = base_dir / "var" / "local.env"
    if not {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys() and local.exists():
        env.read_env(local)
    return env


def required(env: Env, name: str, reason: str) -> str:
    """Give a variable's text or stop the start with one line that says what it is."""
    # Not by env.str(), for which `$word` would be another variable's name.
    value = env.ENVIRON.get(name)
    if value is None:
        raise ImproperlyConfigured(f"{name} is missing: {reason}")
    if not value.strip():
        raise ImproperlyConfigured(f"{name} is empty: {reason}")
    return str(value)


def flag(env: Env, name: str) -> bool:
    """Give a switch: 1, true, yes, on or 0, false, no, off; absent means off."""
    text = str(env.str(name, default="0")).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 0 or 1, not {text!r}")


def public_url(text: str) -> str:
    """Give the site's own address without a trailing slash; links in mails use it."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ImproperlyConfigured(
            f"PUBLIC_URL must be like https://lab.example, not {text!r}"
        )
    return text.rstrip("/")


def lookup_url(text: str) -> str:
    """Give the address of the companies' directory; empty means never asked."""
    text = text.strip()
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    )
    if text and not (is_safe and parts.hostname and not parts.query):
        raise ImproperlyConfigured(
            "COMPANY_LOOKUP_URL must be an https address without a question mark,"
            f" not {text!r}"
        )
    return text


def refuse_public_demo(hosts: list[str], url: str) -> None:
    """Stop the demo mode, whose password is public, from leaving this machine."""
    beyond = [host for host in hosts if host not in LOOPBACK_HOSTS]
    name = urlsplit(url).hostname or ""
    if name not in LOOPBACK_HOSTS:
        beyond.append(name)
    if beyond:
        raise ImproperlyConfigured(
            f"DEMO=1 serves this machine only; remove {', '.join(sorted(set(beyond)))}"
            " from ALLOWED_HOSTS or PUBLIC_URL, or set DEMO=0"
        )


def database(env: Env, default: str) -> dict[str, Any]:
    """Give Django's database settings; only PostgreSQL holds the house's rules."""
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=default)
    if config.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL must be like postgres://user:password@host:5432/name"
        )
    # Apart from the address, so that one file holds it for the server and for us.
    if password := env.ENVIRON.get("DATABASE_PASSWORD"):
        config["PASSWORD"] = password
    return config


def mail(url: str) -> dict[str, object]:
    """Give Django's mail settings; without EMAIL_URL nothing leaves the outbox."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        config: dict[str, object] = environ.Env.email_url_config(url)
    except (KeyError, ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            "EMAIL_URL must be like smtp+tls://user:password@host:587"
        ) from error
    config.pop("OPTIONS", None)
    return {name: value for name, value in config.items() if value is not None}


def _is_mailbox(parts: SplitResult) -> bool:
    is_safe = parts.scheme == "imaps" or (
        parts.scheme == "imap" and parts.hostname in LOOPBACK_HOSTS
    )
    folder = unquote(parts.path)
    is_plain = folder.isascii() and (folder.isprintable() or not folder)
    is_whole = bool(parts.username and parts.password)
    has_more = bool(parts.query or parts.fragment)
    return is_safe and is_whole and is_plain and not has_more and parts.port != 0


def mailbox(text: str) -> str:
    """Give the address of the mailbox of reports; empty means that none is read.

    Unlike elsewhere a wrong value is not repeated: it holds a password.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        is_right = _is_mailbox(urlsplit(text))
    except ValueError:  # no number, or brackets without an address
        is_right = False
    if not is_right:
        raise ImproperlyConfigured(
            "BOUNCE_MAILBOX_URL must be like imaps://user:password@host:993/INBOX, with"
            " percent signs in user and password (imap:// on this machine only)"
        )
    return text


def webhook_secret(env: Env) -> str:
    """Give what providers send along, `user:password`; empty means that none may."""
    text = env.str("ANYMAIL_WEBHOOK_SECRET", default="").strip()
    user, _sign, password = text.partition(":")
    if text and not (user and len(password) >= 16 and text.isascii()):
        raise ImproperlyConfigured(
            "ANYMAIL_WEBHOOK_SECRET must be like user:password, with a password of"
            " 16 letters, digits and signs at least"
        )
    return text


def sender(url: str, *, demo: bool) -> str:
    """Give the From of mails where none is named: an address at the site's own name."""
    host = "servindus.example" if demo else urlsplit(url).hostname
    return f"ServIndus Lab <bonjour@{host}>"


def serves_web() -> bool:
    """Tell whether this process answers web requests (gunicorn or runserver)."""
    program = Path(sys.argv[0]).parts[-2:] if sys.argv else ()
    return "gunicorn" in program or "runserver" in sys.argv[1:2]
