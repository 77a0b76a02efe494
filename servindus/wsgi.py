"""The web application, for gunicorn."""

import gc
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

# A page makes thousands of short-lived objects: at Python's 700 the collector runs
# through them dozens of times a page, and each time for nothing (7 % of a list). What
# has been loaded by now stays, and is not looked at again.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
