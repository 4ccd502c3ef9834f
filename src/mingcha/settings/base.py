"""
Django's settings, all of them from the environment. `docs/reference/settings.md` explains each variable.

Keys are derived from the installation's one secret, which lies outside the data folder and outside the database.
"""

from __future__ import annotations

import os
from pathlib import Path

from mingcha.engine.sealing.secret import Secret, default_key_path
from mingcha.kernel.errors import MingchaError
from mingcha.settings import env
from mingcha.web import logs

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]

HOME = Path(env.text("MINGCHA_HOME", str(Path.home() / ".local" / "share" / "mingcha"))).absolute()
#: Whatever this process writes is its owner's alone: SQLite would let everybody read its file.
os.umask(0o077)
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
try:
    SECRET = Secret.load(Path(env.text("MINGCHA_KEY_PATH", str(default_key_path()))))
except MingchaError as error:
    raise env.SettingError(f"{error.message.zh} {error.message.en}") from None

#: Days after which the doctor asks for a new sealing key; 0: never.
KEY_DAYS = env.number("MINGCHA_KEY_DAYS", 365)
#: Below this much room on a disk the doctor calls out.
MIN_FREE_MB = env.number("MINGCHA_MIN_FREE_MB", 2000)
DEMO = env.flag("MINGCHA_DEMO")
#: `sha256`, or `sm3` (GB/T 32905) where the commercial-cryptography profile is required.
AUDIT_HASH = env.choice("MINGCHA_AUDIT_HASH", ("sm3", "sha256"))
AUDIT_KEY = SECRET.derive("audit", 32)
ANCHORS = Path(env.text("MINGCHA_ANCHORS", str(HOME / "anchors" / "anchors.txt")))

SECRET_KEY = SECRET.derive("django", 32).hex()
DEBUG = False
ALLOWED_HOSTS = env.words("MINGCHA_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("MINGCHA_ORIGINS", "")
#: How people outside find the platform: before the paths in what is sent to them. "" and no link is sent.
PUBLIC_ADDRESS = next(iter(CSRF_TRUSTED_ORIGINS), "")
#: Behind TLS cookies carry the `__Host-` prefix; without it (loopback only) browsers would refuse them.
SECURE = env.flag("MINGCHA_TLS")

DATABASES = {"default": env.database(env.text("DATABASE_URL", ""), HOME)}
#: Work that outlasts a request: queued in the database, in the transaction that asks for it; `mingcha worker` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}

INSTALLED_APPS = [
    "mingcha.audit",
    "mingcha.org",
    "mingcha.accounts",
    "mingcha.attachments",
    "mingcha.channels",
    "mingcha.datasets",
    "mingcha.matching",
    "mingcha.deadlines",
    "mingcha.appeals",
    "mingcha.clues",
    "mingcha.api",
    "mingcha.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "mingcha.web.requestlog.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mingcha.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mingcha.accounts.middleware.AskOnce",
    "mingcha.accounts.middleware.OpenRows",
    "mingcha.accounts.middleware.SessionLimits",
    "mingcha.web.middleware.SayRefusals",
    "axes.middleware.AxesMiddleware",
]
LOGGING = logs.configuration()
ROOT_URLCONF = "mingcha.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingcha.web.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_STRENGTH, _OWN = "django.contrib.auth.password_validation", "mingcha.accounts.passwords"
_ALWAYS = [
    {"NAME": f"{_STRENGTH}.CommonPasswordValidator"},  # the 20,000 that are tried first, from breaches
    {"NAME": f"{_STRENGTH}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username", "name")}},
]
PASSWORD_PROFILES = {
    "dengbao": [
        *_ALWAYS,
        {"NAME": f"{_STRENGTH}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
        {"NAME": f"{_OWN}.Composition"},
        {"NAME": f"{_OWN}.NotBefore"},
    ],
    "modern": [*_ALWAYS, {"NAME": f"{_STRENGTH}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}}],
}
#: `dengbao` (GB/T 22239: composition, periodic change) or `modern` (length and known breaches).
PASSWORDS = env.choice("MINGCHA_PASSWORDS", ("dengbao", "modern"))
AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILES[PASSWORDS]
#: Days after which a password must be changed; 0: never.
PASSWORD_DAYS = env.number("MINGCHA_PASSWORD_DAYS", 90 if PASSWORDS == "dengbao" else 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mingcha.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
#: Codes of the second factor; passwords are counted by axes (the adapter sees to it), lest two locks contradict.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "mingcha.accounts.key_forms.AddKeyForm",
    "edit_webauthn": "mingcha.accounts.key_forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "明察 Mingcha"
MFA_REQUIRED = not (DEMO or env.flag("MINGCHA_WITHOUT_MFA"))
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else anybody could keep an account locked for ever
#: Whole offices share one address behind a proxy: an address says nothing about who tries.
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W021"]  # W021: no list of browsers knows an office's own hosts
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who logged in stands in the audit chain

#: In a cookie a sentence about somebody would stay behind in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "mingcha.accounts.sessions"
SESSION_IDLE_SECONDS = env.number("MINGCHA_SESSION_IDLE_MINUTES", 15) * 60
SESSION_ABSOLUTE_SECONDS = env.number("MINGCHA_SESSION_HOURS", 8) * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "mingcha-session"
CSRF_FAILURE_VIEW = "mingcha.web.views.stale"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "mingcha-csrf"
LANGUAGE_COOKIE_NAME = "mingcha-language"

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # a monitor on this machine asks without TLS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.flag("MINGCHA_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [CHECKOUT / "locale"]
#: The zone of the machine, before Django puts its own into the process.
SYSTEM_ZONE = env.local_zone()
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
#: What `npm ci` brought and `./run` copied together: Tabler, ECharts.
STATICFILES_DIRS = [path for path in (CHECKOUT / "build" / "web",) if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = HOME / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = HOME / "incoming"
#: The largest file that a department may hand in, and how long what it handed in is kept at most.
UPLOAD_BYTES = env.number("MINGCHA_UPLOAD_MB", 4000) * 1_000_000
RETENTION_DAYS = env.number("MINGCHA_RETENTION_DAYS", 730)
#: A file beside a record: how large, how many beside one record, how many megabytes a person adds in a day.
ATTACHMENT_BYTES = env.number("MINGCHA_ATTACHMENT_MB", 20) * 1_000_000
ATTACHMENTS_MOST = env.number("MINGCHA_ATTACHMENTS_MOST", 9)
ATTACHMENTS_DAY_BYTES = env.number("MINGCHA_ATTACHMENTS_DAY_MB", 500) * 1_000_000
#: What one source may hand in, and how many receipts it may look up, within ten minutes. A village behind one address
#: of a mobile network is one source: not too few.
FLOOD_FILINGS = env.number("MINGCHA_FLOOD_FILINGS", 30)
FLOOD_LOOKUPS = env.number("MINGCHA_FLOOD_LOOKUPS", 60)
#: Accounts of channels (公众号, 微信客服, WeCom, e-mail, SMS) with their secrets; `channels/configured.py` reads them.
CHANNELS = env.entries("MINGCHA_CHANNELS")
EMAIL_HOST = env.text("MINGCHA_EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.number("MINGCHA_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MINGCHA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("MINGCHA_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("MINGCHA_EMAIL_STARTTLS")
EMAIL_USE_SSL = env.flag("MINGCHA_EMAIL_TLS")
EMAIL_TIMEOUT = 10
for _folder in (STATIC_ROOT, FILE_UPLOAD_TEMP_DIR):
    _folder.mkdir(mode=0o700, exist_ok=True)
