"""Settings, read from the environment. Every variable is described in docs/reference/settings.md.

Nothing here needs to be set for a trial: SQLite below `var/`, a key made on first start, mail kept in the mailbox page.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from madoguchi.kit import languages
from madoguchi.site import environment
from madoguchi.site.floors import room_packages
from madoguchi.site.key import VAULT_FILE, make_home, secret_key, vault_keys
from madoguchi.site.language import early as _

PACKAGE = Path(__file__).resolve().parent.parent


# --- what kind of installation this is -------------------------------------------------------------------------
MADOGUCHI_HOME = Path(environment.text("MADOGUCHI_HOME") or Path.cwd() / "var").resolve()
MADOGUCHI_PRODUCTION = environment.flag("MADOGUCHI_PRODUCTION")
MADOGUCHI_DEMO = environment.flag("MADOGUCHI_DEMO")
# Without a public address: where `madoguchi run` was last started, so that commands print links that lead there.
_STARTED_AT = MADOGUCHI_HOME / "address"
MADOGUCHI_BASE_URL = environment.address(
    "MADOGUCHI_BASE_URL",
    _STARTED_AT.read_text(encoding="utf-8").strip() if _STARTED_AT.is_file() else "http://127.0.0.1:8000",
)
MADOGUCHI_URLCONFS = {s: f"madoguchi.site.urls.{s}" for s in ("resident", "staff", "machine")}
MADOGUCHI_SURFACES = tuple(
    s.strip() for s in environment.text("MADOGUCHI_SURFACES", "resident,staff,machine").split(",")
)
if not set(MADOGUCHI_SURFACES) <= MADOGUCHI_URLCONFS.keys():
    raise ImproperlyConfigured(
        _("MADOGUCHI_SURFACES は resident・staff・machine をコンマで区切って書いてください（いまの値：%(text)s）。")
        % {"text": ",".join(MADOGUCHI_SURFACES)}
    )
MADOGUCHI_FILES_ROOT = Path(environment.text("MADOGUCHI_FILES_ROOT") or MADOGUCHI_HOME / "files")
# What is kept of the signed days of the audit outside the database; in no backup (docs/decisions/0027).
MADOGUCHI_SIGNED_DAYS = MADOGUCHI_HOME / "signed-days"
# Bytes of one upload that are written to disk at most; no form may allow more.
MADOGUCHI_FILES_MAX_BYTES = environment.number("MADOGUCHI_FILES_MAX_BYTES", 100 * 1024 * 1024, least=1)
# The virus scanner (clamd) that judges uploads, and for how many days they are held against newer signatures.
MADOGUCHI_CLAMD = environment.daemon("MADOGUCHI_CLAMD")
MADOGUCHI_FILES_RESCAN_DAYS = environment.number("MADOGUCHI_FILES_RESCAN_DAYS", 30, least=1, most=3650)
MADOGUCHI_PACKS = Path(environment.text("MADOGUCHI_PACKS") or PACKAGE / "packs").resolve()
MADOGUCHI_DIRECTORY_SECONDS = environment.seconds("MADOGUCHI_DIRECTORY_SECONDS", 5)
MADOGUCHI_TRUSTED_PROXIES = environment.number("MADOGUCHI_TRUSTED_PROXIES", 0)
MADOGUCHI_FRESH_SECONDS = environment.number("MADOGUCHI_FRESH_SECONDS", 300, least=30, most=300)
MADOGUCHI_DRAFT_DAYS = environment.number("MADOGUCHI_DRAFT_DAYS", 30, least=1, most=3650)

DEBUG = environment.flag("MADOGUCHI_DEBUG")
make_home(MADOGUCHI_HOME)
SECRET_KEY = secret_key(MADOGUCHI_HOME, production=MADOGUCHI_PRODUCTION)
# The master keys of the vault: never in the database, never in a backup (docs/decisions/0028).
MADOGUCHI_VAULT_KEY_FILE = Path(environment.text("MADOGUCHI_VAULT_KEY_FILE") or MADOGUCHI_HOME / VAULT_FILE)
MADOGUCHI_VAULT_KEYS = vault_keys(MADOGUCHI_HOME, MADOGUCHI_VAULT_KEY_FILE, production=MADOGUCHI_PRODUCTION)
ALLOWED_HOSTS = [h.strip() for h in environment.text("MADOGUCHI_HOSTS").split(",") if h.strip()] or [
    urlsplit(MADOGUCHI_BASE_URL).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
]

# --- the house -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    *[name for name in room_packages() if (PACKAGE.parent / name.replace(".", "/") / "apps.py").exists()],
    "madoguchi.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madoguchi.kernel.people.middleware.ContentPolicyMiddleware",
    "madoguchi.kernel.people.middleware.SurfaceMiddleware",
    "madoguchi.kernel.people.middleware.StaffSessionMiddleware",
    "madoguchi.kernel.people.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "madoguchi.kernel.people.middleware.SurfaceCsrfMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "madoguchi.modules.portal.web.addressing.BodyCodeMiddleware",
    "madoguchi.kernel.people.gate.GateMiddleware",
]
ROOT_URLCONF = "madoguchi.site.urls.resident"
WSGI_APPLICATION = "madoguchi.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "madoguchi.kernel.ui.backend.Pages",
        "NAME": "jinja2",
        "DIRS": [PACKAGE.parent / name.replace(".", "/") / "templates" for name in room_packages()],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "madoguchi.kernel.ui.environment.environment",
            "context_processors": ["madoguchi.kernel.ui.context.page_context"],
        },
    },
    # For third-party applications only; our own pages are Jinja2 (docs/decisions/0002).
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database --------------------------------------------------------------------------------------------------
# One setting chooses the engine. On PostgreSQL the owner of the tables migrates; web, worker and relay, with the same
# login or one of their own, take on MADOGUCHI_DB_ROLE, which has neither BYPASSRLS nor rights on the schema
# (docs/decisions/0003).
MADOGUCHI_DB_ROLE = environment.text("MADOGUCHI_DB_ROLE", "madoguchi_app")
MADOGUCHI_AS_OWNER = environment.flag("MADOGUCHI_AS_OWNER")
_database = environment.database("DATABASE_URL", f"sqlite:///{MADOGUCHI_HOME / 'madoguchi.sqlite3'}")
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        # A write transaction is taken at once (no upgrade deadlock) and every commit reaches the disk. Triggers guard
        # also the row that INSERT OR REPLACE throws out (recursive_triggers).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON;",
    }
    _database["TEST"] = (
        {"NAME": str(MADOGUCHI_HOME / f"test-{os.getpid()}.sqlite3")} if environment.flag("TEST_DB_FILE") else {}
    )
else:
    _options: dict[str, Any] = {}  # those of DATABASE_URL give way to them
    _pool = environment.number("MADOGUCHI_POOL", 8)
    if _pool and not MADOGUCHI_AS_OWNER:
        _options["pool"] = {"min_size": 1, "max_size": _pool, "timeout": 10}
    if not MADOGUCHI_AS_OWNER:
        # Not Django's assume_role: in the pool it asks the pool for a connection while it makes one, and hangs.
        _options["options"] = f"-c role={MADOGUCHI_DB_ROLE}"
    if environment.flag("MADOGUCHI_PREPARED", True):
        # A quarter less work for the database. A pooler between us that shares connections by transaction (PgBouncer
        # before 1.21) loses prepared statements: then 0.
        _options |= {"server_side_binding": True, "prepare_threshold": 5}
    # Without a pool it is a command that ends soon, and says soon what stands in its way.
    _patience = {} if "pool" in _options else {"connect_timeout": 5}
    _database["OPTIONS"] = {**_patience, **_database.get("OPTIONS", {}), **_options}
    _database["CONN_MAX_AGE"] = 0
DATABASES = {"default": _database}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- sessions, cookies, transport -------------------------------------------------------------------------------
_https = MADOGUCHI_BASE_URL.startswith("https://")
SESSION_COOKIE_NAME = "mdg_staff"
SESSION_COOKIE_PATH = "/staff/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 12 * 3600
MADOGUCHI_RESIDENT_IDLE_MINUTES = environment.number("MADOGUCHI_RESIDENT_IDLE_MINUTES", 30, least=5, most=720)
MADOGUCHI_RESIDENT_HOURS = environment.number("MADOGUCHI_RESIDENT_HOURS", 12, least=1, most=72)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_NAME = "mdg_csrf"
CSRF_TRUSTED_ORIGINS = [MADOGUCHI_BASE_URL]
CSRF_FAILURE_VIEW = "madoguchi.kernel.ui.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _https:
    SECURE_SSL_REDIRECT = environment.flag("MADOGUCHI_SSL_REDIRECT")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Map tiles from elsewhere, only where an operator wants them: nothing is loaded from other machines otherwise.
MADOGUCHI_MAP_TILES = environment.tiles("MADOGUCHI_MAP_TILES")
MADOGUCHI_MAP_ATTRIBUTION = environment.text("MADOGUCHI_MAP_ATTRIBUTION")
_tiles = urlsplit(MADOGUCHI_MAP_TILES)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles.netloc else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# One password a line, or the same as gzip: what the operator knows to be in the hands of guessers.
MADOGUCHI_PASSWORDS = environment.text("MADOGUCHI_PASSWORDS")
if MADOGUCHI_PASSWORDS:
    AUTH_PASSWORD_VALIDATORS.append(
        {
            "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
            "OPTIONS": {"password_list_path": MADOGUCHI_PASSWORDS},
        }
    )
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # text of one page of a form; files are streamed and counted apart
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "madoguchi.kernel.files.adapters.upload_handler.CappedUploadHandler",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- calls to machines outside ------------------------------------------------------------------------------------
# https to public addresses only; what stands inside all the same (a town hall's own sign-on) is named here.
MADOGUCHI_OUTGOING_ALLOW = environment.places("MADOGUCHI_OUTGOING_ALLOW")
MADOGUCHI_OUTGOING_CA = environment.text("MADOGUCHI_OUTGOING_CA")

# --- signatures of offices: keys, time stamps, whom to believe (docs/how-to/sign-documents.md) ----------------------
MADOGUCHI_SIGNING_KEYS = Path(environment.text("MADOGUCHI_SIGNING_KEYS") or MADOGUCHI_HOME / "signing-keys")
MADOGUCHI_SIGNING_PASSPHRASE = environment.text("MADOGUCHI_SIGNING_PASSPHRASE")
MADOGUCHI_SIGNATURE_TRUST = Path(environment.text("MADOGUCHI_SIGNATURE_TRUST") or MADOGUCHI_HOME / "trust")
MADOGUCHI_TSA = environment.text("MADOGUCHI_TSA")

# --- language, time, static files ---------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [(one.code, one.name) for one in languages.LANGUAGES.values()]
LOCALE_PATHS = [PACKAGE.parent / name.replace(".", "/") / "locale" for name in room_packages()]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
STATIC_URL = "/static/"
STATIC_ROOT = MADOGUCHI_HOME / "static"
MADOGUCHI_STATIC_MANIFEST = environment.flag("MADOGUCHI_STATIC_MANIFEST", MADOGUCHI_PRODUCTION)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MADOGUCHI_STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not MADOGUCHI_STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG

# --- mail ----------------------------------------------------------------------------------------------------------
# smtp: the relay speaks to EMAIL_HOST; mailbox: mail is only shown on the demonstration's mailbox page.
MADOGUCHI_MAIL = environment.choice(
    "MADOGUCHI_MAIL", "smtp" if environment.text("MADOGUCHI_SMTP_HOST") else "mailbox", ("smtp", "mailbox")
)
MADOGUCHI_MAIL_DOMAIN = environment.text("MADOGUCHI_MAIL_DOMAIN", urlsplit(MADOGUCHI_BASE_URL).hostname or "localhost")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("MADOGUCHI_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = environment.number("MADOGUCHI_SMTP_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = environment.text("MADOGUCHI_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("MADOGUCHI_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("MADOGUCHI_SMTP_STARTTLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = f"no-reply@{MADOGUCHI_MAIL_DOMAIN}"

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "madoguchi.site.masking.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"client": {"()": "madoguchi.site.masking.ClientErrors"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["client"]}},
    "root": {"handlers": ["stderr"], "level": environment.choice("MADOGUCHI_LOG_LEVEL", "WARNING", LOG_LEVELS)},
    "loggers": {
        # Their own handlers would write what ours masks.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # It warns at each signature that nothing is fetched, as is meant.
        "pyhanko.sign": {"level": "ERROR"},
        "granian.access": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
