"""Sends one mail for `check_email`, and says in plain words why it did not leave."""

import smtplib
import socket
import ssl
import uuid
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _

KIND = "check_email"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class NotHandedOver(Exception):
    """The mail did not leave; the message says why and what to look at."""


def server() -> str:
    """Give where mails go, without the password."""
    if settings.EMAIL_BACKEND != SMTP:
        raise NotHandedOver(
            "EMAIL_URL is missing or names no mail server: mails stay in the outbox."
            " It must be like smtp+tls://user:password@host:587"
        )
    kind = "no encryption"
    if settings.EMAIL_USE_TLS:
        kind = "STARTTLS"
    elif settings.EMAIL_USE_SSL:
        kind = "TLS from the start"
    user = settings.EMAIL_HOST_USER
    who = f"as {user}" if user else "without a log-in"
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT or 25}, {kind}, {who}"


def sender_domain() -> str:
    """Give the domain that mails come from."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotHandedOver(
            f"DEFAULT_FROM_EMAIL must be like 'Lab <bonjour@lab.example>', not"
            f" {settings.DEFAULT_FROM_EMAIL!r}"
        ) from error
    return address.rpartition("@")[2]


def records(domain: str) -> list[tuple[str, str, str]]:
    """Give the DNS records that the domain needs: (purpose, name, value)."""
    return [
        (
            "SPF",
            f"{domain}. TXT",
            f'"v=spf1 a:{settings.EMAIL_HOST} -all", or the include: of your provider',
        ),
        (
            "DKIM",
            f"<selector>._domainkey.{domain}. TXT",
            '"v=DKIM1; k=rsa; p=<key>": selector and key are given by the mail server',
        ),
        (
            "DMARC",
            f"_dmarc.{domain}. TXT",
            f'"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"',
        ),
    ]


def send(address: str) -> str:
    """Hand one mail over and give its Message-ID; raise NotHandedOver."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotHandedOver(f"{address!r} is not an e-mail address") from error
    where = server()
    sender_domain()
    message = _message(address)
    try:
        connection = get_connection(fail_silently=False)
        handed = connection.send_messages([message])
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotHandedOver(f"{_reason(error)} ({where})") from error
    if handed != 1:
        raise NotHandedOver(f"The server took no mail ({where})")
    return str(message.extra_headers["Message-ID"])


def _message(address: str) -> EmailMessage:
    key = f"{KIND}-{uuid.uuid4()}"
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return EmailMessage(
        subject=_("ServIndus Lab: test mail"),
        body=_(
            "This mail was sent by the command check_email of %(site)s. If you can read"
            " it, mails leave. Look at its headers: SPF, DKIM and DMARC should say"
            " “pass”."
        )
        % {"site": settings.PUBLIC_URL}
        + "\n",
        to=[address],
        headers={
            "Message-ID": f"<{key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-ServIndus-Kind": KIND,
            "X-ServIndus-Key": key,
        },
    )


def _reason(error: Exception) -> str:
    """Give the words for what went wrong, the most particular first."""
    if isinstance(error.__context__, TimeoutError):
        error = error.__context__  # smtplib makes a server that hung up of it
    for kinds, words in _WORDS:
        if isinstance(error, kinds):
            return words.format(error=_said(error))
    return f"Not handed over: {type(error).__name__}: {error}"


_WORDS: list[tuple[tuple[type[Exception], ...], str]] = [
    (
        (smtplib.SMTPAuthenticationError,),
        (
            "The server refuses the log-in: check user and password, percent-encoded,"
            " in EMAIL_URL: {error}"
        ),
    ),
    (
        (smtplib.SMTPNotSupportedError,),
        (
            "The server does not know what EMAIL_URL asks for (STARTTLS with smtp+tls,"
            " a log-in with user and password): {error}"
        ),
    ),
    (
        (smtplib.SMTPRecipientsRefused,),
        "The server refuses the recipient: {error}",
    ),
    (
        (smtplib.SMTPSenderRefused,),
        "The server refuses the sender, DEFAULT_FROM_EMAIL: {error}",
    ),
    ((smtplib.SMTPDataError,), "The server refuses the mail: {error}"),
    (
        (smtplib.SMTPConnectError, smtplib.SMTPHeloError),
        "The server refuses to talk to this machine: {error}",
    ),
    (
        (smtplib.SMTPServerDisconnected,),
        (
            "The server hung up: is it SMTP on this port? smtp+ssl is for port 465,"
            " smtp+tls for 587: {error}"
        ),
    ),
    (
        (ssl.SSLCertVerificationError,),
        "The server's certificate is not to be trusted under this name: {error}",
    ),
    (
        (ssl.SSLError,),
        (
            "TLS could not be agreed on: smtp+ssl is for port 465, smtp+tls for 587:"
            " {error}"
        ),
    ),
    ((socket.gaierror,), "The server's name is not known: check EMAIL_URL: {error}"),
    (
        (ConnectionRefusedError,),
        "Nobody listens there: check host and port in EMAIL_URL: {error}",
    ),
    (
        (TimeoutError,),
        "No answer in time: a firewall, or the wrong port in EMAIL_URL: {error}",
    ),
    ((OSError,), "The network says no: {error}"),
    ((ValueError,), "The mail cannot be written: {error}"),
]


def _said(error: Exception) -> str:
    """Give what the server said, as text."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"{code} {_text(text)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error)


def _text(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())
