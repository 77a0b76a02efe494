"""A backup that may be spoilt, files to save, and an empty database to restore."""

import pytest
from django.db import connection

from servindus.backups import saving
from tests.servindus.backups import on_server


@pytest.fixture
def empty(transactional_db):
    """Give the name of an empty database."""
    name = f"{connection.settings_dict['NAME']}_restored"
    on_server(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    yield name
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def media(settings, tmp_path):
    """Give the folder of two files that people have sent."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "pieces").mkdir(parents=True)
    (tmp_path / "media" / "pieces" / "a.pdf").write_bytes(b"%PDF-1.7 un")
    (tmp_path / "media" / "été.png").write_bytes(bytes(range(256)) * 9)
    return settings.MEDIA_ROOT


_whole = {}


@pytest.fixture
def whole(db, media, tmp_path):
    """Give a backup that many tests may spoil; it is made once."""
    path = tmp_path / "lab.tar"
    if not _whole:
        saving.save(path)
        _whole["content"] = path.read_bytes()
    path.write_bytes(_whole["content"])
    return path
