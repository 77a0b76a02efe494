"""Real threads on the real database, started together."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment; give each one's result, or what it raised.

    Each thread lives at the test's clock and closes its own connection.
    """
    barrier = Barrier(len(calls), timeout=20)

    def run(call: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()
            barrier.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        found = [
            pool.submit(contextvars.copy_context().run, run, call) for call in calls
        ]
        return [future.result(timeout=60) for future in found]
