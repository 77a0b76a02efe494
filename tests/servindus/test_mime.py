"""A mail's bytes are those that Django makes, made with less work."""

import re
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives

from servindus.mime import Mail

ROWS = "\n".join(f"<tr><td>Ligne {number}, l’été</td></tr>" for number in range(30))


def made(kind, *, subject="Deux choses", html=ROWS, files=(), **headers):
    mail = kind(
        subject,
        "Bonjour,\n.\nÀ bientôt\n",
        '"Métropole Rouen" <ne-pas-repondre@lab.example>',
        ["ada@lab.example"],
        reply_to=["rouen@lab.example"],
        headers={"Date": "Mon, 30 Nov 2026 08:00:00 +0100", "Message-ID": "<1@x>"}
        | headers,
    )
    mail.attach_alternative(html, "text/html")
    for file in files:
        mail.attach(*file)
    return mail.message().as_bytes(linesep="\r\n")


def without_boundaries(content):
    return re.sub(rb"=+_?[0-9a-f]{19,}(?:==)?", b"BOUNDARY", content)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"subject": "Deux choses vous attendent, et une troisième arrivera plus tard"},
        {"subject": "x" * 69},
        {"subject": "x" * 70},
        {"subject": "two words " * 20},
        {"X-Link": f"<https://lab.example/{'a' * 200}/>"},
        {"X-Link": f"<https://lab.example/{'a' * 41}/>"},
        {"X-Link": f"<https://lab.example/{'a' * 50}/>"},
        {"X-Link": f"<https://lab.example/{'a' * 60},{'b' * 60}/>"},
        {"X-Link": f"<https://lab.example/{'a' * 60};{'b' * 60}/>"},
        {"X-Short": " kept as it is "},
        {"X-Tab": "one\ttwo"},
        {"X-Empty": ""},
        {"html": "é" * 2000},
        {"files": [("x.ics", b"BEGIN:VCALENDAR", "text/calendar")]},
    ],
)
def test_the_bytes_are_djangos(values):
    ours, theirs = made(Mail, **values), made(EmailMultiAlternatives, **values)
    assert without_boundaries(ours) == without_boundaries(theirs)
    assert without_boundaries(ours) != ours


def test_each_mail_has_boundaries_of_its_own():
    files = [("x.ics", b"BEGIN:VCALENDAR", "text/calendar")]
    found = {
        part.get_boundary()
        for _mail in range(2)
        for part in message_from_bytes(made(Mail, files=files)).walk()
        if part.is_multipart()
    }
    assert len(found) == 4


def test_it_is_read_as_it_was_written():
    read = message_from_bytes(made(Mail), policy=policy.default)
    assert read["From"].addresses[0].display_name == "Métropole Rouen"
    text, html = (part.get_content() for part in read.iter_parts())
    assert text.replace("\r\n", "\n") == "Bonjour,\n.\nÀ bientôt\n"
    assert html.replace("\r\n", "\n").strip() == ROWS
