"""Says in words which browser on which system a session was opened with."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

# The first word that a browser's line holds names it: most also claim to be others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone", "device-phone-mobile"),
    ("iPad", "iPad", "device-tablet"),
    ("Android", "Android", "device-phone-mobile"),
    ("CrOS", "ChromeOS", "computer-desktop"),
    ("Windows", "Windows", "computer-desktop"),
    ("Mac OS X", "macOS", "computer-desktop"),
    ("Linux", "Linux", "computer-desktop"),
)


@dataclass(frozen=True)
class Device:
    """A browser on a system, with the icon of its kind."""

    name: str
    icon: str


def device_of(user_agent: str) -> Device:
    """Read what a browser says of itself; nobody vouches for it."""
    browser = next((name for word, name in BROWSERS if word in user_agent), "")
    systems = ((name, icon) for word, name, icon in SYSTEMS if word in user_agent)
    system, icon = next(systems, ("", "computer-desktop"))
    if browser and system:
        words = {"browser": browser, "system": system}
        return Device(_("%(browser)s on %(system)s") % words, icon)
    return Device(browser or system or _("Unknown browser"), icon)
