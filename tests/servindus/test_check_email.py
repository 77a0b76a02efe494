"""`check_email`: exit 0 only if the server took the mail, otherwise why not."""

import gc
import smtplib
import socket
import threading
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.management import CommandError, call_command

from tests.postman import Sink, free_port

# smtplib leaves the socket of a failed start to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def check(address="ops@lab.example.org"):
    said = StringIO()
    call_command("check_email", address, stdout=said)
    return said.getvalue()


def refused(words):
    return pytest.raises(CommandError, match=words)


@pytest.fixture(autouse=True)
def _own_name(settings):
    settings.DEFAULT_FROM_EMAIL = "Lab <bonjour@lab.example.org>"
    settings.PUBLIC_URL = "https://lab.example.org"
    settings.EMAIL_TIMEOUT = 2
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield
    gc.collect()  # here, where it is expected, and not in another test


@pytest.fixture
def smtp(settings):
    """Point the settings at a port of this machine."""

    def point(port, **more):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for name, value in more.items():
            setattr(settings, name, value)

    return point


def test_a_mail_is_handed_over(sink):
    said = check()
    assert sink.addresses == ["ops@lab.example.org"]
    mail = sink.message()
    assert mail["From"] == "Lab <bonjour@lab.example.org>"
    assert mail["Subject"] == "ServIndus Lab\u00a0: courriel d’essai"
    assert mail["X-ServIndus-Kind"] == "check_email"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{mail['X-ServIndus-Key']}@lab.example.org>"
    assert mail["Message-ID"] in said.splitlines()[-1]


def test_it_says_where_mails_go_and_which_records_are_needed(sink, settings):
    said = check()
    assert f"server: 127.0.0.1:{sink.port}, no encryption, without a log-in" in said
    assert 'lab.example.org. TXT "v=spf1 a:127.0.0.1 -all"' in said
    assert "<selector>._domainkey.lab.example.org. TXT" in said
    assert '_dmarc.lab.example.org. TXT "v=DMARC1; p=quarantine;' in said
    assert "not verified" in said


def test_without_a_server_nothing_is_pretended(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with refused("EMAIL_URL is missing or names no mail server"):
        check()


@pytest.mark.parametrize("address", ["nobody", "a@b\n.org", "a@b.org\0", ""])
def test_an_address_must_be_one(sink, address):
    with refused("is not an e-mail address"):
        check(address)
    assert sink.addresses == []


def test_the_sender_must_be_an_address(sink, settings):
    settings.DEFAULT_FROM_EMAIL = "Lab"
    with refused("DEFAULT_FROM_EMAIL must be like"):
        check()


def test_nobody_listens(smtp):
    smtp(free_port())
    with refused("Nobody listens there: check host and port"):
        check()


def test_no_answer_in_time(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.2
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        smtp(silent.getsockname()[1])
        with refused("No answer in time: a firewall"):
            check()


def test_a_name_that_nobody_knows(smtp, monkeypatch):
    def unknown(*args, **options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    smtp(25)
    with refused("The server's name is not known: check EMAIL_URL"):
        check()


def test_an_unknown_recipient(sink):
    sink.refusals["ops@lab.example.org"] = "550 5.1.1 No such person"
    with refused("refuses the recipient: 550 5.1.1 No such person"):
        check()


def test_a_refused_mail(sink):
    sink.after_data = ["554 5.7.1 Looks like spam"]
    with refused("refuses the mail: 554 5.7.1 Looks like spam"):
        check()


def test_starttls_that_the_server_does_not_know(sink, settings):
    settings.EMAIL_USE_TLS = True
    with refused("does not know what EMAIL_URL asks for .* STARTTLS"):
        check()


def test_tls_from_the_start_on_a_plain_port(sink, settings):
    settings.EMAIL_USE_SSL = True
    with refused("TLS could not be agreed on: smtp\\+ssl is for port 465"):
        check()


def test_a_wrong_password_is_not_told(smtp):
    def nobody(server, session, envelope, mechanism, data):
        return AuthResult(success=False, handled=False)

    port = free_port()
    controller = Controller(
        Sink(port),
        hostname="127.0.0.1",
        port=port,
        authenticator=nobody,
        auth_require_tls=False,
    )
    controller.start()
    try:
        smtp(port, EMAIL_HOST_USER="lab", EMAIL_HOST_PASSWORD="a-secret-word")
        with refused("refuses the log-in: check user and password") as caught:
            check()
    finally:
        controller.stop()
    assert "as lab" in str(caught.value)
    assert "a-secret-word" not in str(caught.value)


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        (b"554 Go away\r\n", "refuses to talk to this machine: 554 Go away"),
        (b"", "The server hung up: is it SMTP on this port"),
    ],
)
def test_a_server_that_will_not_talk(smtp, greeting, words):
    with socket.socket() as rude:
        rude.bind(("127.0.0.1", 0))
        rude.listen()

        def answer():
            caller, _where = rude.accept()
            with caller:
                caller.sendall(greeting)

        thread = threading.Thread(target=answer)
        thread.start()
        smtp(rude.getsockname()[1])
        with refused(words):
            check()
        thread.join()


def test_a_refused_sender_is_named(sink, monkeypatch):
    def refuse(self, sender, options=()):
        return 553, b"5.7.1 Not your domain"

    monkeypatch.setattr(smtplib.SMTP, "mail", refuse)
    with refused("refuses the sender, DEFAULT_FROM_EMAIL: 553 5.7.1 Not your domain"):
        check()
