"""What every act's tests ask: who wrote what in the journal, who is owed which mail."""

from servindus.models import JournalEntry, OutboxEmail


def lines(obj):
    """Give (verb, from, to, person) of a row's journal."""
    return [
        (line.verb, line.source, line.target, line.user and line.user.email)
        for line in JournalEntry.objects.about(obj).select_related("user")
    ]


def owed(*kinds):
    """Give {(kind, address)} of the mails that are owed."""
    rows = OutboxEmail.objects.all()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return set(rows.values_list("kind", "recipient"))
