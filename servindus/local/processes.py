"""Child processes that never outlive the one that started them (Linux)."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

BeforeExec = Callable[[], None]


def die_with_parent(how: signal.Signals) -> None:
    """Ask the kernel to signal this process when the thread that started it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def tied(how: signal.Signals, before: BeforeExec | None = None) -> BeforeExec:
    """Give what a child runs before exec: its identity, then its tie to this process.

    The tie comes last because a change of identity clears it.
    """
    parent = os.getpid()

    def prepare() -> None:
        if before is not None:
            before()
        die_with_parent(how)
        if os.getppid() != parent:  # the parent ended before the tie was made
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def spawn(
    arguments: Sequence[str],
    *,
    how: signal.Signals = signal.SIGTERM,
    before: BeforeExec | None = None,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    output: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a tied child in a session of its own: the terminal's Ctrl-C is ours."""
    return subprocess.Popen(
        arguments,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=tied(how, before),  # no thread runs yet
    )


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a child and all that it started, without asking; then collect it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def parent_catches_interrupt() -> bool:
    """Tell whether our parent still handles Ctrl-C; make stops to once it got one."""
    try:
        with open(f"/proc/{os.getppid()}/status") as status:  # noqa: PTH123
            caught = next(line for line in status if line.startswith("SigCgt:"))
    except (OSError, StopIteration):
        return False
    return bool(int(caught.split()[1], 16) & (1 << (signal.SIGINT - 1)))
