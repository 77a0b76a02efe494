"""The file that a backup makes: whose it is, what it holds, how it fails."""

import json
import os
import re
import signal
import stat
import subprocess
import tarfile
import tracemalloc
from io import StringIO

import pytest
from django.core.management import call_command

from servindus import clock
from servindus.backups import archive, programs, saving, told_to_end
from tests.servindus.backups import LATER, pointed_at, refused, restore

pytestmark = pytest.mark.usefixtures("media")


def test_only_its_owner_reads_it_and_it_is_a_plain_tar(db, tmp_path):
    whole = tmp_path / "own.tar"
    saving.save(whole)
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600
    with tarfile.open(whole) as tar:
        assert tar.getnames() == [
            "database.dump",
            "media/pieces/a.pdf",
            "media/été.png",
            "manifest.json",
        ]
        manifest = json.load(tar.extractfile("manifest.json"))
        dump = tar.extractfile("database.dump").read()
    reader = programs.find("pg_restore", at_least=programs.dumper_version())
    listed = subprocess.run([reader, "--list"], input=dump, capture_output=True)
    rows = set(re.findall(r"TABLE DATA public (\w+)", listed.stdout.decode()))
    assert "servindus_user" in rows
    assert rows & {"django_session", "servindus_cache"} == set()
    assert manifest["version"] == "0.1.0"
    assert ["servindus", "0001_initial"] in manifest["migrations"]
    assert manifest["members"]["media/pieces/a.pdf"]["size"] == 11


def test_an_older_file_is_kept_unless_forced(whole):
    before = whole.read_bytes()
    with refused("exists: name another file, or add --force"):
        call_command("backup", str(whole))
    assert whole.read_bytes() == before
    with clock.at(LATER):
        call_command("backup", str(whole), force=True, stdout=StringIO())
    assert whole.read_bytes() != before
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_target_must_be_a_file_somewhere(tmp_path, media):
    with refused("is a folder: name a file"):
        call_command("backup", str(tmp_path))
    with refused("absent is not a folder"):
        call_command("backup", str(tmp_path / "absent" / "lab.tar"))
    with refused("would be saved within itself"):
        call_command("backup", str(media / "lab.tar"))


def test_a_dump_that_fails_leaves_the_older_file(whole, tmp_path, monkeypatch):
    before = whole.read_bytes()
    monkeypatch.setattr(programs, "address", lambda: "dbname=absent_database")
    with refused("pg_dump failed: "):
        call_command("backup", str(whole), force=True)
    assert whole.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.django_db
def test_told_to_end_it_leaves_no_draft(tmp_path, monkeypatch):
    """SIGTERM in the middle: the draft goes, the signal's own status stays."""

    def interrupted(writer):
        assert [path.suffix for path in tmp_path.glob(".*")] == [".part"]
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(saving, "_add_media", interrupted)
    with pytest.raises(SystemExit) as ended, told_to_end():
        saving.save(tmp_path / "lab.tar")
    assert ended.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.glob("*.tar")) == list(tmp_path.glob(".*")) == []


@pytest.mark.django_db
def test_a_file_taken_away_meanwhile_is_left_out(tmp_path, media, monkeypatch):
    real = archive.files_under

    def listed(folder):
        yield "gone.pdf", media / "gone.pdf"
        yield from real(folder)

    monkeypatch.setattr(archive, "files_under", listed)
    found = saving.save(tmp_path / "lab.tar")
    assert "media/gone.pdf" not in found["members"]
    assert "media/été.png" in found["members"]


@pytest.mark.django_db
def test_hidden_files_and_links_are_not_followed(tmp_path, media):
    (media / ".restoring-x").mkdir()
    (media / ".restoring-x" / "half.pdf").write_bytes(b"half")
    (media / "link").symlink_to("/etc/passwd")
    found = saving.save(tmp_path / "lab.tar")
    assert [n for n in found["members"] if "half" in n or "link" in n] == []


def test_a_long_name_and_a_big_file_need_no_memory(tmp_path, media, settings, empty):
    name = "n" * 180 + ".pdf"
    with (media / name).open("wb") as file:
        file.truncate(48 * 1024 * 1024)
    tracemalloc.start()
    try:
        saving.save(tmp_path / "lab.tar")
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        with pointed_at(empty):
            restore(tmp_path / "lab.tar")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * 1024 * 1024
    assert (settings.MEDIA_ROOT / name).stat().st_size == 48 * 1024 * 1024
