"""The startup's own profile."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matchmaking import looks
from matchmaking.actions import edit_startup_profile, publish_startup_profile
from matchmaking.enums import MAX_DOCUMENTS
from matchmaking.forms import ProfileForm, ProfilePageForm
from matchmaking.models import StartupProfile
from matchmaking.people import own_startup
from matchmaking.views.attachments import shelf_of
from programmes.models import Organisation
from servindus import shelves
from servindus.models import User
from servindus.ui import Crumb
from servindus.workflow import ActRefused


@require_http_methods(["GET", "HEAD", "POST"])
def edit_startup_profile_view(request: HttpRequest) -> HttpResponse:
    """Show or keep what the startup says of itself."""
    startup = own_startup(request.user)
    if startup is None:
        raise PermissionDenied
    profile = StartupProfile.objects.filter(organisation=startup).first()
    shown = profile or StartupProfile(organisation=startup)
    if not request.user.has_perm("matchmaking.edit_startup_profile", shown):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ProfilePageForm(
        data, request.FILES or None, initial=ProfileForm.initial_of(profile)
    )
    status = 200
    if request.method == "POST":
        try:
            status = _keep(request, startup, form)
        except ActRefused as refused:
            shelves.tell(form, refused)
            status = 409
    if status == 302:
        messages.success(request, _("Your profile is up to date."))
        stays = shelves.buttons_pressed(request)
        return redirect(f"{request.path}#pieces" if stays else "home")
    return render(
        request,
        "matchmaking/startup_profile_form.html",
        _context(startup, form),
        status=status,
    )


def _keep(request: HttpRequest, startup: Organisation, form: ProfilePageForm) -> int:
    """Keep texts and files; give 302 when all is kept, else the page's status."""
    user: User = request.user  # type: ignore[assignment]
    valid, status = form.is_valid(), 200
    if not valid and not shelves.buttons_pressed(request):
        return status
    profile, _new = StartupProfile.objects.get_or_create(organisation=startup)
    if valid:
        texts = {**form.cleaned_data}
        upload = texts.pop("file")
        profile = edit_startup_profile(profile, by=user, **texts)
        if profile.status == "draft":
            profile = publish_startup_profile(profile, by=user)
        if upload and not shelves.buttons_pressed(request):
            shelf_of(profile, user).add(upload)
    if shelves.buttons_pressed(request):
        status = shelf_of(profile, user).change(request, form)
    return 302 if valid and not form.errors else status


def _context(startup: Organisation, form: ProfilePageForm) -> dict[str, Any]:
    profile = StartupProfile.objects.filter(organisation=startup).first()
    shown = profile or StartupProfile(organisation=startup)
    rows = profile.documents.order_by("position") if profile else []
    return {
        "form": form,
        "profile": shown,
        "startup": startup,
        "files": looks.files(rows),
        "most_files": MAX_DOCUMENTS,
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("My profile"))],
    }
