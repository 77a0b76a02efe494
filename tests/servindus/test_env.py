"""The configuration: read from the environment, refused with one clear line."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from servindus import env as environment


@pytest.fixture
def env(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    return environment.read(tmp_path)


def refused(message):
    return pytest.raises(ImproperlyConfigured, match=message)


def test_a_missing_or_empty_value_is_named_with_its_reason(env, monkeypatch):
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    with refused("PUBLIC_URL is missing: the address"):
        environment.required(env, "PUBLIC_URL", "the address")
    monkeypatch.setenv("PUBLIC_URL", "  ")
    with refused("PUBLIC_URL is empty: the address"):
        environment.required(env, "PUBLIC_URL", "the address")


@pytest.fixture
def secret(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")
    path = tmp_path / "secret"
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))
    return path


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_a_secret_may_stand_in_a_file_whose_last_line_ends(env, secret, end):
    secret.write_bytes(b" of-the-file " + end.encode())
    assert environment.required(env, "SECRET_KEY", "a key") == " of-the-file "


def test_a_secret_may_begin_with_a_dollar(env, secret):
    secret.write_text("$HOME")
    assert environment.required(env, "SECRET_KEY", "a key") == "$HOME"


def test_a_file_that_is_not_there_is_named(env, secret):
    with refused("SECRET_KEY_FILE names '.*/secret', which cannot be read: No such"):
        environment.required(env, "SECRET_KEY", "a key")


def test_a_folder_is_no_file(env, secret):
    secret.mkdir()
    with refused("SECRET_KEY_FILE names .* cannot be read: Is a directory"):
        environment.required(env, "SECRET_KEY", "a key")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_named(env, secret):
    secret.write_text("x")
    secret.chmod(0)
    with refused("SECRET_KEY_FILE names .* cannot be read: Permission denied"):
        environment.required(env, "SECRET_KEY", "a key")


def test_a_file_of_bytes_is_refused(env, secret):
    secret.write_bytes(b"\xff\xfe")
    with refused("SECRET_KEY_FILE names .* which is not a file of text"):
        environment.required(env, "SECRET_KEY", "a key")


def test_an_empty_file_is_an_empty_secret(env, secret):
    secret.write_text("\n")
    with refused("SECRET_KEY is empty: a key"):
        environment.required(env, "SECRET_KEY", "a key")


def test_a_value_and_a_file_at_once_are_refused(env, secret, monkeypatch):
    secret.write_text("x")
    monkeypatch.setenv("SECRET_KEY", "y")
    with refused("SECRET_KEY and SECRET_KEY_FILE are both set: keep one"):
        environment.required(env, "SECRET_KEY", "a key")


def test_any_variable_may_stand_in_a_file(env, monkeypatch, tmp_path):
    path = tmp_path / "url"
    path.write_text("smtp+tls://me:secret@mail.example:587\n")
    monkeypatch.delenv("EMAIL_URL", raising=False)
    monkeypatch.setenv("EMAIL_URL_FILE", str(path))
    assert env.str("EMAIL_URL") == "smtp+tls://me:secret@mail.example:587"


def test_the_databases_password_may_stand_apart(env, monkeypatch, tmp_path):
    path = tmp_path / "password"
    path.write_text("$p@ss/w:rd#1\n")
    monkeypatch.setenv("DATABASE_URL", "postgres://lab@db.example/lab")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(path))
    found = environment.database(env, "postgres://x")
    assert (found["USER"], found["PASSWORD"]) == ("lab", "$p@ss/w:rd#1")


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("1", True),
        ("True", True),
        (" yes ", True),
        ("on", True),
        ("0", False),
        ("", False),
        ("no", False),
        ("OFF", False),
        (None, False),
    ],
)
def test_a_switch_reads_the_usual_words(env, monkeypatch, text, on):
    if text is None:
        monkeypatch.delenv("DEBUG", raising=False)
    else:
        monkeypatch.setenv("DEBUG", text)
    assert environment.flag(env, "DEBUG") is on


def test_a_switch_refuses_other_words(env, monkeypatch):
    monkeypatch.setenv("DEMO", "peut-être")
    with refused("DEMO must be 0 or 1, not 'peut-être'"):
        environment.flag(env, "DEMO")


@pytest.mark.parametrize(
    "text", ["lab.example", "ftp://lab.example", "https://", "https://lab.example?x=1"]
)
def test_a_site_address_must_be_one(text):
    with refused("PUBLIC_URL must be like"):
        environment.public_url(text)


def test_a_site_address_loses_its_last_stroke():
    assert environment.public_url("https://lab.example/") == "https://lab.example"


@pytest.mark.parametrize(
    ("hosts", "url", "named"),
    [
        (["127.0.0.1", "lab.example"], "http://127.0.0.1:8000", "lab.example"),
        (["*"], "http://127.0.0.1:8000", r"\*"),
        (["127.0.0.1"], "https://lab.example", "lab.example"),
        (["0.0.0.0"], "http://127.0.0.1", "0.0.0.0"),
        ([".localhost.example"], "http://localhost", ".localhost.example"),
    ],
)
def test_the_demo_never_leaves_this_machine(hosts, url, named):
    with refused(f"DEMO=1 serves this machine only; remove {named}"):
        environment.refuse_public_demo(hosts, url)


def test_the_demo_serves_this_machine():
    environment.refuse_public_demo(
        ["127.0.0.1", "localhost", "[::1]"], "http://[::1]:80"
    )


def test_only_postgresql_will_do(env, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    with refused("DATABASE_URL must be like postgres://"):
        environment.database(env, "postgres://x")
    monkeypatch.setenv("DATABASE_URL", "postgres://lab:secret@db.example:5433/lab")
    found = environment.database(env, "postgres://x")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "lab")


def test_without_a_mail_address_nothing_leaves():
    assert environment.mail("") == {
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"
    }


def test_a_mail_address_is_read_or_refused():
    found = environment.mail("smtp+tls://me:secret@mail.example:587")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", 587)
    assert found["EMAIL_USE_TLS"] is True
    with refused("EMAIL_URL must be like"):
        environment.mail("carrier-pigeon://roof")


def test_mails_come_from_the_site_where_nobody_is_named():
    found = environment.sender("https://lab.example.org:8443", demo=False)
    assert found == "ServIndus Lab <bonjour@lab.example.org>"
    found = environment.sender("http://127.0.0.1:8000", demo=True)
    assert found == "ServIndus Lab <bonjour@servindus.example>"


def test_the_local_file_counts_only_without_a_key(tmp_path, monkeypatch):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "local.env").write_text("DEMO=1\nEXTRA_WORD=local\n")
    monkeypatch.delenv("EXTRA_WORD", raising=False)
    monkeypatch.setenv("SECRET_KEY", "x")
    environment.read(tmp_path)
    assert "EXTRA_WORD" not in os.environ
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    environment.read(tmp_path)
    assert os.environ.pop("EXTRA_WORD") == "local"


def start(**variables):
    """Start the settings in a process of their own; give its last line."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "DATABASE_URL")
        if name in os.environ
    }
    done = subprocess.run(
        [sys.executable, "-c", "import servindus.settings"],
        env={**kept, **variables},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SECRET_KEY": "x"}, "PUBLIC_URL is missing"),
        (
            {"SECRET_KEY": "x", "PUBLIC_URL": "https://lab.example"},
            "ALLOWED_HOSTS is missing",
        ),
        (
            {"SECRET_KEY": "x", "DEMO": "1", "ALLOWED_HOSTS": "lab.example"},
            "DEMO=1 serves this machine only",
        ),
        (
            {"SECRET_KEY_FILE": "/absent/secret"},
            "SECRET_KEY_FILE names '/absent/secret', which cannot be read",
        ),
    ],
)
def test_a_wrong_configuration_stops_the_start_with_one_line(variables, said):
    code, last = start(**variables)
    assert code != 0
    assert said in last


def test_the_companies_directory_is_off_or_safe():
    assert environment.lookup_url("") == environment.lookup_url("  ") == ""
    for url in ("https://api.example/search", "http://127.0.0.1:9000/search"):
        assert environment.lookup_url(url) == url
    for url in ("http://api.example/search", "ftp://x", "https://x?q=1", "search"):
        with refused("COMPANY_LOOKUP_URL must be"):
            environment.lookup_url(url)
