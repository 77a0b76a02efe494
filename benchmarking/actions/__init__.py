"""Acts of the room, one module per aggregate."""

from benchmarking.actions.denominators import correct_denominator, freeze_denominator

__all__ = ["correct_denominator", "freeze_denominator"]
