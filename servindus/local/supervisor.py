"""Runs programs side by side in the foreground and ends them all together."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from servindus.local.processes import kill_group, spawn

POLL = 0.25
GRACE = 10.0


class Supervisor:
    """The programs of one run; entered as a context, it leaves no process behind."""

    def __init__(self, width: int) -> None:
        self._programs: dict[str, subprocess.Popen[bytes]] = {}
        self._relays: list[threading.Thread] = []
        self._width = width

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_reason: object) -> None:
        self.end()

    def start(
        self, programs: Mapping[str, Sequence[str]], env: Mapping[str, str]
    ) -> None:
        """Start all programs, then relay what they print.

        No thread runs before the last fork: a fork copies locks as they are.
        """
        for name, arguments in programs.items():
            self._programs[name] = spawn(arguments, env=env, output=subprocess.PIPE)
        for name, process in self._programs.items():
            relay = threading.Thread(
                target=_relay, args=(process, f"{name:{self._width}} | "), daemon=True
            )
            relay.start()
            self._relays.append(relay)

    def wait(
        self,
        others: Mapping[str, subprocess.Popen[bytes]],
        interrupted: Callable[[], bool],
    ) -> str | None:
        """Wait for the first of all processes to end and give its name and status.

        None means that our parent was told to end and did not pass it on.
        """
        watched = {**self._programs, **others}
        while not interrupted():
            for name, process in watched.items():
                if process.poll() is not None:
                    return f"{name} ended by itself (status {process.returncode})"
            time.sleep(POLL)
        return None

    def end(self) -> None:
        """Ask all programs to end, then make them, with whatever they started."""
        for process in self._programs.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        limit = time.monotonic() + GRACE
        for process in self._programs.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, limit - time.monotonic()))
        for process in self._programs.values():
            kill_group(process)
        for relay in self._relays:
            relay.join(1.0)


def _relay(process: subprocess.Popen[bytes], prefix: str) -> None:
    """Print a program's lines; a terminal that has gone must not block the program."""
    if process.stdout is None:
        return
    with process.stdout as lines:
        for line in lines:
            with suppress(OSError, ValueError):
                sys.stdout.write(prefix + line.decode(errors="replace"))
                sys.stdout.flush()
