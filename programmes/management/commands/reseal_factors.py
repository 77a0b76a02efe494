"""Seals the secrets of second factors with the present key, before an old one goes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from servindus.seal import seal, unseal

# Where applications and recovery codes keep what their codes are computed from.
SECRETS = ("secret", "seed")


class Command(BaseCommand):
    """Seal again; run after SECRET_KEY has changed, while the fallback still opens."""

    help = "seal the secrets of second factors with the present SECRET_KEY"

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal each secret again; tell how many open with no key any more."""
        done = lost = 0
        with transaction.atomic():
            sealed = Authenticator.objects.select_for_update().exclude(type="webauthn")
            for factor in sealed.order_by("pk").iterator():
                for name in SECRETS:
                    if name not in factor.data:
                        continue
                    secret = unseal(factor.data[name])
                    if secret is None:
                        lost += 1
                        continue
                    factor.data[name] = seal(secret)
                    factor.save(update_fields=["data"])
                    done += 1
        self.stdout.write(f"{done} secrets sealed anew, {lost} that no key opens")
