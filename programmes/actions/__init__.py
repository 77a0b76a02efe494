"""Acts of the frame, one module per aggregate."""

from programmes.actions.accounts import (
    close_sessions,
    deactivate_user,
    reactivate_user,
    reset_second_factor,
)
from programmes.actions.duplicates import (
    dismiss_duplicate,
    merge_duplicate,
    merge_organisation,
    reopen_duplicate,
    suggest_duplicate,
    unmerge_duplicate,
    unmerge_organisation,
)
from programmes.actions.exports import allow_export, forbid_export
from programmes.actions.imports import (
    ask_mapping_import_run,
    cancel_import_run,
    confirm_import_run,
    fail_import_run,
    finish_import_run,
    map_import_run,
    preview_import_run,
    receive_import,
    record_import,
)
from programmes.actions.invitations import (
    accept_invitation,
    invite_member,
    resend_invitation,
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
    "ask_mapping_import_run",
    "cancel_import_run",
    "close_sessions",
    "confirm_import_run",
    "confirm_membership",
    "confirm_organisation",
    "deactivate_user",
    "dismiss_duplicate",
    "end_membership",
    "fail_import_run",
    "finish_import_run",
    "forbid_export",
    "invite_member",
    "map_import_run",
    "merge_duplicate",
    "merge_organisation",
    "preview_import_run",
    "reactivate_user",
    "receive_import",
    "record_import",
    "refuse_membership",
    "refuse_organisation",
    "reopen_duplicate",
    "request_membership",
    "resend_invitation",
    "reset_second_factor",
    "suggest_duplicate",
    "unmerge_duplicate",
    "unmerge_organisation",
    "withdraw_invitation",
]
