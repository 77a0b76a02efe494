"""Where the pages of dossiers are, who opens them, what their forms say."""

from django.urls import reverse

from tests.evidence import nothing_written

QUEUE = reverse("blockers:escalation_list")
PUBLISH = reverse("blockers:publish_escalation")
EVERYBODY = (
    "visitor director assistant founder moderator colleague admin liaison"
    " second_liaison stranger"
)
SIGNATURE = {
    "signed_by": "Jeanne Aubert",
    "signed_role": "Sous-directrice",
    "decided_on": "2026-09-07",
}
REFUSAL = {
    "kind": "explained_refusal",
    "public_text": "Non, l’eau reste soumise à autorisation.",
    "legal_ground": "Article 5",
    "public_interest": "La nappe",
    "alternative": "Un essai",
    **SIGNATURE,
}


def page(row, name, *rest):
    return reverse(f"blockers:{name}", args=[row.public_id, *rest])


def answer_page(row, number=0):
    return page(row, "answer_escalation", row.ask_ids[number])


def reads(client, cast, address):
    """Give the status that each of the cast gets for a GET."""
    found = {}
    for who in EVERYBODY.split():
        if who == "visitor":
            client.logout()
        else:
            client.force_login(getattr(cast, who))
        with nothing_written():
            found[who] = client.get(address).status_code
    return found


def faults(response):
    return {name for name, said in response.context["form"].errors.items() if said}


def shown(client, who, part=""):
    client.force_login(who)
    response = client.get(QUEUE, {"file": part} if part else {})
    assert response.status_code == 200
    return {row.href for row in response.context["rows"]}
