"""Facilities of startups and the requests of plants to use them."""

from typing import Any

from bench import bulk
from bench.bulk import FIRST_ID
from programmes.models import AccessRequest, Commune, Facility

TABLES = (Facility, AccessRequest)
# One facility for so many companies.
COMPANIES = 10
# Of fifty requests: the last number of each status.
STATUSES = (
    ("used", 35), ("accepted", 40), ("declined", 45), ("cancelled", 47),
    ("requested", 50),
)  # fmt: skip
STATUS = (
    "CASE "
    + " ".join(f"WHEN r.i % 50 < {last} THEN '{name}'" for name, last in STATUSES)
    + " END"
)


def fill(seeder: Any) -> None:
    """A facility for each ten companies, and a request for each of them."""
    count = max(seeder.scale // COMPANIES, seeder.startups)
    _facilities(seeder, count)
    _requests(seeder, count)


def _facilities(seeder: Any, count: int) -> None:
    communes = list(Commune.objects.order_by("pk").values_list("pk", flat=True))
    kinds = ["workshop", "bench", "remote", "data_team"]
    seeder.insert(
        Facility,
        count,
        {
            "owner": f"{FIRST_ID} + r.i % {seeder.startups}",
            "lab": "r.lab",
            "kind": f"(ARRAY{kinds})[1 + r.i % {len(kinds)}]",
            "name": "'Banc de ' || r.trade || ' ' || r.i",
            "summary": "'Essayer une pièce sur une machine instrumentée.'",
            "description": "r.trade || ' ' || r.proper || ', seize voies de mesure.'",
            "price_kind": "'quote'",
            "commune": f"(ARRAY{communes})[1 + r.i % {len(communes)}]",
            "status": "CASE WHEN r.i % 20 = 19 THEN 'closed' ELSE 'open' END",
            "created_at": seeder.ago("r.i % 400"),
        },
    )


def _requests(seeder: Any, count: int) -> None:
    asked = "(current_date - r.i % 400)"
    dated = f"{STATUS} IN ('used', 'accepted')"
    first = f"CASE WHEN {dated} THEN {asked} + 10 END"
    plant = f"r.i % {seeder.plants}"
    source = f"{seeder.rows(seeder.scale)} AS r, servindus_user AS u"
    bulk.insert(
        AccessRequest,
        f"{source} WHERE u.id = (SELECT min(id) FROM servindus_user)",
        {
            "id": "r.id",
            # Each plant asks for another one each time.
            "facility": f"{FIRST_ID} + (r.i / {seeder.plants} + {plant}) % {count}",
            "organisation": f"{FIRST_ID} + {seeder.startups} + {plant}",
            "requested_by": "u.id",
            "status": STATUS,
            "purpose": "'Essayer deux formes avant de commander le moule.'",
            "people": "2",
            "wanted_from": f"{asked} + 7",
            "wanted_until": f"{asked} + 8",
            "answer_by": f"{asked} + 7",
            "starts_on": first,
            "ends_on": first,
            "used_on": f"CASE WHEN {STATUS} = 'used' THEN {asked} + 10 END",
            "answer": f"CASE WHEN {STATUS} = 'declined' THEN 'Complet.' ELSE '' END",
            "decline_code": f"CASE WHEN {STATUS} = 'declined' THEN 'full' ELSE '' END",
            "cancel_reason": f"CASE WHEN {STATUS} = 'cancelled' THEN 'Réparée.'"
            " ELSE '' END",
            "created_at": seeder.ago("r.i % 400"),
        },
        seeder.now,
    )
