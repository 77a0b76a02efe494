"""What introductions tell of a witness company, to whoever may see them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from matchmaking.models import Introduction
from programmes.models import WitnessEngagement
from programmes.witnesses.story import Told
from servindus.models import User
from servindus.templatetags.servindus import capital
from servindus.ui import Person


def told(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Give the requests that have reached its managers, with where they stand."""
    rows = Introduction.objects.visible_to(user).filter(
        decision_maker__organisation=engagement.organisation_id, sent_at__isnull=False
    )
    for row in rows.select_related("startup", "lab"):
        assert row.sent_at is not None
        yield Told(
            "mises-en-relation",
            row.sent_at,
            _("Introduction with %(name)s") % {"name": row.startup.name},
            Person(row.startup.name, "", row.startup.shape),
            capital(row.get_status_display()),
            href=row.get_absolute_url(),
        )
