"""Writes types.json: what Azure lets a template say about the resources in infra/.

    python -m tests.infra.gather CLONE

CLONE is a clone of https://github.com/Azure/bicep-types-az, which is made from Azure's own API descriptions and is
what the Bicep compiler checks against. Only the objects that our templates write are taken, with all their properties.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.infra.bicep import File, Resource, alternatives
from tests.infra.templates import FILES, key

TABLE = Path(__file__).parent / "types.json"
REQUIRED, READ_ONLY = 1, 2
SIMPLE = {"StringType": "string", "IntegerType": "int", "BooleanType": "bool", "AnyType": "any"}
SIMPLE |= {"ArrayType": "array", "ObjectType": "object", "DiscriminatedObjectType": "object"}


def main(clone: Path) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", str(clone), *arguments], check=True, capture_output=True, text=True).stdout

    commit = git("rev-parse", "HEAD").strip()
    paths = git("ls-tree", "-r", "--name-only", "HEAD", "generated").splitlines()
    table = dict[str, Any]()
    for file in FILES:
        for resource in file.resources:
            place = key(file, resource)
            table[place] = _merged(table.get(place), _of(resource, file, paths, git))
    source = f"https://github.com/Azure/bicep-types-az/tree/{commit}/generated"
    lines = ",\n".join(f"{json.dumps(place)}: {json.dumps(spec)}" for place, spec in sorted(table.items()))
    TABLE.write_text(f'{{"source": {json.dumps(source)},\n"types": {{\n{lines}\n}}}}\n', "utf-8")


def _of(resource: Resource, file: File, paths: list[str], git: Any) -> Any:
    namespace = resource.type.partition("/")[0].lower()
    for path in paths:
        if path.endswith(f"/{namespace}/{resource.version}/types.json"):
            types = json.loads(git("show", f"HEAD:{path}"))
            for one in types:
                if one["$type"] == "ResourceType" and one["name"].lower() == resource.key.lower():
                    bodies = [{"properties": {}, **body} for body in alternatives(resource.body, file)]
                    return _all_merged([Types(types).spec(one["body"], body, file) for body in bodies])
    sys.exit(f"{resource.key} is not there")


class Types:
    def __init__(self, types: list[dict[str, Any]]) -> None:
        self.types = types

    def spec(self, reference: dict[str, str], value: Any, file: File) -> Any:
        """A name of a simple type, {"one of": texts}, {"list of": spec} or {"properties": specs, …}."""
        type_ = self.types[int(reference["$ref"].removeprefix("#/"))]
        values = alternatives(value, file)
        if type_["$type"] == "UnionType":
            return self._union(type_)
        if type_["$type"] == "StringLiteralType":
            return {"one of": [type_["value"]]}
        dicts = [one for one in values if isinstance(one, dict)]
        lists = [one for one in values if isinstance(one, list)]
        if type_["$type"] == "ArrayType" and lists:
            items = [self.spec(type_["itemType"], item, file) for one in lists for item in one]
            return {"list of": _all_merged(items)} if items else "array"
        if type_["$type"] == "DiscriminatedObjectType" and dicts:
            return self._object(self._chosen(type_, dicts[0]), dicts, file)
        if type_["$type"] == "ObjectType" and dicts:
            return self._object(type_, dicts, file)
        return SIMPLE[type_["$type"]]

    def _union(self, type_: dict[str, Any]) -> Any:
        members = [self.types[int(one["$ref"].removeprefix("#/"))] for one in type_["elements"]]
        texts = [one["value"] for one in members if one["$type"] == "StringLiteralType"]
        return {"one of": texts} if texts else "any"

    def _chosen(self, type_: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
        reference = type_["elements"][value[type_["discriminator"]]]
        element = self.types[int(reference["$ref"].removeprefix("#/"))]
        return element | {"properties": type_["baseProperties"] | element["properties"]}

    def _object(self, type_: dict[str, Any], values: list[dict[str, Any]], file: File) -> Any:
        found: dict[str, Any] = {"properties": {}, "required": [], "read-only": []}
        for name, one in sorted(type_.get("properties", {}).items()):
            written = [value[name] for value in values if name in value]
            specs = [self.spec(one["type"], item, file) for item in written or [None]]
            found["properties"][name] = _all_merged(specs)
            for flag, place in ((REQUIRED, "required"), (READ_ONLY, "read-only")):
                if one.get("flags", 0) & flag:
                    found[place].append(name)
        if more := type_.get("additionalProperties"):
            free = [item for value in values for name, item in value.items() if name not in found["properties"]]
            found["others"] = _all_merged([self.spec(more, item, file) for item in free or [None]])
        return found


def _all_merged(specs: list[Any]) -> Any:
    merged = specs[0]
    for one in specs[1:]:
        merged = _merged(merged, one)
    return merged


def _merged(one: Any, other: Any) -> Any:
    """Two readings of one type, each with what its own template writes."""
    if not isinstance(one, dict) or "one of" in one:
        return other if one is None or isinstance(other, dict) else one
    if not isinstance(other, dict):
        return one
    return {key: _merged_part(one.get(key), other.get(key)) for key in {**one, **other}}


def _merged_part(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict) and "properties" not in one:
        return {name: _merged(one.get(name), other.get(name)) for name in {**one, **other}}
    return _merged(one, other)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
