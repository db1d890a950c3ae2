"""Every setting that is set in Azure is read by somebody, and every one that is read is set."""

from collections.abc import Iterator, Mapping

from quiz import settings
from tests.infra.bicep import read
from tests.infra.templates import INFRA, of_type

# Who reads what our code does not.
HOST = {
    "AzureWebJobsStorage__blobServiceUri",
    "AzureWebJobsStorage__clientId",
    "AzureWebJobsStorage__credential",
    "AzureWebJobsDisableHomepage",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
}
WORKER = {"PYTHON_THREADPOOL_THREAD_COUNT"}
LIBPQ = {"PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGSSLMODE"}

# What our code reads and the templates do not set.
BY_AZURE = {*settings.AZURE_MARKS, "WEBSITE_HOSTNAME", "WEBSITE_AUTH_ENABLED"}
ELSEWHERE = {"DATABASE_URL", "PGPASSWORD", "PGHOSTADDR", "PGSERVICE"}  # without infra/: another server, a password

# Flex Consumption refuses these, or they are said in functionAppConfig.
NOT_ON_FLEX = (
    *("FUNCTIONS_WORKER_", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_MAX_HTTP", "SCM_DO_BUILD", "ENABLE_ORYX_BUILD"),
    *("WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENT", "WEBSITE_VNET_ROUTE_ALL", "WEBSITE_TIME_ZONE", "TZ"),
)
(SETTINGS,) = (one.body["properties"] for one in of_type("Microsoft.Web/sites/config") if one.symbol == "settings")


class Recorded(Mapping[str, str]):
    """An environment in which nothing is set but a secret, and which knows what it was asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values_ = dict(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(name)
        return self.values_.get(name, default)

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def asked_for() -> set[str]:
    asked = set[str]()
    for more in ({}, {"WEBSITE_SKU": "FlexConsumption", "PGHOST": "server", "MICROSOFT_SIGN_IN": "true"}):
        recorded = Recorded({"SESSION_SECRET": "x" * 40, **more})
        settings.read(recorded)
        asked |= recorded.asked
    return asked


def test_every_setting_that_is_read_is_set() -> None:
    assert asked_for() - BY_AZURE - ELSEWHERE <= set(SETTINGS)


def test_every_setting_that_is_set_is_read() -> None:
    assert set(SETTINGS) - HOST - WORKER - LIBPQ <= asked_for()
    assert HOST | WORKER | LIBPQ <= set(SETTINGS)


def test_none_is_set_that_flex_consumption_refuses() -> None:
    assert not [name for name in SETTINGS if name.startswith(NOT_ON_FLEX)]


def test_the_site_is_content_with_them() -> None:
    """As Azure would hand them over: the identity's token is the password, and the site knows its address."""
    names = ("AZURE_CLIENT_ID", "PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGSSLMODE", "SESSION_SECRET")
    given = {name: "0" * 40 for name in names} | {"SESSION_SECRET_PREVIOUS": "", "SITE_URL": ""}
    assert set(given) <= set(SETTINGS)
    platform = {"WEBSITE_SKU": "FlexConsumption", "WEBSITE_HOSTNAME": "func-quiz.azurewebsites.net"}
    found = settings.read(given | platform)
    assert found.in_azure and found.https
    assert found.database_identity == "0" * 40
    assert found.database_url == "postgresql+psycopg2://"  # libpq reads PGHOST and the others
    assert found.site_url == "https://func-quiz.azurewebsites.net"


def test_nothing_goes_to_the_database_in_clear_and_no_password_is_set() -> None:
    assert SETTINGS["PGSSLMODE"] == "require"
    assert not {"PGPASSWORD", "DATABASE_URL"} & set(SETTINGS)


def test_threads_are_as_many_as_the_requests_that_an_instance_gets() -> None:
    functions = read(INFRA / "functions.bicep")
    (site,) = of_type("Microsoft.Web/sites")
    scale = site.body["properties"]["functionAppConfig"]["scaleAndConcurrency"]
    assert scale["triggers"]["http"]["perInstanceConcurrency"].text == "concurrency"
    assert SETTINGS["PYTHON_THREADPOOL_THREAD_COUNT"].text == "string(concurrency)"
    assert functions.variables["concurrency"] == 16
