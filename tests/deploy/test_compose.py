"""The compose file: pinned, watched, without secrets, and what settings know."""

import re
import shutil
import stat
import subprocess

import pytest
from django.core.management import get_commands

from tests.deploy.files import (
    COMPOSE,
    ROOT,
    VARIABLE,
    build_steps,
    compose,
    goes_in,
    grace,
    instructions,
)

FILE = compose()
SERVICES = FILE["services"]
OURS = ("migrate", "web", "worker", "beat")
SERVERS = ("postgres", "redis")
# An exact version and the system it is built on: `17.6-bookworm`.
PINNED = re.compile(r"^[a-z-]+:\d+\.\d+(\.\d+)?(-slim)?-[a-z]+$")


def known_variables():
    """Give every variable that the settings read, from their text."""
    text = "".join(
        (ROOT / "servindus" / name).read_text(encoding="utf-8")
        for name in ("settings.py", "env.py")
    )
    read = re.findall(
        r"""(?:env\.\w+|environment\.\w+|ENVIRON\.get)\(\s*(?:env, )?"([A-Z_]+)\"""",
        text,
    )
    return set(read)


def test_the_services_are_these():
    assert set(SERVICES) == {*OURS, *SERVERS}


def test_images_are_pinned():
    for name in SERVERS:
        assert PINNED.match(SERVICES[name]["image"]), name
    for word, rest in instructions():
        if word == "FROM":
            assert PINNED.match(rest.split()[0]), rest
    assert {SERVICES[name]["image"] for name in OURS} == {"servindus-lab:0.1.0"}
    assert 'version = "0.1.0"' in (ROOT / "pyproject.toml").read_text()


def test_every_service_that_stays_is_watched_and_comes_back():
    for name, service in SERVICES.items():
        if name == "migrate":
            assert service["restart"] == "no"
            assert service["healthcheck"] == {"disable": True}
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert service["healthcheck"]["retries"] >= 3, name
        assert grace(service) >= 15, name


def test_all_wait_for_what_they_need():
    ready = {"condition": "service_healthy"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": ready}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"] == {
            "postgres": ready,
            "redis": ready,
            "migrate": {"condition": "service_completed_successfully"},
        }


def test_the_commands_are_the_contracts():
    commands = {name: SERVICES[name]["command"] for name in OURS}
    assert commands["web"][:2] == ["gunicorn", "servindus.wsgi"]
    assert commands["worker"][:4] == ["celery", "-A", "servindus", "worker"]
    assert commands["beat"][:4] == ["celery", "-A", "servindus", "beat"]
    assert commands["migrate"][:2] == ["sh", "-c"]
    assert commands["migrate"][2] == (
        "python manage.py migrate --noinput && python manage.py createcachetable"
    )


def test_the_image_serves_by_itself_as_compose_does():
    said = dict(instructions())
    web = SERVICES["web"]["command"]
    assert said["CMD"] == "[" + ", ".join(f'"{word}"' for word in web) + "]"
    assert said["USER"] == "10001:10001"
    assert '"deploy/healthcheck.py"' in said["HEALTHCHECK"]


def test_only_the_site_is_open_and_only_to_this_machine():
    opened = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}
    assert opened == {"web": ["127.0.0.1:${WEB_PORT:-8000}:8000"]}
    assert FILE["networks"]["inside"] == {"internal": True}
    for name in SERVERS:
        assert SERVICES[name]["networks"] == ["inside"]
    beside = compose(ROOT / "deploy" / "compose.servers.yml")["services"]
    assert set(beside) == set(SERVERS)
    for service in beside.values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_ours_can_change_nothing_but_their_volume():
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["tmpfs"] == ["/tmp"]
        assert service["volumes"] == ["media:/srv/media"]
    for service in SERVICES.values():
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_data_outlive_the_containers():
    assert set(FILE["volumes"]) == {"postgres", "redis", "media"}
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]
    redis = SERVICES["redis"]["command"]
    assert redis[redis.index("--appendonly") + 1] == "yes"
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_settings_know_every_variable():
    known = known_variables()
    assert {"SECRET_KEY", "DATABASE_URL", "DATABASE_PASSWORD", "EMAIL_URL"} <= known
    for name in OURS:
        given = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]}
        assert given - known == set()
        assert {"DEMO", "DEBUG"} <= given
        assert SERVICES[name]["environment"]["DEMO"] == "0"
        assert SERVICES[name]["environment"]["DEBUG"] == "0"


def test_what_is_asked_of_the_operator_is_asked_with_a_default():
    """Without .env, `docker compose up postgres redis` must still work."""
    text = COMPOSE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    asked = set(re.findall(r"\$\{?\w+[^}\s]*\}?", "\n".join(lines)))
    assert {one for one in asked if not VARIABLE.fullmatch(one)} == set()


