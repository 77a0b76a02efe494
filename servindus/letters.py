"""Turns a row of the outbox into a mail: text and HTML, headers that never change."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation

from servindus import preferences
from servindus.categories import ACCOUNT, category_named
from servindus.mime import Mail
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Written, notice_named


def compose(
    row: OutboxEmail, about: models.Model | None = None
) -> EmailMultiAlternatives | None:
    """Give the mail of a row as it must read now, or None if it is no longer due.

    `about` is the row that the mail is about, where it has been read already.
    """
    notice = notice_named(row.kind)
    obj = about if about is not None else notice.find(row)
    if obj is None or notice.is_moot(obj, row):
        return None
    with translation.override(row.language):
        sender = notice.sender(obj)
        context = {
            **notice.context(obj, row),
            "recipient_name": row.recipient_name,
            "public_url": settings.PUBLIC_URL,
            "sender": sender,
            **_choices(notice, obj, row),
            "demo": settings.DEMO,
            "language": row.language,
        }
        written = notice.write(context) or write(row.kind, context)
        message = Mail(
            subject=one_line(written.subject),
            body=_text(written.text),
            from_email=_from(sender.name),
            to=[row.recipient],
            reply_to=[sender.reply_to],
            headers=headers(
                row,
                notice.thread(obj, row),
                context["stop_link"] or context["quiet_link"],
            ),
        )
        message.attach_alternative(written.page, "text/html")
        for name, content, kind in notice.attachments(obj, row):
            message.attach(name, content, kind)
    return message


def _choices(notice: Notice, obj: models.Model, row: OutboxEmail) -> dict[str, str]:
    """Give the ways to get less: a notice’s own, its category’s, all choices."""
    category = category_named(notice.category)
    stop = notice.stop_link(obj, row)
    if category is ACCOUNT:
        return {"stop_link": stop, "quiet_link": "", "choices_link": ""}
    reader = preferences.reader_of(row)
    has_account = row.user_id is not None
    return {
        "stop_link": stop,
        "quiet_link": "" if stop else preferences.quiet_link(reader, category),
        "choices_link": preferences.choices_link(reader, has_account=has_account),
    }


def headers(row: OutboxEmail, thread: str, stop_link: str) -> dict[str, str]:
    """Give the headers, the same on every try: keys, thread and one-click stop."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    root = f"<{thread}@{host}>"
    lines = {
        "Message-ID": f"<{row.key}@{host}>",
        "In-Reply-To": root,
        "References": root,
        "Auto-Submitted": "auto-generated",
        "X-ServIndus-Kind": row.kind,
        "X-ServIndus-Key": row.key,
    }
    if stop_link:
        lines["List-Unsubscribe"] = f"<{stop_link}>"
        lines["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return lines


def write(kind: str, context: dict[str, Any]) -> Written:
    """Give what a notice's templates say, the page with its styles on each element."""
    return Written(
        _render(kind, "subject.txt", context),
        _render(kind, "body.txt", context),
        _inliner().inline(_render(kind, "body.html", context)),
    )


def _render(kind: str, part: str, context: dict[str, Any]) -> str:
    return render_to_string(f"email/{kind}_{part}", context)


def one_line(rendered: str) -> str:
    """Give the subject on one line; spaces that do not break stay what they are."""
    return re.sub(r"[^\S\u00a0\u202f]+", " ", rendered).strip()


def _text(rendered: str) -> str:
    """Give the text without the gaps that blocks with nothing to say leave."""
    # The mark above a signature keeps its space: mail programs know it by that.
    lines = (one if one == "-- " else one.rstrip() for one in rendered.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _from(name: str) -> str:
    address = settings.DEFAULT_FROM_EMAIL
    bare = address.rsplit("<", 1)[-1].rstrip(">").strip()
    safe = "".join(c for c in name if c.isprintable() and c not in '"<>\\')
    return f'"{safe}" <{bare}>'


@cache
def _inliner() -> css_inline.CSSInliner:
    # No stylesheet, picture or page is ever fetched to write a mail. What depends on
    # the reader's program, the dark colours, stays in the head.
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
