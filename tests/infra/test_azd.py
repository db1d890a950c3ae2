"""azure.yaml, the parameters and the workflows: whatever they name is there, and nobody has to guess a value."""

import json
import re
from typing import Any

import pytest
import yaml

from quiz.settings import ROOT
from tests.infra.templates import FILES, INFRA, of_type

AZURE = yaml.safe_load((ROOT / "azure.yaml").read_text("utf-8"))
PARAMETERS = json.loads((INFRA / "main.parameters.json").read_text("utf-8"))["parameters"]
MAIN = next(file for file in FILES if file.path.name == "main.bicep")
BY_AZD = {"AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID"}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
VARIABLE = re.compile(r"\$\{(\w+)(?:=([^}]*))?\}")
SITE = AZURE["services"]["site"]
HOOKS = {**AZURE["hooks"], **SITE["hooks"]}


def variables() -> dict[str, str | None]:
    """Name of a variable -> what it is if it is not set, of all that main.parameters.json takes."""
    return dict(VARIABLE.findall(json.dumps(PARAMETERS)))


# ------------------------------------------------------------------ parameters


def test_every_parameter_is_in_the_file_and_no_other() -> None:
    assert set(PARAMETERS) == set(MAIN.parameters)


def test_every_variable_is_azds_or_told_in_the_docs() -> None:
    told = (ROOT / "docs" / "deploying.md").read_text("utf-8")
    assert [name for name in variables() if name not in BY_AZD and f"`{name}`" not in told] == []


def test_a_variable_that_is_empty_on_github_leaves_the_templates_default() -> None:
    """azd drops an empty number, but takes an empty text at its word: such a text has its default in both places."""
    for name, parameter in MAIN.parameters.items():
        default = VARIABLE.findall(PARAMETERS[name]["value"])[0][1]
        assert default == (parameter.default if isinstance(parameter.default, str) else ""), name


def test_azd_makes_the_secret_and_asks_for_the_place() -> None:
    secret = MAIN.parameters["sessionSecret"]
    assert "generate" in secret.decorators["metadata"] and "secure" in secret.decorators
    length = re.search(r"length: (\d+)", secret.decorators["metadata"])
    assert length and int(length[1]) >= int(secret.decorators["minLength"]) >= 32
    assert "location" in MAIN.parameters["location"].decorators["metadata"]


def test_only_the_name_and_the_place_have_to_be_chosen() -> None:
    chosen = {name for name, parameter in MAIN.parameters.items() if parameter.default is None}
    assert chosen == {"environmentName", "location", "sessionSecret"}


# ------------------------------------------------------------------ azure.yaml


def test_the_service_is_the_resource_with_its_tag() -> None:
    (site,) = of_type("Microsoft.Web/sites")
    assert f"'azd-service-name': '{next(iter(AZURE['services']))}'" in site.body["tags"].text
    assert (SITE["host"], SITE["language"]) == ("function", "python")


def test_what_the_hook_makes_is_what_azd_uploads() -> None:
    from infra.package import PACKAGE

    assert SITE["dist"] == PACKAGE.name and SITE["remoteBuild"] is False


def test_azure_runs_the_python_that_the_package_is_made_for() -> None:
    from infra.package import PYTHON

    (site,) = of_type("Microsoft.Web/sites")
    assert site.body["properties"]["functionAppConfig"]["runtime"] == {"name": "python", "version": PYTHON}


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_short_and_there_for_every_system(name: str) -> None:
    assert set(HOOKS[name]) == {"posix", "windows"}
    for hook in HOOKS[name].values():
        assert len(hook["run"].splitlines()) <= 10
    assert not re.search("psql|postgres|az ", str(HOOKS[name]))  # none touches the database


def test_what_is_printed_at_the_end_stays_on_the_screen() -> None:
    """azd shows a hook's words in a pane, and takes the pane away when it ends (StopPreviewer in hooks_runner.go)."""
    assert all(hook["interactive"] is True for hook in HOOKS["postup"].values())


def test_a_hook_takes_only_what_azd_or_the_templates_give() -> None:
    given = {*BY_AZD, *variables(), *MAIN.outputs, "SESSION_SECRET"}
    for hook in HOOKS.values():
        used = set(re.findall(r"\$(?:env:)?\{?([A-Z][A-Z_]+)\b", hook["posix"]["run"] + hook["windows"]["run"]))
        assert used <= given


# ------------------------------------------------------------------ host.json


def test_the_host_does_what_the_code_counts_on() -> None:
    host = json.loads((ROOT / "host.json").read_text("utf-8"))
    assert host["extensions"]["http"] == {"routePrefix": ""}
    assert "extensionBundle" not in host  # HTTP needs none, and a start without one is faster
    insights = host["logging"]["applicationInsights"]
    assert insights["samplingSettings"]["isEnabled"] is False  # every request is there
    # With it the host would write down every address, and an attempt's address is the key to it.
    assert insights["httpAutoCollectionOptions"]["enableHttpTriggerExtendedInfoCollection"] is False
    levels = host["logging"]["logLevel"]
    assert levels == {"default": "Warning", "Host.Results": "Information", "Function": "Information"}


# ------------------------------------------------------------------ workflows


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_pinned_to_a_commit_and_may_little(path: Any) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    for action in re.findall(r"uses: (.+)", text):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    wanted = {"contents": "read"} | ({"id-token": "write"} if path.name == "azure-dev.yml" else {})
    assert workflow["permissions"] == wanted
    assert not [job for job in workflow["jobs"].values() if "permissions" in job]


def test_the_pipeline_hands_over_every_variable_and_secrets_only_where_needed() -> None:
    (job,) = yaml.safe_load((ROOT / ".github/workflows/azure-dev.yml").read_text("utf-8"))["jobs"].values()
    secret = {name for name in variables() if "SECRET" in name}
    assert set(job["env"]) == (BY_AZD | set(variables())) - secret
    holders = [step["name"] for step in job["steps"] if "secrets." in str(step)]
    assert holders == ["Provision"]


def test_no_workflow_prints_the_first_owners_link() -> None:
    """Whoever reads the log could own the site, as long as nobody does."""
    for path in WORKFLOWS:
        assert not re.search(r"azd (up|hooks)|quiz invite", path.read_text("utf-8"))