def test_secrets_come_by_file_and_are_made_by_the_script():
    secrets = FILE["secrets"]
    made = re.findall(
        r"^make (\w+) ", (ROOT / "deploy" / "make_secrets.sh").read_text(), re.M
    )
    assert sorted(made) == sorted(secrets)
    for name, secret in secrets.items():
        assert secret == {"file": f"./secrets/{name}"}
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if key.endswith("_FILE"):
                mounted = str(value).removeprefix("/run/secrets/")
                assert mounted in service["secrets"], (name, key)
            else:
                assert not re.search(r"KEY|PASSWORD|SECRET|TOKEN", key), (name, key)
            assert not re.search(r"//[^/@]*:[^/@]*@", str(value)), (name, key)


def test_the_script_makes_secrets_once(tmp_path):
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "make_secrets.sh", tmp_path / "deploy")

    def run():
        subprocess.run(["sh", "deploy/make_secrets.sh"], cwd=tmp_path, check=True)
        folder = tmp_path / "secrets"
        return {path.name: path.read_text() for path in folder.iterdir()}

    first = run()
    assert set(first) == set(FILE["secrets"])
    assert len(first["secret_key"].strip()) == 64
    assert first["secret_key"] != first["database_password"]
    assert first["email_url"].strip() == first["secret_key_fallbacks"].strip() == ""
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    (tmp_path / "secrets" / "email_url").chmod(0o644)
    (tmp_path / "secrets" / "email_url").write_text("smtp://mail.example\n")
    assert run() == {**first, "email_url": "smtp://mail.example\n"}


def test_secrets_are_neither_kept_nor_sent():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/secrets/", "/.env"} <= set(ignored)
    for private in (
        "secrets/secret_key",
        ".env",
        "var/local.env",
        ".git/config",
        "tests/cast.py",
        "servindus/__pycache__/env.pyc",
        "locale/fr/LC_MESSAGES/django.mo",
        "deploy/make_secrets.sh",
        "requirements-dev.txt",
    ):
        assert not goes_in(private), private
    for needed in (
        "manage.py",
        "pyproject.toml",
        "requirements.txt",
        "servindus/settings.py",
        "templates/base.html",
        "locale/fr/LC_MESSAGES/django.po",
        "deploy/healthcheck.py",
    ):
        assert goes_in(needed), needed


def test_no_secret_stands_in_the_image():
    for word, rest in instructions():
        if word in ("ENV", "ARG", "LABEL"):
            assert not re.search(r"KEY|PASSWORD|SECRET|TOKEN", rest), rest
    steps = build_steps()
    assert [words[1:3] for _env, words in steps][1] == ["manage.py", "collectstatic"]
    assert steps[1][0]["SECRET_KEY"] == "unused"
    copied = [rest for word, rest in instructions() if word == "COPY"]
    assert copied == [
        "requirements.txt ./",
        ". ./",
        "--from=build /venv /venv",
        "--from=build /srv/servindus /srv/servindus",
    ]


def test_packages_are_installed_by_their_hashes():
    installs = [rest for word, rest in instructions() if "pip install" in rest]
    assert installs == ["pip install --require-hashes --requirement requirements.txt"]


@pytest.mark.skipif(shutil.which("docker") is None, reason="docker is missing")
def test_docker_takes_the_file_if_it_can(tmp_path):
    asked = subprocess.run(["docker", "compose", "version"], capture_output=True)
    if asked.returncode:
        pytest.skip("docker has no compose here: the file was read by this test only")
    for more in ([], ["-f", "deploy/compose.servers.yml"]):
        done = subprocess.run(
            ["docker", "compose", "-f", COMPOSE.name, *more, "config", "--quiet"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


# --- What people read and copy ----------------------------------------------------


def test_the_table_of_variables_is_whole():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = page[page.index("## Configuration") : page.index("## First administrator")]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    told = {
        name
        for row in rows
        for name in re.findall(r"`([A-Z_]+)`", row[: row.index("|", 2)])
    }
    assert told == known_variables()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_units_run_what_compose_runs(name):
    unit = (ROOT / "deploy" / "systemd" / f"servindus-{name}.service").read_text()
    start = re.search(r"^ExecStart=/srv/servindus/\.venv/bin/(.*)$", unit, re.M)[1]
    words = [word for word in start.split() if word != "--bind=127.0.0.1:8000"]
    assert words == SERVICES[name]["command"]
    assert f"TimeoutStopSec={grace(SERVICES[name])}\n" in unit


def test_the_proxy_overwrites_what_the_settings_trust():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    for line in (
        "proxy_set_header Host $host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ):
        assert nginx.count(line) == nginx.count("proxy_pass ") == 2
    settings = (ROOT / "servindus" / "settings.py").read_text()
    assert '("HTTP_X_FORWARDED_PROTO", "https")' in settings
    assert "proxy_add_x_forwarded_for" not in nginx


def test_the_page_names_only_commands_and_files_that_exist():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"manage\.py (\w+)", page))
    known = set(get_commands())
    assert named - known == set()
    assert {"backup", "restore", "check_email", "check_invariants"} <= named
    files = set(re.findall(r"`((?:deploy|tests|docs)/[\w./]+)`", page))
    assert {path for path in files if not (ROOT / path).exists()} == set()
