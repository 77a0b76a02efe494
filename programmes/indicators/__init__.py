"""Indicators: what is measured, what is aimed at, what labs read each period."""


def connect() -> None:
    """Declare its notices and timer; give homes what waits."""
    from programmes.indicators import home, notifications, timers  # noqa: F401
    from servindus import home as homes

    homes.waiting_makers.append(home.waiting)
