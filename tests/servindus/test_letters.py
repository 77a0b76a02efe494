"""Mails as they leave: text and HTML, nothing remote, nothing injected."""

import re
from datetime import timedelta
from email.utils import parseaddr
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from servindus import clock, letters, notifications, outbox
from servindus.models import OutboxEmail
from tests.cast import MONDAY, holder
from tests.matchmaking.stories import accepted, declined, redirected, sent, submitted


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


def composed(kind):
    """Give the mail of the latest row of a kind, composed when it is due."""
    row = OutboxEmail.objects.filter(kind=kind).latest("pk")
    with clock.at(max(row.not_before, clock.now())):
        message = letters.compose(row)
    assert message is not None, f"{kind} is moot"
    return message


def html_of(message):
    [part] = message.alternatives
    assert part.mimetype == "text/html"
    return part.content


class References(HTMLParser):
    """Collects everything in a page that points somewhere."""

    def __init__(self, html):
        super().__init__()
        self.links, self.fetched = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "link", "iframe", "object", "img", "form"), tag
        for name, value in attrs:
            if name == "href":
                self.links.append(value)
            elif name in ("src", "background", "srcset", "action") or (
                name == "style" and "url(" in value
            ):
                self.fetched.append(value)
            assert not name.startswith("on"), name


STORIES = {
    "introduction_submitted": submitted,
    "introduction_sent": sent,
    "introduction_approved": sent,
    "answer_received": accepted,
    "introduction_accepted": accepted,
    "introduction_declined": declined,
    "introduction_redirected": redirected,
}


@pytest.mark.parametrize("kind", STORIES)
def test_a_mail_has_text_and_html_and_fetches_nothing(cast, settings, kind):
    settings.PUBLIC_URL = "https://lab.example"
    STORIES[kind](cast)

    message = composed(kind)

    found = References(html_of(message))
    assert found.fetched == []
    assert found.links, "a mail leads somewhere"
    for link in found.links:
        assert urlsplit(link).hostname == "lab.example", link
    style = re.sub(r"https://lab\.example\S*", "", html_of(message))
    assert "http" not in style
    assert "@import" not in style
    assert "var(--" not in style
    for link in re.findall(r"https?://\S+", message.body):
        assert urlsplit(link).hostname == "lab.example", link
    assert "<" not in message.body.replace("<html", "")
    assert "&" not in re.sub(r"https?://\S+", "", message.body)


def test_both_forms_say_the_same(cast):
    introduction = sent(cast)
    message = composed("introduction_sent")
    for words in (introduction.subject, introduction.why_you, "Vibralis"):
        assert words in message.body
        assert words in html_of(message)
    link = holder(introduction).link.url()
    assert link in message.body
    assert link in html_of(message)


def test_a_mail_speaks_the_readers_language(cast):
    cast.manager.language = "en"
    cast.manager.save()
    sent(cast)
    message = composed("introduction_sent")
    assert message.subject.startswith("Vibralis would like to meet you")
    assert "Read and answer" in message.body


def test_the_headers_say_what_it_is_and_never_change(cast, settings):
    settings.PUBLIC_URL = "https://lab.example"
    introduction = sent(cast)
    row = OutboxEmail.objects.get(kind="introduction_sent")
    headers = composed("introduction_sent").extra_headers

    assert headers["Message-ID"] == f"<introduction_sent-{row.public_id}@lab.example>"
    assert headers["X-ServIndus-Kind"] == "introduction_sent"
    assert headers["X-ServIndus-Key"] == f"introduction_sent-{row.public_id}"
    assert headers["Auto-Submitted"] == "auto-generated"
    thread = f"<matchmaking.introduction-{introduction.pk}@lab.example>"
    assert headers["In-Reply-To"] == headers["References"] == thread
    with clock.at(MONDAY + timedelta(hours=3)):
        assert composed("introduction_sent").extra_headers == headers


def test_a_request_can_be_stopped_from_the_mail_program(cast, settings):
    settings.PUBLIC_URL = "https://lab.example"
    token = holder(sent(cast)).link.token()
    headers = composed("introduction_sent").extra_headers
    assert headers["List-Unsubscribe"] == f"<https://lab.example/stop/{token}/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_startups_mail_has_no_such_link(cast):
    sent(cast)
    assert "List-Unsubscribe" not in composed("introduction_approved").extra_headers


def test_the_lab_sends_and_gets_the_replies(cast, settings):
    sent(cast)
    message = composed("introduction_sent")
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    assert message.from_email == f'"Rouen Normandy Invest" <{address}>'
    assert message.reply_to == ["rouen@servindus.example"]
    assert message.to == ["manager@usine.example"]


HOSTILE = [
    "Vibralis\r\nBcc: victime@example.org",
    'Vibralis" <pirate@example.org>, "',
    "Vibralis\u2028\x0b\x85Bcc: victime@example.org",
    "<script>alert(1)</script> & Cie",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_injects_no_header_and_no_tag(cast, sink, name):
    cast.startup.name = cast.rouen.operator.name = name
    cast.startup.save()
    cast.rouen.operator.save()
    sent(cast)

    assert outbox.send_due()["retry"] == 0

    number = sink.addresses.index("manager@usine.example")
    message = sink.message(number)
    assert message["Bcc"] is None
    assert [a.addr_spec for a in message["To"].addresses] == ["manager@usine.example"]
    [sender] = message["From"].addresses
    assert sender.addr_spec == "bonjour@servindus.example"
    assert "\n" not in message["Subject"]
    html = message.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "victime@example.org" not in sink.addresses


def test_the_text_is_not_escaped_and_the_html_is(cast):
    cast.startup.name = "L’Atelier & Cie <R&D>"
    cast.startup.save()
    sent(cast)
    message = composed("introduction_sent")
    assert "L’Atelier & Cie <R&D>" in message.body
    assert "L’Atelier &amp; Cie &lt;R&amp;D&gt;" in html_of(message)
    assert "L’Atelier & Cie <R&D>" in message.subject


def test_links_come_from_the_settings_and_survive_a_change_of_key(cast, settings):
    introduction = sent(cast)
    link = holder(introduction).link
    old, old_key = link.token(), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    settings.SECRET_KEY_FALLBACKS = [old_key]
    find = type(link).objects.for_token
    assert find(old, "answer") == link
    assert find(link.token(), "answer") == link
    settings.SECRET_KEY_FALLBACKS = []
    assert find(old, "answer") is None


def test_every_notice_has_its_three_templates(settings):
    folder = settings.BASE_DIR / "templates" / "email"
    names = {notice.name for notice in notifications.every_notice()}
    assert names
    for name in names:
        for part in ("subject.txt", "body.txt", "body.html"):
            assert (folder / f"{name}_{part}").exists(), f"{name}_{part}"


def test_two_notices_of_one_name_are_refused():
    first = notifications.every_notice()[0]
    with pytest.raises(ValueError, match=first.name):
        notifications.register(type(first))


def test_the_real_server_gets_text_and_html_in_one_mail(cast, sink):
    sent(cast)
    outbox.send_due()
    message = sink.message(sink.addresses.index("manager@usine.example"))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert message["X-ServIndus-Kind"] == "introduction_sent"
