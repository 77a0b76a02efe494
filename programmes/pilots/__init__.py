"""Pilots: a startup and a plant try something for real, by criteria said before."""


def connect() -> None:
    """Declare its notices, timers and files; give digests what waits."""
    from programmes.pilots import digests, exports, notifications, timers  # noqa: F401
    from servindus import digests as kernel

    kernel.makers.append(digests.parts)
    kernel.askers[digests.parts] = digests.may_tell
