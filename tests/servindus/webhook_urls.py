"""The site's addresses where providers have a secret."""

from servindus import webhooks
from servindus.urls import (
    handler400,
    handler403,
    handler404,
    handler429,
    handler500,
    urlpatterns,
)

SECRET = "brevo:a-long-enough-word"
__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]
urlpatterns = [*urlpatterns, *webhooks.addresses(SECRET)]
