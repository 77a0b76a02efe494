"""Acts of the frame, one module per aggregate."""

from programmes.actions.exports import allow_export, forbid_export
from programmes.actions.imports import (
    cancel_import_run,
    confirm_import_run,
    fail_import_run,
    finish_import_run,
    preview_import_run,
    receive_import,
    record_import,
)
from programmes.actions.invitations import (
    accept_invitation,
    invite_member,
    withdraw_invitation,
)
from programmes.actions.members import (
    announce_requests,
    appoint_lead,
    confirm_membership,
    confirm_organisation,
    end_membership,
    refuse_membership,
    refuse_organisation,
    request_membership,
)

__all__ = [
    "accept_invitation",
    "allow_export",
    "announce_requests",
    "appoint_lead",
    "cancel_import_run",
    "confirm_import_run",
    "confirm_membership",
    "confirm_organisation",
    "end_membership",
    "fail_import_run",
    "finish_import_run",
    "forbid_export",
    "invite_member",
    "preview_import_run",
    "receive_import",
    "record_import",
    "refuse_membership",
    "refuse_organisation",
    "request_membership",
    "withdraw_invitation",
]
