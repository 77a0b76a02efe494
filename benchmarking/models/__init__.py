"""The rows of good practices and comparison, one module per aggregate."""

from benchmarking.models.denominators import Denominator

__all__ = ["Denominator"]
