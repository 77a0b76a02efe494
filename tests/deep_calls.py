"""Room for deep calls: a page is some hundred calls deep, and Python 3.11 pays for it.

It keeps its frames in pieces of 16 KB, taken from the kernel and given back as calls
cross from one to the next: a loop that calls across the edge of a piece does so each
time round, 150,000 times in a test of pages. A function that says it needs half a
megabyte gets a piece of a whole one, and what it calls fits into the rest.
"""

from collections.abc import Callable
from typing import Any

# In words of eight bytes; just over half of what is then taken.
WORDS = 66_000


def _call(called: Callable[..., Any], *arguments: Any) -> Any:
    return called(*arguments)


_call.__code__ = _call.__code__.replace(co_stacksize=WORDS)
with_room = _call
