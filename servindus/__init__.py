"""The ground floor of ServIndus Lab: what every room stands on."""

from servindus.celery import app as celery_app

__all__ = ["celery_app"]
