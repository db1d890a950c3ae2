"""The environment, read once into one frozen object. A wrong value says what to write instead."""

import functools
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
LOCAL_FILE = ROOT / "local.settings.json"
SAMPLE_FILE = ROOT / "local.settings.sample.json"

# The platform sets these and Core Tools does not (azure-functions-host, EnvironmentExtensions.cs).
AZURE_MARKS = ("WEBSITE_INSTANCE_ID", "WEBSITE_SKU", "LEGION_SERVICE_HOST")
# Any of these tells libpq where the server is; on one's own machine PGDATABASE is enough.
LIBPQ_HOSTS = ("PGHOST", "PGHOSTADDR", "PGSERVICE")
SHORTEST_SECRET = 32  # bytes


class SettingsError(Exception):
    """`name` is the setting; `advice` what to write. Its value is never part of the message."""

    def __init__(self, name: str, advice: str) -> None:
        super().__init__(f"{name}: {advice}")
        self.name = name
        self.advice = advice


class Settings(msgspec.Struct, frozen=True):
    database_url: str  # for SQLAlchemy
    session_secrets: tuple[str, ...]  # oldest first; the last one signs, all of them verify
    site_url: str  # "https://quiz.example.org", or "" where no public address is known
    in_azure: bool
    microsoft_sign_in: bool = False  # Azure's sign-in stands in front of the site, and its headers can be believed
    database_identity: str = ""  # the managed identity whose token is the password; "" where a password is given

    def __repr__(self) -> str:
        return "Settings(…)"  # it holds secrets, and a repr may end up in a log

    @property
    def https(self) -> bool:
        return self.in_azure or self.site_url.startswith("https:")


def read(environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError for the first setting that is missing or wrong."""
    in_azure = any(environment.get(mark) for mark in AZURE_MARKS)
    return Settings(
        database_url=_database_url(environment, in_azure),
        session_secrets=_session_secrets(environment),
        site_url=_site_url(environment, in_azure),
        in_azure=in_azure,
        microsoft_sign_in=_microsoft_sign_in(environment),
        database_identity=_database_identity(environment, in_azure),
    )


@functools.cache
def current() -> Settings:
    return read(os.environ)


def _database_url(environment: Mapping[str, str], in_azure: bool) -> str:
    url = environment.get("DATABASE_URL", "").strip()
    if url:
        scheme, _, rest = url.partition("://")
        if scheme in ("postgres", "postgresql", "postgresql+psycopg2") and rest:
            return f"postgresql+psycopg2://{rest}"
        if scheme == "sqlite" and rest.startswith("/") and rest.strip("/") not in ("", ":memory:") and not in_azure:
            return url
        raise SettingsError(
            "DATABASE_URL", "write postgresql://USER:PASSWORD@HOST/DATABASE, or (not in Azure) sqlite:///FILE."
        )
    if any(map(environment.get, LIBPQ_HOSTS)) or (environment.get("PGDATABASE") and not in_azure):
        return "postgresql+psycopg2://"
    if in_azure:
        raise SettingsError(
            "DATABASE_URL",
            "it is missing. In Azure write the PostgreSQL server's address, or set PGHOST and PGDATABASE.",
        )
    return f"sqlite:///{(ROOT / '.data' / 'quiz.sqlite3').as_posix()}"


def _database_identity(environment: Mapping[str, str], in_azure: bool) -> str:
    has_own = environment.get("DATABASE_URL", "").strip() or environment.get("PGPASSWORD")
    return environment.get("AZURE_CLIENT_ID", "") if in_azure and not has_own else ""


def _microsoft_sign_in(environment: Mapping[str, str]) -> bool:
    # Our own word that it is meant to be on, and Azure's, which nobody else can set there, that it is.
    return environment.get("MICROSOFT_SIGN_IN") == "true" and environment.get("WEBSITE_AUTH_ENABLED") == "True"


def _session_secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    secret = environment.get("SESSION_SECRET", "")
    previous = environment.get("SESSION_SECRET_PREVIOUS", "")
    if problem := _secret_problem(secret):
        advice = f"it {problem}. Write at least {SHORTEST_SECRET} random letters and digits; "
        raise SettingsError("SESSION_SECRET", advice + "`python -m quiz init` writes them into local.settings.json.")
    if previous and (problem := _secret_problem(previous)):
        raise SettingsError("SESSION_SECRET_PREVIOUS", f"it {problem}. Write the secret used before, or nothing.")
    return (previous, secret) if previous else (secret,)


def _secret_problem(secret: str) -> str:
    if not secret:
        return "is missing"
    if not secret.isascii():
        return "has characters that are not ASCII"
    return "is too short" if len(secret) < SHORTEST_SECRET else ""


def _site_url(environment: Mapping[str, str], in_azure: bool) -> str:
    url = site_address("SITE_URL", environment.get("SITE_URL", ""))
    host = environment.get("WEBSITE_HOSTNAME", "")
    if not url and host:
        return f"{'https' if in_azure else 'http'}://{host}"
    return url


def site_address(name: str, text: str) -> str:
    """The address of a site, "" if there is none. Raises SettingsError, in which `name` is where it was written."""
    url = text.rstrip("/")
    if url and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", url):
        raise SettingsError(name, "write the site's address without a path, such as https://quiz.example.org.")
    return url


def serve_at(host: str) -> None:
    """Tell this process where it serves ("localhost:7071"), as the platform and Core Tools do, unless it is set."""
    os.environ.setdefault("WEBSITE_HOSTNAME", host)


def load_local_file() -> None:
    """Take the values of local.settings.json into the environment, as Core Tools does; what is set already wins."""
    if not LOCAL_FILE.exists():
        return
    try:
        values = json.loads(LOCAL_FILE.read_text("utf-8-sig"))["Values"]
        for name, value in values.items():
            os.environ.setdefault(name, str(value))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(
            LOCAL_FILE.name, f'it must be JSON with an object "Values", as in {SAMPLE_FILE.name}.'
        ) from None


def write_local_file() -> bool:
    """Write local.settings.json with a new session secret, for its owner's eyes only. False if it is there."""
    text = json.loads(SAMPLE_FILE.read_text("utf-8"))
    text["Values"]["SESSION_SECRET"] = secrets.token_urlsafe(48)
    try:
        file = os.open(LOCAL_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(json.dumps(text, indent=2) + "\n")
    return True
