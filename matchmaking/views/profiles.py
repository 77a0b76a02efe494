"""The startup's own profile."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matchmaking.actions import edit_startup_profile, publish_startup_profile
from matchmaking.forms import ProfileForm
from matchmaking.models import StartupProfile
from matchmaking.views.directory import own_startup
from servindus.ui import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
def edit_startup_profile_view(request: HttpRequest) -> HttpResponse:
    """Show or keep what the startup says of itself."""
    startup = own_startup(request)
    if startup is None:
        raise PermissionDenied
    profile = StartupProfile.objects.filter(organisation=startup).first()
    shown = profile or StartupProfile(organisation=startup)
    if not request.user.has_perm("matchmaking.edit_startup_profile", shown):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, initial=ProfileForm.initial_of(profile))
    if request.method == "POST" and form.is_valid():
        user = request.user
        profile, _new = StartupProfile.objects.get_or_create(organisation=startup)
        profile = edit_startup_profile(profile, by=user, **form.cleaned_data)  # type: ignore[arg-type]
        if profile.status == "draft":
            publish_startup_profile(profile, by=user)  # type: ignore[arg-type]
        messages.success(request, _("Your profile is up to date."))
        return redirect("home")
    crumbs = [Crumb(_("Home"), reverse("home")), Crumb(_("My profile"))]
    return render(
        request,
        "matchmaking/startup_profile_form.html",
        {"form": form, "profile": shown, "startup": startup, "crumbs": crumbs},
    )
