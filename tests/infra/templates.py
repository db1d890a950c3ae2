"""The templates in infra/, read."""

from quiz.settings import ROOT
from tests.infra.bicep import File, Resource, alternatives, read

INFRA = ROOT / "infra"
FILES = [read(path) for path in sorted(INFRA.glob("*.bicep"))]
RESOURCES = [(file, resource) for file in FILES for resource in file.resources if not resource.existing]


def of_type(name: str) -> list[Resource]:
    found = [resource for _, resource in RESOURCES if resource.type == name]
    assert found, f"no {name}"
    return found


def key(file: File, resource: Resource) -> str:
    """Its line in types.json. What some resources may hold depends on their name."""
    body = alternatives(resource.body, file)[0]
    by_name = resource.type.endswith(("/config", "/basicPublishingCredentialsPolicies"))
    return f"{resource.key} {body['name']}" if by_name else resource.key
