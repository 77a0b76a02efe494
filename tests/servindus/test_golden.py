"""Every mail reads as the text in tests/golden, told by the story that causes it.

`GOLDEN=write make test ARGS=tests/servindus/test_golden.py` writes the texts anew.
"""

import inspect
import os
import re
from collections import defaultdict

import pytest
from babel.messages.pofile import read_po

from servindus import notifications
from tests.mails import (
    cases,
    dossiers,
    facilities,
    following,
    frame,
    indicators,
    introductions,
    jobs,
    labs,
    links,
    meetings,
    pilots,
    plan,
    practices,
    transfers,
    witnesses,
)
from tests.mails.reading import FOLDER, NEXT, composed, pictured, text_of

ROOMS = (
    *(introductions, meetings, cases, dossiers, following, frame, facilities),
    pilots,
    jobs,
    witnesses,
    plan,
    indicators,
    practices,
    transfers,
    links,
    labs,
)
STORIES = [story for room in ROOMS for story in room.STORIES]
# The mails that most people get; the others are read in English by translators.
ENGLISH = (
    "digest",
    "introduction_sent",
    "decision_maker_reminded",
    "introduction_accepted",
    "report_received",
    "escalation_received",
    "liaison_reminded",
    "meeting_booked",
    "membership_requested",
    "account_code",
)
WRITES = os.environ.get("GOLDEN") == "write"


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL, settings.DEMO = "https://lab.example", False
    return monday


def names():
    return {notice.name for notice in notifications.every_notice()}


def texts():
    return sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_each_mail_reads_as_its_golden_text(cast, story):
    """What a story tells twice stands in one file, in the order of the story."""
    found = defaultdict(list)
    for owed in story(cast):
        for kind in owed.split():
            for language in ("fr", "en") if kind in ENGLISH else ("fr",):
                name = f"{kind}.{language}"
                found[name] += composed(kind, language)
                pictured(name, found[name])
    for name, messages in found.items():
        path, text = FOLDER / f"{name}.txt", text_of(messages)
        if WRITES:
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")


def test_every_notice_is_told_by_one_story():
    told = defaultdict(set)
    for story in STORIES:
        for kind in re.findall(r"\w+", " ".join(literals(story))):
            told[kind].add(story.__name__)
    assert names() <= set(told)
    assert {kind: told[kind] for kind in names() if len(told[kind]) > 1} == {}


def literals(story):
    return re.findall(r'"([\w ]+)"', inspect.getsource(story))


def test_every_notice_has_its_text_and_no_text_is_left_over():
    wanted = {f"{name}.fr.txt" for name in names()}
    wanted |= {f"{name}.en.txt" for name in ENGLISH}
    assert {path.name for path in texts()} == wanted


@pytest.mark.parametrize("path", texts(), ids=lambda path: path.name)
def test_a_text_is_set_as_one_reads_it(path):
    """No doubled blank line, no space left over, no mark that sticks to its word."""
    for text in path.read_text(encoding="utf-8").split(NEXT):
        assert "\n\n\n" not in text
        lines = text.splitlines()
        assert [one for one in lines if one != "-- " and one[-1:] == " "] == []
        if ".fr." in path.name:
            # A subject is one of the words; a sender’s line is not.
            words = [one.removeprefix("Subject: ") for one in lines]
            words = [one for one in words if one[:4] not in ("From", "Repl")]
            assert [one for one in words if re.search(r"\w[:;?!»](\s|$)", one)] == []


def test_french_keeps_its_spaces_before_a_mark(settings):
    """A space that breaks would put a lonely colon at the head of a line."""
    path = settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    found = []
    for message in catalogue:
        if any("templates/email/" in place for place, _line in message.locations):
            given = message.string
            found += [given] if isinstance(given, str) else given
    assert found
    assert [one for one in found if re.search(r" [:;?!»]|« ", one)] == []
