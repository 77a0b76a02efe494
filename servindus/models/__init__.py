"""The ground floor's rows: people, journal, outbox, exports, notes."""

from servindus.models.base import Model, Record
from servindus.models.export import Export
from servindus.models.journal import JournalEntry
from servindus.models.note import StaffNote
from servindus.models.occurrence import Occurrence
from servindus.models.outbox import OutboxEmail
from servindus.models.subscriber import Digest, Subscriber
from servindus.models.user import User

__all__ = [
    "Digest",
    "Export",
    "JournalEntry",
    "Model",
    "Occurrence",
    "OutboxEmail",
    "Record",
    "StaffNote",
    "Subscriber",
    "User",
]
