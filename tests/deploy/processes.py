"""Starts the services of docker-compose.yml as plain processes, and ends them."""

import http.client
import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.deploy.conftest import clean_environment
from tests.deploy.files import compose, grace, interpolated

HOST = "lab.example"


class Stack:
    """The compose file's services in one folder, on given servers."""

    def __init__(self, image, folder, servers, port, mail_port):
        self.image, self.folder, self.port = image, folder, port
        self.services = compose()["services"]
        self.started = {}
        secrets = {
            "secret_key": "k" * 60,
            "secret_key_fallbacks": "",
            "database_password": servers.password,
            "email_url": f"smtp://127.0.0.1:{mail_port}",
            "bounce_mailbox_url": "",
            "anymail_webhook_secret": "",
        }
        (folder / "secrets").mkdir()
        (folder / "media").mkdir()
        for name, text in secrets.items():
            (folder / "secrets" / name).write_text(f"{text}\n")
        # What a container's network, mounts and .env would give.
        self.answers = {
            "PUBLIC_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "DEFAULT_FROM_EMAIL": f"Lab <bonjour@{HOST}>",
        }
        self.places = {
            "postgres://servindus@postgres:5432/servindus": servers.url(),
            "redis://redis:6379/0": servers.redis_url,
            "/run/secrets": str(folder / "secrets"),
            "/srv/media": str(folder / "media"),
        }

    def environment(self, name):
        """Give a service's environment as compose gives it, moved to this machine."""
        given = {}
        for key, value in self.services[name]["environment"].items():
            text = interpolated(value, self.answers)
            for there, here in self.places.items():
                text = text.replace(there, here)
            given[key] = text
        given["PORT"] = str(self.port)
        return {**clean_environment(), "PYTHONUNBUFFERED": "1", **given}

    def run(self, name, words=None):
        """Run one command to its end, by default the service's own."""
        return subprocess.run(
            words or self.services[name]["command"],
            cwd=self.image,
            env=self.environment(name),
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, name):
        with self.log(name).open("wb") as log:
            self.started[name] = subprocess.Popen(
                self.services[name]["command"],
                cwd=self.image,
                env=self.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log(self, name):
        return self.folder / f"{name}.log"

    def healthy(self, name):
        """Ask the service's own health check; give its exit code."""
        words = list(self.services[name]["healthcheck"]["test"][1:])
        words = [
            re.sub(r"//(web|127\.0\.0\.1):8000", f"//127.0.0.1:{self.port}", word)
            for word in words
        ]
        return self.run(name, words).returncode

    def end(self, name):
        """Stop a service as an engine does; give (exit code, seconds, leftovers)."""
        process, began = self.started.pop(name), time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(grace(self.services[name]))
        except subprocess.TimeoutExpired:
            code = None
        return code, time.monotonic() - began, inhabitants(process.pid)

    def kill(self):
        """End what a failed test leaves."""
        for process in self.started.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def request(self, method, path, headers=None, body=None):
        """Ask the site as its proxy would; give (status, headers, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            given = {"Host": HOST, **(headers or {})}
            connection.request(method, path, body=body, headers=given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


def inhabitants(session):
    """Give the processes of a session that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((int(entry.name), (entry / "cmdline").read_text()))
    return found


def eventually(ask, *, seconds, wanted):
    """Ask until the answer is the wanted one; give the last answer."""
    limit = time.monotonic() + seconds
    while True:
        try:
            found = ask()
        except (OSError, http.client.HTTPException) as error:
            found = error
        if found == wanted or time.monotonic() > limit:
            return found
        time.sleep(0.2)
