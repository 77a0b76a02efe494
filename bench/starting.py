"""`BENCH=start make bench`: seconds from `make run` to the first answer.

A copy of the checkout starts three times on a free port: the first time makes the
database and fills the demonstration, the others find them. It is a process of its own
with the packages of this environment; nothing of it stays.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
LIMIT = 120.0
STARTS = 3
NOT_OURS = ("SECRET_KEY", "DEMO", "DEBUG", "DATABASE_URL", "REDIS_URL")


def main() -> int:
    """Start a copy again and again and print how long each start took."""
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder) / "lab"
        ignored = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_*")
        shutil.copytree(BASE_DIR, checkout, ignore=ignored)
        (checkout / ".venv").symlink_to(BASE_DIR / ".venv")
        for number in range(1, STARTS + 1):
            print(f"start {number}: {_start(checkout):.1f} s", flush=True)
    return 0


def _start(checkout: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {name: text for name, text in os.environ.items() if name not in NOT_OURS}
    began = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-m", "servindus.local", "run"],
        cwd=checkout,
        env={**kept, "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if run.poll() is not None or time.monotonic() - began > LIMIT:
                raise SystemExit(f"no answer (status {run.returncode})")
            time.sleep(0.05)
        return time.monotonic() - began
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait(30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30):
            return True
    except urllib.error.URLError:
        return False


if __name__ == "__main__":
    sys.exit(main())
