"""Secrets that wait are sealed; a rotated key still opens them."""

from servindus.seal import seal, unseal


def test_sealed_and_opened():
    sealed = seal("ABCD-1234")
    assert "ABCD" not in sealed
    assert seal("ABCD-1234") != sealed
    assert unseal(sealed) == "ABCD-1234"


def test_tampering_and_other_keys_give_nothing(settings):
    sealed = seal("ABCD-1234")
    assert unseal(sealed[:-3] + "xyz") is None
    assert unseal("nonsense") is None
    settings.SECRET_KEY = "another"
    assert unseal(sealed) is None


def test_a_fallback_key_opens(settings):
    sealed, old = seal("ABCD-1234"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert unseal(sealed) == "ABCD-1234"
