"""reseal_factors: a new key takes over what the old one has sealed."""

from io import StringIO

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command

from programmes.accounts import SecondFactorAdapter
from tests.programmes import factories as make


def test_secrets_outlive_the_old_key(db, settings):
    user = make.person()
    TOTP.activate(user, "SECRET")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    printed = StringIO()
    call_command("reseal_factors", stdout=printed)
    assert printed.getvalue() == "2 secrets sealed anew, 0 that no key opens\n"
    settings.SECRET_KEY_FALLBACKS = []
    factor = Authenticator.objects.get(type="totp")
    assert SecondFactorAdapter().decrypt(factor.data["secret"]) == "SECRET"
    kept = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert kept.get_unused_codes() == codes


def test_what_no_key_opens_is_counted_and_opens_nothing(db, settings):
    user = make.person()
    TOTP.activate(user, "SECRET")
    settings.SECRET_KEY = "another"
    printed = StringIO()
    call_command("reseal_factors", stdout=printed)
    assert printed.getvalue() == "0 secrets sealed anew, 1 that no key opens\n"
    data = Authenticator.objects.get(type="totp").data
    assert SecondFactorAdapter().decrypt(data["secret"]) not in ("", "SECRET")
