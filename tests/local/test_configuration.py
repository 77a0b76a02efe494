import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from servindus.local import configuration
from servindus.local.errors import CannotStartError


@pytest.fixture(autouse=True)
def _bare_environment() -> Iterator[None]:
    """Take our variables out, so that the reader loads the file under test.

    It adds the file's variables to the environment: all is put back afterwards.
    """
    saved = dict(os.environ)
    for name in ("SECRET_KEY", "PORT", "DEMO", "DATABASE_URL"):
        os.environ.pop(name, None)
    yield
    os.environ.clear()
    os.environ.update(saved)


def test_local_env_is_written_once_and_for_its_owner_only(tmp_path: Path) -> None:
    assert configuration.write_local_env(tmp_path, 8123)
    path = tmp_path / "var" / "local.env"
    first = path.read_text()

    assert not configuration.write_local_env(tmp_path, 9999)

    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert "\nDEMO=1\nSECRET_KEY=" in first
    assert first.endswith("\nPORT=8123\n")
    assert [found.name for found in path.parent.iterdir()] == ["local.env"]


def test_two_checkouts_have_different_keys(tmp_path: Path) -> None:
    texts = set()
    for name in ("one", "two"):
        configuration.write_local_env(tmp_path / name, 8000)
        texts.add((tmp_path / name / "var/local.env").read_text())

    assert len(texts) == 2


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    assert configuration.port(tmp_path) == 8000
    configuration.write_local_env(tmp_path, 8123)
    assert configuration.port(tmp_path) == 8123
    os.environ["PORT"] = "8200"
    assert configuration.port(tmp_path) == 8200


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000.5", "²"])
def test_a_wrong_port_is_one_clear_line(tmp_path: Path, text: str) -> None:
    os.environ["PORT"] = text

    with pytest.raises(CannotStartError, match="PORT must be a number") as refused:
        configuration.port(tmp_path)

    assert "\n" not in str(refused.value)


def test_a_named_database_is_never_replaced_by_the_embedded_one(tmp_path: Path) -> None:
    assert configuration.uses_embedded_database(tmp_path)
    os.environ["DATABASE_URL"] = "postgres://somebody@example/lab"
    assert not configuration.uses_embedded_database(tmp_path)
    os.environ["DATABASE_URL"] = ""
    assert not configuration.uses_embedded_database(tmp_path)


def test_the_file_may_name_a_database_too(tmp_path: Path) -> None:
    configuration.write_local_env(tmp_path, 8000)
    with (tmp_path / "var/local.env").open("a") as file:
        file.write("DATABASE_URL=postgres://somebody@example/lab\n")

    assert not configuration.uses_embedded_database(tmp_path)
