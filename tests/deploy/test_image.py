"""What the image holds, after the steps of its build that are our own code."""

import subprocess

import pytest

from tests.deploy.conftest import clean_environment

pytestmark = pytest.mark.slow


def test_messages_and_static_files_are_in_it(image):
    catalogue = image / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
    assert catalogue.stat().st_size > 50_000
    static = image / "var" / "static"
    assert (static / "staticfiles.json").exists()
    assert list(static.glob("servindus/tokens.*.css"))
    assert list(static.glob("servindus/tokens.*.css.gz"))


def test_nothing_private_and_no_test_is_in_it(image):
    top = {path.name for path in image.iterdir()}
    assert {"servindus", "templates", "manage.py", "deploy", "var"} <= top
    assert top & {"tests", "secrets", ".env", ".git", "docs", "Makefile"} == set()
    var = {path.name for path in (image / "var").iterdir()}
    assert var == {"static", "queue"}  # the queue of a site without Redis, empty
    assert [path.name for path in (image / "deploy").iterdir()] == ["healthcheck.py"]


@pytest.mark.parametrize("program", [["python", "manage.py", "check"], None])
def test_without_a_configuration_it_says_what_is_missing(image, program):
    """The values of the build have not stayed."""
    done = subprocess.run(
        program or ["celery", "-A", "servindus", "worker"],
        cwd=image,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "SECRET_KEY is missing: a long random text, kept secret" in last
