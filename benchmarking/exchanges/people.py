"""Who belongs to an exchange: the staff of the labs that meet."""

from benchmarking.models import Exchange
from programmes.models import Lab
from programmes.notifications import staff_of
from servindus.models import User


def asked_of(exchange: Exchange) -> list[tuple[User, Lab]]:
    """Give of whom it is said whether they came: those who have left since, too."""
    found = {user.pk: (user, lab) for user, lab in people_of(exchange)}
    rows = exchange.attendances.select_related("person", "lab").order_by("pk")
    for one in rows:
        found.setdefault(one.person_id, (one.person, one.lab))
    return list(found.values())


def people_of(exchange: Exchange) -> list[tuple[User, Lab]]:
    """Give everybody who works for a lab that meets, the host's first, each once."""
    found: dict[int, tuple[User, Lab]] = {}
    for lab in exchange.labs:
        for user in staff_of(lab):
            found.setdefault(user.pk, (user, lab))
    return list(found.values())
