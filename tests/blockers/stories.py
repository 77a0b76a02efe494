"""Cases lived through the acts, up to the status that a test is about."""

from typing import Any

from blockers import actions
from blockers.models import Report, ReportLink
from servindus.actors import LinkHolder
from tests.cast import Cast

ANSWERS: dict[str, Any] = {
    "nature": "text_regulatory",
    "norm_level": "order",
    "path": {"innovative": False, "stuck": True, "abroad": False},
}
CASE = {
    "title": "Réemployer nos bains de rinçage sans nouvelle autorisation",
    "situation": "Nous rinçons des fils de cuivre.",
    "prevented": "Le circuit fermé attend depuis huit mois.",
    "norm_identifier": "LEGIARTI000022959325",
}


def drafted(cast: Cast, **fields: Any) -> Report:
    """The plant's director has written the case of her company."""
    draft = actions.draft_report(
        cast.rouen, by=cast.director, organisation=cast.plant, **ANSWERS
    )
    return actions.edit_report(draft, by=cast.director, **{**CASE, **fields})


def submitted(cast: Cast, **fields: Any) -> Report:
    """The case is with the lab."""
    return actions.submit_report(drafted(cast, **fields), by=cast.director)


def asked(cast: Cast, **fields: Any) -> Report:
    """The lab has a question."""
    return actions.ask_info_report(
        submitted(cast, **fields), by=cast.moderator, text="Quel débit ?"
    )


def declined(cast: Cast, **fields: Any) -> Report:
    """The lab has not kept it."""
    return actions.decline_report(
        submitted(cast, **fields),
        by=cast.moderator,
        code="feasible",
        text="L’article 5 le permet déjà.",
    )


def attached(cast: Cast, **fields: Any) -> Report:
    """The case has opened a blocker of the register."""
    return actions.attach_report(submitted(cast, **fields), by=cast.moderator)


def withdrawn(cast: Cast, **fields: Any) -> Report:
    """The company has taken it back."""
    return actions.withdraw_report(submitted(cast, **fields), by=cast.director)


def by_visitor(cast: Cast, **fields: Any) -> ReportLink:
    """Somebody without an account has written a case, and not proven the address."""
    link = actions.draft_report_by_link(
        cast.rouen,
        email="visiteuse@atelier.example",
        name="Lise Morel",
        company_name="Atelier Morel",
        **ANSWERS,
    )
    holder = LinkHolder(link, link.name)
    actions.edit_report(link.report, by=holder, **{**CASE, **fields})
    link.refresh_from_db()
    return link


STORIES = {
    "draft": drafted,
    "submitted": submitted,
    "needs_info": asked,
    "attached": attached,
    "declined": declined,
    "withdrawn": withdrawn,
}
