"""Settings of ServIndus Lab; what differs between machines is in the environment."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from servindus import celery
from servindus import env as environment
from servindus.local import database as local_database

# --- Where we are -----------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.read(BASE_DIR)

DEBUG = environment.flag(env, "DEBUG")
DEMO = environment.flag(env, "DEMO")
SECRET_KEY = environment.required(env, "SECRET_KEY", "a long random text, kept secret")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PORT = env.int("PORT", default=8000)
PUBLIC_URL = environment.public_url(
    env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}")
    if DEMO
    else environment.required(env, "PUBLIC_URL", "the site's own https address")
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEMO else []
)
if DEMO:
    environment.refuse_public_demo(ALLOWED_HOSTS, PUBLIC_URL)
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is missing: the site's host names")
SECURE = not DEMO

# --- Rooms ------------------------------------------------------------------------
INSTALLED_APPS = [
    "servindus",
    "programmes",
    "matchmaking",
    "blockers",
    "benchmarking",
    "servindus.apps.LabAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "heroicons",
    "js_lib_bootstrap5",
    "csp",
]
MIDDLEWARE = [
    "servindus.middleware.RequestNumber",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "servindus.limits.DoorLimits",
    "servindus.second_factor.SecondFactor",
    "servindus.middleware.PlainMethods",
    "django_htmx.middleware.HtmxMiddleware",
    "servindus.middleware.PersonalPages",
    "servindus.middleware.Refusals",
]
ROOT_URLCONF = "servindus.urls"
WSGI_APPLICATION = "servindus.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servindus.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "heroicons.templatetags.heroicons",
                "servindus.templatetags.servindus",
            ],
        },
    }
]
FORM_RENDERER = "servindus.inputs.Renderer"
INSTALLED_APPS.append("django.forms")
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -------------------------------------------------------------------------
_database = environment.database(env, local_database.url(BASE_DIR))
# A lock that does not come is answered 503 with the text kept.
_limits = (
    "-c lock_timeout=5000 -c statement_timeout=10000"
    if environment.serves_web()
    else "-c lock_timeout=30000"
)
# Django joins the rows that a page names one by one to those it lists: the order as
# written is right, and looking for a better one took 40 ms of a list's 45.
_limits += " -c join_collapse_limit=1"
_options: dict[str, object] = {
    # A server that does not answer is a 503 within seconds, not a hanging page.
    "connect_timeout": 5,
    **_database.pop("OPTIONS", {}),
    "options": _limits,
}
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _options,
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default=None)},
    }
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
# A file that the worker made can be fetched for so many days, then it is deleted.
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        # Attempts are counted here, by all workers: Django's own database cache counts
        # two at once as one, and throws living keys out when many come.
        "BACKEND": "servindus.shared_cache.SharedCache",
        "LOCATION": "servindus_cache",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- People and doors -------------------------------------------------------------
AUTH_USER_MODEL = "servindus.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "programmes.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_FORMS = {
    "signup": "programmes.forms.StartupSignupForm",
    "login": "programmes.account_forms.SignInForm",
    "request_login_code": "programmes.account_forms.AskCodeForm",
    "reset_password": "programmes.account_forms.AskResetForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Codes live a quarter of an hour: a mail may take some minutes to arrive.
CODE_MINUTES = 15
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = CODE_MINUTES * 60
# By code too: no link in a mail holds a key to an account.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_SESSION_REMEMBER = True
# Counted in the cache that all workers share. The demo's visitors are one address.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip"} if DEMO else {}
# In front of the site stands the one proxy that SECURE_PROXY_SSL_HEADER expects.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEMO else 1
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# The second factor: passkeys, an application's codes, and codes on paper. Who must
# have one is said by `servindus.present_second_factor`; the demo asks nobody.
MFA_ADAPTER = "programmes.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "ServIndus Lab"
MFA_FORMS = {"add_webauthn": "programmes.account_forms.AddPasskeyForm"}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"} if DEMO else {}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

# --- Languages and time -----------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Files of the pages -----------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Safety -----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Browsers refuse a `__Host-` cookie without https, which the demo does not have; a
# port in the name keeps two checkouts on one machine from signing each other out.
SESSION_COOKIE_NAME = "__Host-session" if SECURE else f"session_{PORT}"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else f"csrf_{PORT}"
LANGUAGE_COOKIE_NAME = "language"
CSRF_FAILURE_VIEW = "servindus.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- Mail -------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="").strip() or (
    environment.sender(PUBLIC_URL, demo=DEMO)
)
EMAIL_TIMEOUT = 20
for name, value in environment.mail(EMAIL_URL).items():
    globals()[name] = value

# Where undelivered mails come back to, and what a provider must say who tells of one.
BOUNCE_MAILBOX_URL = environment.mailbox(env.str("BOUNCE_MAILBOX_URL", default=""))
ANYMAIL = {"WEBHOOK_SECRET": environment.webhook_secret(env)}

# --- Celery -----------------------------------------------------------------------
CELERY_TIMEZONE = TIME_ZONE
# The truth is in the database: a task is a scan of what is due and may run twice. So a
# message is acknowledged as its task begins: one that is lost costs a wait for the next
# sweep, while a worker that owes an acknowledgement to a Redis that died does not
# survive it (kombu 5.7 asks its closed channel where the server was).
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "global_keyprefix": celery.key_prefix(DATABASES["default"]),
        "visibility_timeout": CELERY_TASK_TIME_LIMIT + 300,
        "socket_keepalive": True,
    }
    if not celery.is_own_program():
        # A request never depends on the broker: with Redis frozen, the three limits
        # together bound a wake-up call at 0.3 s (without one of them: 2 to 15 s).
        CELERY_BROKER_TRANSPORT_OPTIONS |= {
            "socket_timeout": 0.3,
            "socket_connect_timeout": 0.3,
            "max_retries": 0,
        }
        CELERY_TASK_PUBLISH_RETRY = False
else:
    QUEUE_DIR = BASE_DIR / "var" / "queue"
    for folder in (QUEUE_DIR / "messages", QUEUE_DIR / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# In memory: no file that a kill could spoil; after a restart all is due anyway.
CELERY_BEAT_SCHEDULER = "servindus.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "send_outbox": {
        "task": "servindus.send_outbox",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "process_imports": {
        "task": "programmes.process_imports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "suggest_duplicates": {
        "task": "programmes.suggest_duplicates",
        "schedule": crontab(hour="3", minute="20"),
        "options": {"expires": 3600},
    },
    "forget_expired": {
        "task": "servindus.forget_expired",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "process_exports": {
        "task": "servindus.process_exports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "run_timers": {
        "task": "servindus.run_timers",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "send_digests": {
        "task": "servindus.send_digests",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "beat_heartbeat": {
        "task": "servindus.beat_heartbeat",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}
each = {"schedule": 600.0, "options": {"expires": 600}}
CELERY_BEAT_SCHEDULE["compare_labs"] = {"task": "benchmarking.compare_labs", **each}
if BOUNCE_MAILBOX_URL:
    CELERY_BEAT_SCHEDULE["read_bounces"] = {"task": "servindus.read_bounces", **each}

# --- The State's directory of companies ---------------------------------------------
# Off unless it is named: nothing leaves this machine that its operator did not ask for.
COMPANY_LOOKUP_URL = environment.lookup_url(env.str("COMPANY_LOOKUP_URL", default=""))

# --- Watching ---------------------------------------------------------------------
SENTRY_DSN = env.str("SENTRY_DSN", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"without_tokens": {"()": "servindus.logs.WithoutTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_tokens"],
        }
    },
    "loggers": {
        # A wrong Host is answered 400; whoever scans the net shall not fill the log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # At INFO it would write down each number that somebody looks up.
        "httpx": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
