"""The list of static files, read once a process: each client's site asks for it."""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware


def read_once() -> None:
    """Let every handler share what the first one with its settings has found.

    A browser of a test is a site of its own to Django, and each listed 250 files anew:
    a sixth of what a test of pages costs.
    """
    found: dict[Any, dict[str, Any]] = {}
    read = WhiteNoiseMiddleware.add_files_from_finders

    def add(self: WhiteNoiseMiddleware) -> None:
        asked = (self.static_prefix, self.max_age, self.charset)
        if self.files:  # a folder of collected files comes first: not ours to share
            read(self)
        elif asked in found:
            self.files.update(found[asked])
        else:
            read(self)
            found[asked] = dict(self.files)

    WhiteNoiseMiddleware.add_files_from_finders = add
