"""What a mail says, as a text that is the same on every run."""

import os
import re
from pathlib import Path

from django.core.mail import EmailMultiAlternatives

from servindus import clock, letters
from servindus.models import OutboxEmail, Subscriber

FOLDER = Path(__file__).resolve().parent.parent / "golden"
# Between the letters that one act sends to different readers.
NEXT = "\n" + "=" * 72 + "\n\n"
# What changes from run to run: keys and numbers in addresses, codes, references.
CHANGING = (
    (re.compile(r"(?<=/)(?:\d+|[\w:-]{20,})(?=/)"), "…"),
    (re.compile(r"(?<=[A-Z]-)\d{4}(?:-\d+)?\b"), "…"),
    (re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE), "XXXX-XXXX"),
)


def said(message: EmailMultiAlternatives) -> str:
    """Give subject, sender and text, with a mark for what changes."""
    head = {
        "Subject": message.subject,
        "From": message.from_email,
        "Reply-To": ", ".join(message.reply_to),
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    text = "\n".join([*lines, "", str(message.body)])
    for pattern, mark in CHANGING:
        text = pattern.sub(mark, text)
    return text


def composed(kind: str, language: str) -> list[EmailMultiAlternatives]:
    """Give what the last act has owed of a kind, each mail as it reads when due."""
    last = OutboxEmail.objects.filter(kind=kind).latest("pk")
    found = []
    for row in OutboxEmail.objects.filter(kind=kind, cause=last.cause).order_by("pk"):
        row.language = language
        # A digest asks the address for its language.
        Subscriber.objects.filter(email=row.recipient).update(language=language)
        with clock.at(max(row.not_before, clock.now())):
            message = letters.compose(row)
        if message is not None:
            found.append(message)
    assert found, f"{kind} is moot"
    return found


def text_of(messages: list[EmailMultiAlternatives]) -> str:
    """Give all letters of an act, what two readers read alike only once."""
    return NEXT.join(dict.fromkeys(said(one) for one in messages))


def pictured(name: str, messages: list[EmailMultiAlternatives]) -> None:
    """Keep the pages in the folder that SCREENSHOTS names, if any."""
    folder = os.environ.get("SCREENSHOTS", "")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    different = {said(one): one for one in messages}.values()
    for number, message in enumerate(different, start=1):
        page = str(message.alternatives[0][0])
        (Path(folder) / f"{name}.{number}.html").write_text(page, encoding="utf-8")
