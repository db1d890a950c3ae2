"""No secret, no public door and no password in what `azd up` makes."""

import re
from typing import Any

import pytest

from tests.infra.bicep import Expression, File, alternatives
from tests.infra.templates import FILES, INFRA, RESOURCES, of_type

by_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.name)
SECRET = re.compile(r"secret|password|\bkeys?\b|token|connectionstring", re.I)


def properties(type_: str) -> Any:
    (resource,) = of_type(type_)
    return resource.body["properties"]


def test_the_database_is_in_the_network_only() -> None:
    server = properties("Microsoft.DBforPostgreSQL/flexibleServers")
    assert set(server["network"]) == {"delegatedSubnetResourceId", "privateDnsZoneArmResourceId"}
    assert not [one for _, one in RESOURCES if one.type.endswith("/firewallRules")]


def test_the_database_takes_no_password_and_its_administrator_is_the_identity() -> None:
    server = properties("Microsoft.DBforPostgreSQL/flexibleServers")
    assert server["authConfig"]["passwordAuth"] == "Disabled"
    assert server["authConfig"]["activeDirectoryAuth"] == "Enabled"
    assert not [name for name in server if name.lower().startswith("administratorlogin")]
    (administrator,) = of_type("Microsoft.DBforPostgreSQL/flexibleServers/administrators")
    assert administrator.body["properties"]["principalType"] == "ServicePrincipal"


def test_the_database_is_kept_for_a_week_and_grows() -> None:
    server = properties("Microsoft.DBforPostgreSQL/flexibleServers")
    assert server["storage"]["autoGrow"] == "Enabled"
    main = next(file for file in FILES if file.path.name == "main.bicep")
    assert main.parameters["backupDays"].decorators["minValue"] == "7"


def test_the_database_is_changed_one_step_at_a_time() -> None:
    """Its server refuses a change while it is busy with another."""
    (configurations,) = of_type("Microsoft.DBforPostgreSQL/flexibleServers/configurations")
    assert configurations.decorators["batchSize"] == "1"
    assert configurations.body.may_be[0]["dependsOn"][0].text == "database"
    (administrator,) = of_type("Microsoft.DBforPostgreSQL/flexibleServers/administrators")
    assert [one.text for one in administrator.body["dependsOn"]] == ["database", "configurations"]


def test_no_key_opens_the_storage_and_no_blob_is_public() -> None:
    account = properties("Microsoft.Storage/storageAccounts")
    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["supportsHttpsTrafficOnly"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    (container,) = of_type("Microsoft.Storage/storageAccounts/blobServices/containers")
    assert container.body["properties"]["publicAccess"] == "None"


def test_the_storage_can_be_closed_to_the_internet() -> None:
    account = properties("Microsoft.Storage/storageAccounts")
    closed, opened = account["publicNetworkAccess"].may_be
    assert (account["publicNetworkAccess"].names, closed, opened) == ({"isPrivate"}, "Disabled", "Enabled")


def test_the_site_answers_https_only() -> None:
    site = properties("Microsoft.Web/sites")
    assert site["httpsOnly"] is True
    assert site["siteConfig"]["minTlsVersion"] == "1.2"


def test_nobody_deploys_with_a_password() -> None:
    policies = of_type("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    assert {(one.body["name"], one.body["properties"]["allow"]) for one in policies} == {("scm", False), ("ftp", False)}


def test_telemetry_is_taken_from_the_identity_only() -> None:
    assert properties("Microsoft.Insights/components")["DisableLocalAuth"] is True
    assert properties("Microsoft.OperationalInsights/workspaces")["features"]["disableLocalAuth"] is True


def test_the_identity_is_used_everywhere() -> None:
    (site,) = of_type("Microsoft.Web/sites")
    assert site.body["identity"]["type"] == "UserAssigned"
    storage = site.body["properties"]["functionAppConfig"]["deployment"]["storage"]
    assert storage["authentication"]["type"] == "UserAssignedIdentity"


def test_the_identity_may_do_two_things_each_on_one_resource() -> None:
    """Storage Blob Data Owner on the account, Monitoring Metrics Publisher on the telemetry: no more than it needs."""
    variables = {name: value for file in FILES for name, value in file.variables.items()}
    roles = {}
    for body in (one.body for _, one in RESOURCES if one.type == "Microsoft.Authorization/roleAssignments"):
        (name,) = body["properties"]["roleDefinitionId"].names
        roles[variables[name]] = body["scope"].text
    assert roles == {
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "account",
        "3913510d-42f4-4e42-8a64-420c390055eb": "insights",
    }


def test_subnets_are_delegated_to_one_service_each() -> None:
    subnets = properties("Microsoft.Network/virtualNetworks")["subnets"]
    delegated = {
        one["name"]: [service["properties"]["serviceName"] for service in one["properties"].get("delegations", [])]
        for one in subnets
    }
    assert delegated == {
        "app": ["Microsoft.App/environments"],
        "database": ["Microsoft.DBforPostgreSQL/flexibleServers"],
        "endpoints": [],
    }
    assert not [name for name in delegated if "_" in name]


@by_file
def test_what_is_secret_is_marked_so(file: File) -> None:
    for name, parameter in file.parameters.items():
        if "secret" in name.lower() or "password" in name.lower():
            assert "secure" in parameter.decorators, name
            assert parameter.default in (None, ""), name


@by_file
def test_no_output_tells_a_secret(file: File) -> None:
    secrets = {name for name, parameter in file.parameters.items() if "secure" in parameter.decorators}
    for name, value in file.outputs.items():
        assert not (isinstance(value, Expression) and value.names & secrets), name
    if file.path.name == "main.bicep":
        assert not [name for name in file.outputs if SECRET.search(name)]


def test_nothing_asks_azure_for_a_key() -> None:
    for path in INFRA.glob("*.bicep"):
        assert not re.search(r"\blist\w*\(", path.read_text("utf-8")), path


def test_students_need_no_sign_in_and_microsofts_has_no_secret() -> None:
    (sign_in,) = (one for one in of_type("Microsoft.Web/sites/config") if one.symbol == "signIn")
    (body,) = sign_in.body.may_be
    assert sign_in.body.names >= {"hasMicrosoftSignIn"}
    assert body["properties"]["globalValidation"]["unauthenticatedClientAction"] == "AllowAnonymous"
    registration = body["properties"]["identityProviders"]["azureActiveDirectory"]["registration"]
    assert set(registration) == {"clientId", "openIdIssuer"}


def test_the_budget_is_told_to_somebody() -> None:
    (budget,) = ((file, one) for file, one in RESOURCES if one.type == "Microsoft.Consumption/budgets")
    file, resource = budget
    for notification in resource.body["properties"]["notifications"].values():
        (told,) = alternatives(notification, file)
        assert told["contactRoles"] == ["Owner"] and told["enabled"] is True
