"""Who belongs to an exchange: the staff of the labs that meet."""

from benchmarking.models import Exchange
from programmes.models import Lab
from programmes.notifications import staff_of
from servindus.models import User


def people_of(exchange: Exchange) -> list[tuple[User, Lab]]:
    """Give everybody who works for a lab that meets, the host's first, each once."""
    found: dict[int, tuple[User, Lab]] = {}
    for lab in exchange.labs:
        for user in staff_of(lab):
            found.setdefault(user.pk, (user, lab))
    return list(found.values())
