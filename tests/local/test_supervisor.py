import os
import signal
import subprocess
import sys
import time

import pytest

from servindus.local.processes import parent_catches_interrupt, spawn
from servindus.local.supervisor import Supervisor

PYTHON = [sys.executable, "-u", "-c"]


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(number: int) -> None:
    limit = time.monotonic() + 10
    while alive(number) and time.monotonic() < limit:
        time.sleep(0.02)


def test_lines_carry_the_name_of_their_program(capfd: pytest.CaptureFixture) -> None:
    with Supervisor(width=4) as programs:
        programs.start({"one": [*PYTHON, "print('hello')"]}, env=dict(os.environ))
        end = programs.wait({}, lambda: False)

    assert end == "one ended by itself (status 0)"
    assert "one  | hello\n" in capfd.readouterr().out


def test_the_end_of_one_is_told_and_the_others_are_ended() -> None:
    with Supervisor(width=4) as programs:
        programs.start(
            {
                "short": [*PYTHON, "import sys; sys.exit(3)"],
                "long": [*PYTHON, "import time; time.sleep(60)"],
            },
            env=dict(os.environ),
        )
        assert programs.wait({}, lambda: False) == "short ended by itself (status 3)"
        long = programs._programs["long"]

    assert long.returncode == -signal.SIGTERM


def test_a_database_that_ends_alone_is_told() -> None:
    other = subprocess.Popen([*PYTHON, ""])
    with Supervisor(width=4) as programs:
        programs.start(
            {"web": [*PYTHON, "import time; time.sleep(60)"]}, env=dict(os.environ)
        )
        end = programs.wait({"PostgreSQL": other}, lambda: False)

    assert end == "PostgreSQL ended by itself (status 0)"


def test_what_a_program_started_ends_too(capfd: pytest.CaptureFixture) -> None:
    """A child of a program that ignores the polite signal is killed with its group."""
    program = (
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
        "child = subprocess.Popen([sys.executable, '-c', "
        "'import signal, time; signal.signal(15, signal.SIG_IGN); "
        'print("deaf", flush=True); time.sleep(60)\'])\n'
        "print('child', child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with Supervisor(width=4) as programs:
        programs.start({"web": [*PYTHON, program]}, env=dict(os.environ))
        out = ""
        limit = time.monotonic() + 10
        while not ("deaf" in out and "child" in out) and time.monotonic() < limit:
            out += capfd.readouterr().out
            time.sleep(0.02)
    child = int(out.split("child ")[1].split()[0])

    wait_until_gone(child)
    assert not alive(child)


def test_a_told_parent_ends_the_wait() -> None:
    with Supervisor(width=4) as programs:
        programs.start(
            {"web": [*PYTHON, "import time; time.sleep(60)"]}, env=dict(os.environ)
        )
        assert programs.wait({}, lambda: True) is None


def test_a_child_ends_with_its_parent() -> None:
    program = (
        "import sys, time\n"
        "from servindus.local.processes import spawn\n"
        "child = spawn([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([*PYTHON, program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()

    wait_until_gone(child)
    assert not alive(child)


@pytest.mark.parametrize(
    ("handler", "expected"),
    [("signal.default_int_handler", True), ("signal.SIG_DFL", False)],
)
def test_a_parent_that_stopped_listening_to_ctrl_c_is_seen(
    handler: str, expected: bool
) -> None:
    program = (
        "import signal, subprocess, sys\n"
        f"signal.signal(signal.SIGINT, {handler})\n"
        "subprocess.run([sys.executable, '-c', 'from servindus.local.processes import"
        " parent_catches_interrupt as p; print(p())'])\n"
    )
    done = subprocess.run(
        [*PYTHON, program], capture_output=True, text=True, check=True
    )

    assert done.stdout == f"{expected}\n"
    assert isinstance(parent_catches_interrupt(), bool)


def test_a_spawned_program_is_out_of_reach_of_the_terminal() -> None:
    process = spawn(
        [*PYTHON, "import os; print(os.getsid(0) == os.getpid())"],
        output=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.read() == b"True\n"
    process.wait()
