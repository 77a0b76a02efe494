"""Pages of the frame: the doors, one's account, one's organisation."""

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, SignupView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from programmes import actions, demo, exports, lookup_forms
from programmes.accounts import passkey_address
from programmes.cards import acts_on, member_cards, person_of
from programmes.forms import (
    AcceptInvitationForm,
    InviteMemberForm,
    MyAccountForm,
    ReasonForm,
    RequestMembershipForm,
)
from programmes.models import Invitation, Membership, Organisation
from servindus import clock
from servindus.actors import LinkHolder
from servindus.demo import waiting_lines
from servindus.exports.pages import exporter
from servindus.models import User
from servindus.ui import Act, Crumb
from servindus.views import Page, perform
from servindus.workflow import ActRefused, available_actions, write_journal

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _reader(request: HttpRequest) -> User:
    """Give whoever reads; the middleware lets only people with an account here."""
    assert isinstance(request.user, User)
    return request.user


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """Allauth's log-in page, with the cast beside it in the demo mode."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people whom one click lets in."""
        return {
            **super().get_context_data(**kwargs),
            "demo_cast": demo_cast(),
            "passkey_address": passkey_address(),
        }


@method_decorator(login_not_required, name="dispatch")
class SignUpView(SignupView):
    """Allauth's sign-up page, where a startup can be looked up by its number."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Fill the form in when "Look up" was pressed; else open the account."""
        if lookup_forms.asks(request):
            form = lookup_forms.startup_form(request, self.get_form_class())
            context = self.get_context_data(form=form)
            response: HttpResponse = self.render_to_response(context)
            # It may hold a password that was just typed.
            response.headers["Cache-Control"] = "no-store, private"
            return response
        return super().post(request, *args, **kwargs)


def demo_cast() -> list[dict[str, Any]]:
    """Give the demonstration's people for the log-in page; none outside the demo."""
    if not settings.DEMO:
        return []
    people = {user.email: user for user in User.objects.filter(email__in=demo.EMAILS)}
    return [
        _entrance(people[role.email], role)
        for role in demo.CAST
        if role.email in people
    ]


def _entrance(user: User, role: demo.Role) -> dict[str, Any]:
    person = person_of(user)
    waits = [text for line in waiting_lines if (text := line(user))]
    return {
        "name": person.name,
        "role": f"{role.function}, {person.role}",
        "waits": ", ".join(waits),
        "shape": person.shape,
        "letters": person.letters,
        "email": user.email,
    }


@login_not_required
@require_POST
def enter_demo(request: HttpRequest) -> HttpResponseBase:
    """Sign a person of the cast in by one click; there is no such door elsewhere."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(
        User.objects.filter(email__in=demo.EMAILS, is_active=True),
        email=request.POST.get("email", ""),
    )
    return perform_login(request, user, email_verification="none")


@get_or_post
def my_account(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, phone and language."""
    user = User.objects.get(pk=_reader(request).pk)
    form = MyAccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if form.changed_data:
                details = {"fields": form.changed_data}
                write_journal(
                    "change_user", user, by=user, now=clock.now(), details=details
                )
        messages.success(request, _("Your account is up to date."))
        response = redirect("programmes:my_account")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        return response
    own = user.memberships.exclude(status="ended").select_related("organisation")
    return render(
        request,
        "programmes/my_account.html",
        {
            "form": form,
            "memberships": own.order_by("pk"),
            "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("My account"))],
        },
    )


@get_or_post
def request_membership(request: HttpRequest) -> HttpResponse:
    """Let somebody who has an account ask to join a startup."""
    user = User.objects.get(pk=_reader(request).pk)
    if lookup_forms.asks(request):
        form = lookup_forms.startup_form(request, RequestMembershipForm)
        return render(request, "programmes/request_membership.html", {"form": form})
    form = RequestMembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.request_membership(user)
                actions.announce_requests(user)
        except ActRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Your request has left. You will be told within two days.")
            )
            return redirect("programmes:my_account")
    return render(request, "programmes/request_membership.html", {"form": form})


