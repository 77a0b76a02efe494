"""Compiles the translations without the system's gettext."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from servindus.local.errors import CannotStartError


def compile_messages(base_dir: Path) -> list[Path]:
    """Compile each catalogue that is newer than its result; give what was written."""
    sources = sorted((base_dir / "locale").glob("*/LC_MESSAGES/*.po"))
    return [source for source in sources if _compile(source)]


def _compile(source: Path) -> bool:
    """Write the .mo beside a .po; a reader sees the old one or the new one, whole."""
    target = source.with_suffix(".mo")
    made = source.stat().st_mtime_ns
    if target.exists() and target.stat().st_mtime_ns >= made:
        return False
    language = source.parent.parent.name
    try:
        with source.open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CannotStartError(f"{source}: {error}") from error
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalog)
    draft.replace(target)
    return True
