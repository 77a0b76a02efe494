"""The web application, for gunicorn."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servindus.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # One clear line instead of a page of traceback for a wrong variable.
    sys.exit(f"servindus: {error}")
