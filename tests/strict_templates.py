"""An undefined variable in one of our own templates fails the test."""

import sys
from pathlib import Path
from types import FrameType

from django.template.base import Node

OURS = Path(__file__).resolve().parent.parent / "templates"


class UndefinedVariableError(Exception):
    """A template of ours names a variable that its view does not give."""


class Undefined(str):
    """What Django shows for an undefined variable: nothing, but never in our pages.

    Django asks for its truth at the very moment of the failure. Other packages'
    templates rely on undefined variables and get the usual empty text.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        node = _node_being_rendered(sys._getframe(1))
        origin = getattr(getattr(node, "origin", None), "name", "")
        if node is not None and OURS in Path(origin).parents:
            token = node.token.contents if node.token else "?"
            line = node.token.lineno if node.token else "?"
            raise UndefinedVariableError(f"{origin}:{line}: {{{{ {token} }}}}")
        return False


def _node_being_rendered(frame: FrameType | None) -> Node | None:
    """Give the template node whose code runs, as the one nearest up the stack."""
    while frame is not None:
        found = frame.f_locals.get("self")
        if isinstance(found, Node):
            return found
        frame = frame.f_back
    return None
