"""Bicep files as values, read with tree-sitter: enough of the language for infra/, and an error for the rest.

A literal becomes a str, int, bool, dict or list. Everything else is an Expression, which knows the names it uses,
the values it may take where they stand there (`condition ? a : b`, `union(a, b)`, `for … in …: value`), and its text.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

PARSER = Parser(Language(tree_sitter_bicep.language()))
FUNCTIONS = {
    *("empty", "environment", "guid", "loadTextContent", "startsWith", "string", "subscription"),
    *("subscriptionResourceId", "tenant", "union", "uniqueString"),
}


@dataclass(frozen=True)
class Expression:
    text: str
    names: frozenset[str] = frozenset()
    may_be: tuple[Any, ...] = ()


@dataclass
class Parameter:
    type: str
    decorators: dict[str, str]
    default: Any = None


@dataclass
class Resource:
    symbol: str
    type: str
    version: str
    existing: bool
    body: Any
    decorators: dict[str, str]
    parent: "Resource | None" = None

    @property
    def key(self) -> str:
        return f"{self.type}@{self.version}"


@dataclass
class Module:
    symbol: str
    path: str
    body: Any


@dataclass
class File:
    path: Path
    parameters: dict[str, Parameter] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    @property
    def defined(self) -> set[str]:
        symbols = [one.symbol for one in (*self.resources, *self.modules)]
        return {*self.parameters, *self.variables, *symbols}

    @property
    def used(self) -> set[str]:
        bodies = [one.body for one in (*self.resources, *self.modules)]
        return names([*bodies, *self.variables.values(), *self.outputs.values()])


@cache
def read(path: Path) -> File:
    """Raises SyntaxError with the line."""
    tree = PARSER.parse(path.read_bytes())
    _refuse_errors(tree.root_node, path)
    file, decorators = File(path), dict[str, str]()
    for node in tree.root_node.named_children:
        if node.type == "decorators":
            decorators = _decorators(node)
        elif node.type not in ("comment", "target_scope_assignment", "assignment_expression"):
            _take(file, node, decorators)
            decorators = {}
    return file


def names(value: Any) -> set[str]:
    """Every symbol that a value uses."""
    if isinstance(value, dict):
        return set().union(*map(names, value.values()))
    if isinstance(value, list):
        return set().union(*map(names, value))
    return set(value.names) if isinstance(value, Expression) else set()


def alternatives(value: Any, file: File) -> list[Any]:
    """What a value may be, as far as it stands in the file: both sides of a condition, what a name stands for."""
    if not isinstance(value, Expression):
        return [value]
    if value.text in file.variables:
        return alternatives(file.variables[value.text], file)
    if value.text.startswith("union("):
        parts = [one for part in value.may_be for one in alternatives(part, file)[:1]]
        return [{key: item for one in parts for key, item in one.items()}]
    return [one for branch in value.may_be for one in alternatives(branch, file)]


def _refuse_errors(node: Node, path: Path) -> None:
    if node.type == "ERROR" or node.is_missing:
        raise SyntaxError(f"{path.name}, line {node.start_point.row + 1}: {_text(node)[:60]!r}")
    for child in node.children:
        _refuse_errors(child, path)


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _decorators(node: Node) -> dict[str, str]:
    calls = [child.named_children[0] for child in node.named_children]
    return {_text(call.named_children[0]): _text(call.named_children[1])[1:-1] for call in calls}


def _take(file: File, node: Node, decorators: dict[str, str]) -> None:
    children = [child for child in node.named_children if child.type != "comment"]
    symbol = _text(children[0])
    if node.type == "parameter_declaration":
        default = _value(children[2], file) if len(children) > 2 else None
        file.parameters[symbol] = Parameter(_text(children[1]), decorators, default)
    elif node.type == "variable_declaration":
        file.variables[symbol] = _value(children[1], file)
    elif node.type == "output_declaration":
        file.outputs[symbol] = _value(children[2], file)
    elif node.type == "module_declaration":
        file.modules.append(Module(symbol, _literal(children[1]), _value(children[2], file)))
    elif node.type == "resource_declaration":
        _resource(file, node, decorators, None)
    else:
        raise SyntaxError(f"{file.path.name}: {node.type} is not used in infra/")


def _resource(file: File, node: Node, decorators: dict[str, str], parent: Resource | None) -> None:
    symbol, name, body = [child for child in node.named_children if child.type != "comment"]
    kind, _, version = _literal(name).partition("@")
    if parent is not None:
        kind, version = f"{parent.type}/{kind}", version or parent.version
    existing = any(_text(child) == "existing" for child in node.children)
    resource = Resource(_text(symbol), kind, version, existing, None, decorators, parent)
    file.resources.append(resource)
    resource.body = _value(body, file, resource)


def _literal(node: Node) -> str:
    return _text(node)[1:-1]


def _value(node: Node, file: File, owner: Resource | None = None) -> Any:
    if node.type == "object":
        return _object(node, file, owner)
    if node.type == "array":
        return [_value(child, file) for child in node.named_children if child.type != "comment"]
    if node.type == "string" and not any(child.type == "interpolation" for child in node.named_children):
        return _literal(node).replace("\\'", "'")
    if node.type == "boolean":
        return _text(node) == "true"
    if node.type == "number":
        return int(_text(node))
    return Expression(_text(node), frozenset(_names(node, file, owner)), _branches(node, file, owner))


def _object(node: Node, file: File, owner: Resource | None) -> dict[str, Any]:
    found = dict[str, Any]()
    for child in node.named_children:
        if child.type == "object_property":
            first = child.named_children[0]
            if first.type == "resource_declaration":
                _resource(file, first, {}, owner)
            else:
                found[_literal(first) if first.type == "string" else _text(first)] = _value(
                    child.named_children[-1], file
                )
        elif child.type == "resource_declaration":
            _resource(file, child, {}, owner)
    return found


def _branches(node: Node, file: File, owner: Resource | None) -> tuple[Any, ...]:
    children = [child for child in node.named_children if child.type != "comment"]
    if node.type == "ternary_expression":
        return tuple(_value(child, file) for child in children[1:])
    if node.type in ("if_statement", "for_statement"):
        return (_value(children[-1], file, owner),)
    if node.type == "call_expression" and _text(children[0]) == "union":
        return tuple(_value(child, file) for child in children[1].named_children)
    return ()


def _names(node: Node, file: File, owner: Resource | None) -> set[str]:
    """Symbols in an expression; not its functions, its keys, or the name that a `for` makes."""
    if node.type == "identifier":
        return {_text(node)}
    children = [child for child in node.named_children if child.type != "comment"]
    if node.type == "call_expression":
        if children[0].type == "identifier" and _text(children[0]) not in FUNCTIONS:
            raise SyntaxError(f"{file.path.name}: {_text(children[0])}() is not used in infra/")
        children = children[1:] if children[0].type == "identifier" else children
    elif node.type == "object_property":
        children = children[1:] if children[0].type != "resource_declaration" else []
    elif node.type == "for_statement":
        return set().union(*(_names(child, file, owner) for child in children[1:])) - {_text(children[0])}
    return set().union(*(_names(child, file, owner) for child in children))
