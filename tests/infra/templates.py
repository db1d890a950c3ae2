"""The templates in infra/, read."""

from quiz.settings import ROOT
from tests.infra.bicep import Resource, read

INFRA = ROOT / "infra"
FILES = [read(path) for path in sorted(INFRA.glob("*.bicep"))]
RESOURCES = [(file, resource) for file in FILES for resource in file.resources if not resource.existing]


def of_type(name: str) -> list[Resource]:
    found = [resource for _, resource in RESOURCES if resource.type == name]
    assert found, f"no {name}"
    return found
