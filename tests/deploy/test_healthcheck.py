"""The containers' own probe: exit 0 only if all is as asked."""

import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.deploy.files import ROOT
from tests.postman import free_port

SCRIPT = ROOT / "deploy" / "healthcheck.py"


@contextmanager
def site(status, body):
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def probe(*arguments, url="https://lab.example"):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={"PUBLIC_URL": url} if url else {},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr.strip()


def test_it_asks_under_the_sites_own_name():
    with site(200, b"ok\n") as (address, asked):
        assert probe(f"{address}/healthz") == (0, "")
        assert probe(f"{address}/healthz", url="") == (0, "")
    assert asked == [
        ("/healthz", "lab.example"),
        ("/healthz", address.removeprefix("http://")),
    ]


@pytest.mark.parametrize(
    ("state", "flags", "code", "said"),
    [
        ({"beat": True, "worker": True}, ["beat", "worker"], 0, ""),
        ({"beat": True, "worker": False}, ["beat"], 0, ""),
        ({"beat": True, "worker": False}, ["worker"], 1, "not well: worker"),
        ({"ready": True}, ["beat"], 1, "not well: beat"),
    ],
)
def test_flags_must_be_true(state, flags, code, said):
    with site(200, json.dumps(state).encode()) as (address, _asked):
        found, words = probe(f"{address}/readyz", *flags)
    assert found == code
    assert words.endswith(said)


def test_another_answer_is_a_failure():
    with site(503, b'{"ready": false}') as (address, _asked):
        code, said = probe(f"{address}/readyz")
    assert code == 1
    assert "503" in said


def test_nobody_there_is_a_failure():
    code, said = probe(f"http://127.0.0.1:{free_port()}/healthz")
    assert code == 1
    assert "refused" in said
