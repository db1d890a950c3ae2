"""infra/ is Bicep that two parsers read, every name in it means something, and every property is one that Azure knows.

Microsoft's compiler, which checks the same and more, runs on GitHub (.github/workflows/ci.yml).
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pycep import BicepParser

from tests.infra.bicep import Expression, File, Resource, alternatives, read
from tests.infra.gather import TABLE
from tests.infra.templates import FILES, INFRA, RESOURCES, key

TYPES = json.loads(TABLE.read_text("utf-8"))["types"]
MAIN = next(file for file in FILES if file.path.name == "main.bicep")
KINDS = {"string": str, "int": int, "bool": bool, "object": dict, "array": list, "any": object}

by_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.name)
by_resource = pytest.mark.parametrize(
    ("file", "resource"), RESOURCES, ids=lambda one: one.symbol if isinstance(one, Resource) else ""
)


@by_file
def test_a_second_parser_reads_it_too(file: File) -> None:
    assert BicepParser().parse(text=file.path.read_text("utf-8"))


@pytest.mark.parametrize("wrong", ["param x string = 'a", "var x = {\n  a 1\n}", "resource r 'T@1' = {\n  name: 'x'\n"])
def test_a_mistake_in_the_syntax_is_seen(wrong: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.bicep").write_text(wrong)
    with pytest.raises(SyntaxError, match="line"):
        read(tmp_path / "wrong.bicep")


@by_file
def test_every_name_is_defined_and_used(file: File) -> None:
    symbols = {one.symbol for one in (*file.resources, *file.modules)}
    assert file.used - file.defined == set()
    assert file.defined - symbols - file.used == set()


@pytest.mark.parametrize("module", MAIN.modules, ids=lambda module: module.symbol)
def test_a_module_gets_just_its_parameters(module: Any) -> None:
    check_call(MAIN, module.path, module.body)


def test_a_module_of_a_module_gets_just_its_parameters() -> None:
    for file in FILES:
        for module in file.modules:
            if file is not MAIN:
                check_call(file, module.path, module.body)


def check_call(caller: File, path: str, body: Any) -> None:
    called = read(INFRA / path)
    (given,) = (one["params"] for one in alternatives(body, caller))
    needed = {name for name, parameter in called.parameters.items() if parameter.default is None}
    assert needed <= set(given) <= set(called.parameters)
    for name, value in given.items():
        if isinstance(value, Expression) and value.text in caller.parameters:
            assert caller.parameters[value.text].type == called.parameters[name].type, name


@by_file
def test_what_is_taken_of_a_module_is_its_output(file: File) -> None:
    text = file.path.read_text("utf-8")
    for module in file.modules:
        taken = set(re.findall(rf"\b{module.symbol}\.outputs\.(\w+)", text))
        assert taken <= set(read(INFRA / module.path).outputs)


@by_file
def test_every_output_of_a_module_is_taken(file: File) -> None:
    callers = "".join(one.path.read_text("utf-8") for one in FILES)
    assert file is MAIN or all(re.search(rf"\.outputs\.{name}\b", callers) for name in file.outputs)


@by_file
def test_what_is_read_of_a_resource_is_a_property_of_it(file: File) -> None:
    text = file.path.read_text("utf-8")
    for resource in file.resources:
        for name in re.findall(rf"\b{resource.symbol}\.properties\.(\w+)", text):
            assert name in TYPES[key(file, resource)]["properties"]["properties"]["properties"], name


@by_resource
def test_every_property_is_one_that_azure_knows(file: File, resource: Resource) -> None:
    for body in alternatives(resource.body, file):
        written = {name: value for name, value in body.items() if name not in ("parent", "scope", "dependsOn")}
        check(written, TYPES[key(file, resource)], resource.symbol, file)


def check(value: Any, spec: Any, place: str, file: File) -> None:
    """Names, required ones, read-only ones, the kind of every literal, and the texts that a property may be."""
    for one in alternatives(value, file):
        if isinstance(spec, str):
            assert isinstance(one, KINDS[spec]) and (spec == "int") >= (type(one) is int), f"{place}: {one!r}"
        elif "one of" in spec:
            assert one in spec["one of"], f"{place}: {one!r} is not one of {spec['one of']}"
        elif "list of" in spec:
            for item in one:
                check(item, spec["list of"], f"{place}[]", file)
        else:
            check_object(one, spec, place, file)


def check_object(value: dict[str, Any], spec: Any, place: str, file: File) -> None:
    assert set(spec["required"]) <= set(value), f"{place} lacks {set(spec['required']) - set(value)}"
    for name, item in value.items():
        known = spec["properties"].get(name, spec.get("others"))
        assert known is not None, f"{place}.{name} is not a property"
        assert name not in spec["read-only"], f"{place}.{name} is Azure's to say"
        check(item, known, f"{place}.{name}", file)


@by_resource
def test_no_version_of_an_api_is_a_preview(file: File, resource: Resource) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", resource.version)


@pytest.mark.parametrize(
    "wrong",
    [
        "properties: { reserve: true }",
        "properties: { reserved: 'yes' }",
        "properties: { provisioningState: 'Done' }",
        "sku: { name: 'FC1', tire: 'FlexConsumption' }",
    ],
)
def test_a_wrong_property_is_seen(wrong: str, tmp_path: Path) -> None:
    text = f"resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {{\n  name: 'x'\n  location: 'y'\n  {wrong}\n}}\n"
    (tmp_path / "wrong.bicep").write_text(text)
    file = read(tmp_path / "wrong.bicep")
    with pytest.raises(AssertionError, match="plan"):
        test_every_property_is_one_that_azure_knows(file, file.resources[0])
