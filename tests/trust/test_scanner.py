"""A mail scanner opens every link of every letter: no table changes."""

import re
from urllib.parse import urlsplit

import pytest

from programmes import actions
from programmes.enums import MembershipRole
from servindus import letters
from servindus.models import OutboxEmail
from tests.evidence import nothing_written
from tests.trust.crawler import _text

pytestmark = pytest.mark.django_db
# Each kind of letter to somebody who is to follow a link stands in the world.
KINDS = {
    "decision_maker_invited",
    "introduction_sent",
    "introduction_submitted",
    "meeting_booked",
    "member_invited",
}


def addresses_in_letters():
    """Give the kinds of letters that are due, and the paths that they hold."""
    kinds, paths = set(), set()
    for row in OutboxEmail.objects.exclude(state="dropped"):
        message = letters.compose(row)
        if message is None:
            continue
        kinds.add(row.kind)
        for link in re.findall(r"https?://[^\s\"<>]+", _text(message.message())):
            paths.add(urlsplit(link).path or "/")
    return kinds, paths


def test_opening_every_link_of_every_letter_changes_nothing(world, visits):
    actions.invite_member(
        world.where.vibralis, by=world.people["founder"], email="invitee@x.example",
        name="Invité", function="", role=MembershipRole.MEMBER,
    )  # fmt: skip
    kinds, paths = addresses_in_letters()
    assert kinds >= KINDS
    assert {path.split("/")[1] for path in paths} >= {
        "r", "stop", "bienvenue", "invitations", "admin", "mises-en-relation"
    }  # fmt: skip
    scanner = visits.browser("visitor")
    opened = set(paths)
    for path in sorted(paths):
        page = scanner.get(path).content.decode(errors="replace")
        opened |= set(re.findall(r'(?:href|action)="(/[^"#]*)"', page))
    with nothing_written():
        for path in sorted(path for path in opened if not path.startswith("/static/")):
            for _time in range(2):
                assert scanner.get(path).status_code < 500, path
                assert scanner.head(path).status_code < 500, path