@require_safe
def organisation_members(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who belongs to one's organisation, who asked to, and who was invited."""
    organisation = _own_organisation(request, public_id)
    if organisation.public_id != public_id:
        return redirect("programmes:organisation_members", organisation.public_id)
    user = _reader(request)
    requests, members, invitations = exports.parts_of(organisation, user)
    return render(
        request,
        "programmes/organisation_members.html",
        {
            "organisation": organisation,
            "members": member_cards(members, user),
            "requests": member_cards(requests, user),
            "invitations": [
                {"row": row, "acts": acts_on(row, user)} for row in invitations
            ],
            "exporter": exporter(
                request, exports.MEMBERS, organisation=str(organisation.public_id)
            ),
            "now": clock.now(),
            "acts": _organisation_acts(organisation, user),
            "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(organisation.name)],
        },
    )


def _own_organisation(request: HttpRequest, public_id: UUID) -> Organisation:
    """Give an organisation that the reader belongs to; others answer like no one's.

    The address of one that was merged gives the one that goes on.
    """
    own = exports.own_organisations(_reader(request))
    found = own.filter(public_id=public_id).first()
    return found or get_object_or_404(own.filter(merged__public_id=public_id))


def _organisation_acts(organisation: Organisation, user: Any) -> list[Act]:
    return [
        Act(
            act.label,
            reverse(act.url_name, args=[organisation.public_id]),
            act.icon,
            "main",
        )
        for act in available_actions(organisation, user)
        if act.name in ("invite_member", "declare_jobs")
    ]


def _members_page(organisation: Organisation, title: str, done: str) -> Page:
    back = reverse("programmes:organisation_members", args=[organisation.public_id])
    return Page(title=title, button=title, success=done, back=back)


def _membership(request: HttpRequest, public_id: UUID) -> Membership:
    seen = Membership.objects.visible_to(_reader(request))
    return get_object_or_404(
        seen.select_related("user", "organisation"), public_id=public_id
    )


@get_or_post
def invite_member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Invite somebody to one's organisation."""
    organisation = _own_organisation(request, public_id)
    page = _members_page(
        organisation, _("Invite somebody"), _("The invitation has left.")
    )
    return perform(
        request, actions.invite_member, organisation, InviteMemberForm, page=page
    )


@get_or_post
def confirm_membership(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let somebody in who asked to."""
    membership = _membership(request, public_id)
    page = _members_page(
        membership.organisation, _("Confirm the member"), _("The person may come in.")
    )
    return perform(
        request, actions.confirm_membership, membership, forms.Form, page=page
    )


@get_or_post
def refuse_membership(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say no to somebody who asked to come in."""
    membership = _membership(request, public_id)
    page = _members_page(
        membership.organisation, _("Refuse the member"), _("The person will be told.")
    )
    return perform(
        request, actions.refuse_membership, membership, ReasonForm, page=page
    )


@get_or_post
def end_membership(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take somebody off one's organisation, or leave it."""
    membership = _membership(request, public_id)
    page = _members_page(
        membership.organisation, _("End the membership"), _("The membership is over.")
    )
    if membership.user_id == request.user.pk:
        page = Page(
            title=_("Leave the organisation"),
            button=_("Leave the organisation"),
            success=_("You have left the organisation."),
            back=reverse("programmes:my_account"),
        )
    return perform(request, actions.end_membership, membership, forms.Form, page=page)


@get_or_post
def appoint_lead(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a member a lead too."""
    membership = _membership(request, public_id)
    page = _members_page(
        membership.organisation, _("Name as lead"), _("There is a new lead.")
    )
    return perform(request, actions.appoint_lead, membership, forms.Form, page=page)


@get_or_post
def resend_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send an invitation once more."""
    invitation = _invitation(request, public_id)
    page = _members_page(
        invitation.organisation, _("Send again"), _("The invitation has left again.")
    )
    return perform(
        request, actions.resend_invitation, invitation, forms.Form, page=page
    )


def _invitation(request: HttpRequest, public_id: UUID) -> Invitation:
    seen = Invitation.objects.visible_to(_reader(request))
    return get_object_or_404(seen.select_related("organisation"), public_id=public_id)


@get_or_post
def allow_export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a colleague take lists out as files."""
    membership = _membership(request, public_id)
    done = _("This person may export lists now.")
    page = _members_page(membership.organisation, _("Allow exports"), done)
    return perform(request, actions.allow_export, membership, forms.Form, page=page)


@get_or_post
def forbid_export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the right to export lists back."""
    membership = _membership(request, public_id)
    done = _("This person may no longer export lists.")
    page = _members_page(membership.organisation, _("Take the right to export"), done)
    return perform(request, actions.forbid_export, membership, forms.Form, page=page)


@get_or_post
def withdraw_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = _invitation(request, public_id)
    page = _members_page(
        invitation.organisation,
        _("Withdraw the invitation"),
        _("The invitation is withdrawn."),
    )
    return perform(
        request, actions.withdraw_invitation, invitation, forms.Form, page=page
    )


@login_not_required
@get_or_post
def accept_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Open an invitation's link: reading changes nothing, the button joins."""
    invitation = Invitation.objects.for_token(token)
    if invitation is None:
        raise Http404
    if not invitation.is_open:
        return _private(
            render(request, "programmes/invitation_closed.html", status=410)
        )
    account = User.objects.filter(email=invitation.email).first()
    response = perform(
        request,
        actions.accept_invitation,
        invitation,
        AcceptInvitationForm,
        actor=LinkHolder(invitation),
        page=_invitation_page(invitation, account),
        form_options={"has_account": account is not None},
    )
    is_new = account is None and response.status_code == 302
    if is_new and not request.user.is_authenticated:
        account = User.objects.get(email=invitation.email)
        return perform_login(request, account, email_verification="none")
    return _private(response)


def _invitation_page(invitation: Invitation, account: User | None) -> Page:
    return Page(
        template="programmes/accept_invitation.html",
        title=_("Join %(name)s") % {"name": invitation.organisation},
        button=_("Join %(name)s") % {"name": invitation.organisation},
        success=_("You belong to %(name)s now.") % {"name": invitation.organisation},
        next=reverse("home"),
        extra={"invitation": invitation, "account": account},
    )


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a link's page out of caches, search engines and referrers."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
