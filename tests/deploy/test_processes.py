"""The services of docker-compose.yml, started without containers and walked.

Commands, environment, health checks and time limits are read from the file itself.
"""

import json
import re
from urllib.parse import urlencode

import pytest

from tests.deploy.processes import HOST, Stack, eventually
from tests.postman import free_port, listening

pytestmark = pytest.mark.slow
TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
# Seconds to end, on a busy machine; an idle one needs one to three.
PATIENCE = 30
WRITER = "inconnue@ailleurs.example"


@pytest.fixture
def mails():
    with listening() as server:
        yield server


@pytest.fixture
def stack(image, tmp_path, servers, mails):
    found = Stack(image, tmp_path, servers, free_port(), mails.port)
    try:
        yield found
    finally:
        found.kill()


def flags(stack):
    _status, _headers, text = stack.request("GET", "/readyz")
    state = json.loads(text)
    return state["ready"], state["degraded"]


def test_the_whole_site_starts_works_and_ends(stack, mails):
    nobody_serves_an_old_database(stack)
    for _again in range(2):
        migrated = stack.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
    for name in ("web", "worker", "beat"):
        stack.start(name)
    answers_probes(stack)
    demands_https(stack)
    a_mail_leaves_by_the_worker(stack, mails)
    the_mail_settings_are_checked(stack, mails)
    is_healthy_as_compose_asks(stack)
    ends_in_time(stack)


def nobody_serves_an_old_database(stack):
    stack.start("web")
    ask = lambda: stack.request("GET", "/healthz")[0]  # noqa: E731
    assert eventually(ask, seconds=30, wanted=200) == 200
    status, _headers, text = stack.request("GET", "/readyz")
    assert (status, json.loads(text)["migrations"]) == (503, False)
    assert stack.end("web")[0] == 0


def answers_probes(stack):
    ask = lambda: stack.request("GET", "/healthz")[0]  # noqa: E731
    assert eventually(ask, seconds=30, wanted=200) == 200, stack.log("web").read_text()
    status, _headers, text = stack.request("GET", "/readyz")
    state = json.loads(text)
    assert (status, state["ready"], state["broker"]) == (200, True, True)


def demands_https(stack):
    status, headers, _text = stack.request("GET", "/compte/login/")
    assert status == 301
    assert headers["Location"] == f"https://{HOST}/compte/login/"
    status, headers, text = stack.request("GET", "/compte/login/", TLS)
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert 'name="password"' in text
    assert "servindus-demo" not in text
    sheet = re.search(r'href="(/static/servindus/[\w.]+\.css)"', text)
    status, headers, _text = stack.request("GET", sheet[1], TLS)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    status, _headers, _text = stack.request("GET", "/", {**TLS, "Host": "evil.example"})
    assert status == 400


def a_mail_leaves_by_the_worker(stack, mails):
    """Asking for a new password owes a mail; the worker hands it over at once."""
    page = "/compte/password/reset/"
    _status, headers, text = stack.request("GET", page, TLS)
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith("__Host-csrf=")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    status, _headers, _text = stack.request(
        "POST",
        page,
        {
            **TLS,
            "Cookie": cookie,
            "Referer": f"https://{HOST}{page}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
        urlencode({"csrfmiddlewaretoken": token, "email": WRITER}),
    )
    assert status == 302
    # Within 20 s: the wake-up call through Redis, not the sweep of each minute.
    eventually(lambda: mails.addresses, seconds=20, wanted=[WRITER])
    assert mails.addresses == [WRITER], stack.log("worker").read_text()
    assert mails.message()["X-ServIndus-Kind"] == "account_unknown"
    assert f"https://{HOST}" in mails.message().get_body(("plain",)).get_content()


def the_mail_settings_are_checked(stack, mails):
    words = ["python", "manage.py", "check_email", "ops@lab.example"]
    done = stack.run("worker", words)
    assert done.returncode == 0, done.stderr
    assert mails.addresses == [WRITER, "ops@lab.example"]


def is_healthy_as_compose_asks(stack):
    # The first heartbeat comes half a minute after the start.
    found = eventually(lambda: flags(stack), seconds=60, wanted=(True, []))
    assert found == (True, []), stack.log("beat").read_text()
    for name in ("web", "worker", "beat"):
        assert stack.healthy(name) == 0, name


def ends_in_time(stack):
    """Nothing is under way, so even the worker's long patience is not used."""
    names = ("beat", "worker", "web")
    for name in names:
        code, took, left = stack.end(name)
        assert (name, code, left) == (name, 0, [])
        assert took < PATIENCE, name
    for name in names:
        assert "Traceback" not in stack.log(name).read_text(), name
