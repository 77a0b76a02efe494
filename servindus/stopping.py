"""Ends a worker between two mails: SIGTERM is noted, and counts once the block ends."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether the process has been asked to end."""

    asked = False


@contextmanager
def noted() -> Iterator[Stop]:
    """Note SIGTERM instead of dying of it at once; the block looks, and ends.

    Between a mail's hand-over and its mark nothing else could tell that it has left.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread hears signals.
        yield stop
        return

    def note(number: int, frame: FrameType | None) -> None:
        stop.asked = True

    before = signal.signal(signal.SIGTERM, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
        if stop.asked:
            os.kill(os.getpid(), signal.SIGTERM)
