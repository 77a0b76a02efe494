"""Reports as mail servers write them: RFC 3464 failures, RFC 5965 complaints."""

from servindus.models import OutboxEmail

HEADERS = """From: "Rouen Normandy Invest" <bonjour@servindus.example>
To: {recipient}
Subject: =?utf-8?q?Une_startup_aimerait_vous_rencontrer?=
Message-ID: {message_id}
"""
FAILURE = """Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: bonjour@servindus.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind};
\tboundary="4FXYZ.1700000000/mx.example"

This is a MIME-encapsulated message.

--4FXYZ.1700000000/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--4FXYZ.1700000000/mx.example
Content-Description: Delivery report
Content-Type: {status_type}

{fields}
--4FXYZ.1700000000/mx.example
Content-Description: Undelivered Message Headers
Content-Type: {returned_type}

{returned}
--4FXYZ.1700000000/mx.example--
"""
STATUS = """Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4FXYZ
Arrival-Date: Mon,  7 Sep 2026 10:00:00 +0200 (CEST)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.usine.example
Diagnostic-Code: smtp; 550 5.1.1 User unknown
"""
ABUSE = """Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: {recipient}
"""


def name_of(row: OutboxEmail) -> str:
    """Give the Message-ID that the postman writes."""
    return f"<{row.key}@127.0.0.1>"


def failure(
    row: OutboxEmail,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    recipient: str = "",
    message_id: str = "",
    status_type: str = "message/delivery-status",
    returned_type: str = "text/rfc822-headers",
) -> bytes:
    """Give the report that a mail could not be delivered."""
    to = recipient or row.recipient
    fields = STATUS.format(recipient=to, action=action, status=status)
    return _report("delivery-status", row, to, message_id, status_type, fields,
                   returned_type)  # fmt: skip


def complaint(
    row: OutboxEmail, *, kind: str = "abuse", recipient: str = "", message_id: str = ""
) -> bytes:
    """Give the report that somebody has called a mail spam."""
    to = recipient or row.recipient
    fields = ABUSE.format(kind=kind, recipient=to)
    return _report("feedback-report", row, to, message_id, "message/feedback-report",
                   fields, "message/rfc822")  # fmt: skip


def _report(kind, row, to, message_id, status_type, fields, returned_type):
    returned = HEADERS.format(recipient=to, message_id=message_id or name_of(row))
    if returned_type == "message/rfc822":
        returned += "\nBonjour,\n"
    return FAILURE.format(
        kind=kind,
        status_type=status_type,
        fields=fields,
        returned_type=returned_type,
        returned=returned,
    ).encode()
