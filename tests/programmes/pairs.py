"""Pairs of organisations for the tests of duplicates, and a merge in one call."""

from programmes.actions import merge_duplicate
from programmes.duplicates.comparing import plan
from programmes.models import Duplicate
from programmes.models.duplicates import pair_of


def pair(one, other, **fields):
    """Put two organisations side by side."""
    fields = {"score": 90, "reasons": ["same_name"], **fields}
    return Duplicate.objects.create(**pair_of(one, other), **fields)


def merge(couple, by, survivor="first", **choices):
    """Merge with the preview of this moment."""
    couple = Duplicate.objects.get(pk=couple.pk)
    seen = plan(couple, survivor, choices).seen
    return merge_duplicate(couple, by=by, survivor=survivor, choices=choices, seen=seen)
