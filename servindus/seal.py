"""Seals short secrets that wait in the database, with keys made from SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """Give a sealed text that only this installation opens."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Give the text back; None when it was sealed elsewhere or tampered with."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    # Fallback keys open what was sealed before a rotation.
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    digest = hashlib.sha256(b"servindus.seal\0" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)
