"""Follows what is put into SQL text, over all of our Python: quoted, a number, or a constant of ours.

What goes here: the analysis. What does not: what it must find (`test_sql_building.py`), which parts are ours on purpose (there too).

Every text that is handed to DuckDB is followed back to where it is made: through local names, parameters (over all calls of the function),
returned values, module constants, comprehensions and joins. A part is safe when it is a constant, a number, or comes out of `identifier` or
`literal`. What cannot be followed is reported with the expression as written.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("ingestion", "linkage", "quality", "publishing", "orchestration", "demo")
SINKS = frozenset({"execute", "executemany", "sql", "query", "from_query"})
QUOTING = frozenset({"identifier", "literal"})
NUMBERS = frozenset({"int", "len", "float", "round", "sum", "abs", "isoformat", "bool", "range", "hexdigest", "datetime", "date"})
COMPOSING = frozenset({"Identifier", "Literal", "Composed", "Placeholder"})  # of psycopg.sql
SAFE_TYPES = frozenset({"int", "float", "bool", "date", "datetime", "Decimal"})
# Give back what they are given: as safe as their arguments and what they are called on.
PASSING = frozenset({
    "join", "format", "replace", "strip", "rstrip", "lstrip", "upper", "lower", "tuple", "list", "sorted", "set", "frozenset", "dict",
    "fromkeys", "zip", "enumerate", "values", "items", "keys", "get", "split", "reversed", "chain", "max", "min", "map", "filter",
    "removesuffix", "removeprefix", "partition", "rpartition", "copy", "dedent", "indent", "next", "iter", "cast", "setdefault", "pop",
    "str", "union", "difference",
})  # fmt: skip
Part = Literal["all", "keys", "values"]
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass
class Module:
    path: str
    tree: ast.Module
    constants: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """A part of a SQL text that could not be followed to something safe."""

    path: str
    line: int
    function: str
    expression: str

    @property
    def key(self) -> str:
        return f"{self.path}::{self.function}::{self.expression}"


class Project:
    """All modules, who calls which function, and what each name may hold."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.modules = {path: Module(path, ast.parse(text)) for path, text in sources.items()}
        self.functions: dict[tuple[str, str], ast.FunctionDef] = {}
        self.methods: dict[str, list[tuple[Module, ast.FunctionDef]]] = defaultdict(list)
        self.calls: dict[str, list[tuple[Module, list[ast.AST], ast.Call]]] = defaultdict(list)
        self.fields: dict[str, list[ast.expr]] = defaultdict(list)
        for module in self.modules.values():
            self._index(module)
        self.findings: dict[str, Finding] = {}
        self._seen: set[tuple[int, int, Part]] = set()
        self._waiting: list[tuple[ast.expr, Module, list[ast.AST], Part]] = []

    def _index(self, module: Module) -> None:
        def visit(node: ast.AST, stack: list[ast.AST]) -> None:
            if isinstance(node, ast.FunctionDef):
                if stack and isinstance(stack[-1], ast.ClassDef):
                    self.methods[node.name].append((module, node))
                else:
                    self.functions[module.path, node.name] = node
            if isinstance(node, ast.ClassDef):
                for each in node.body:
                    if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                        self.fields[each.target.id].append(each.annotation)
            if isinstance(node, ast.Call):
                self.calls[_name_of(node.func)].append((module, list(stack), node))
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    module.imported[alias.asname or alias.name] = (node.module.replace(".", "/") + ".py", alias.name)
            for child in ast.iter_child_nodes(node):
                visit(child, [*stack, node])

        visit(module.tree, [])
        for each in module.tree.body:
            for target, value in _assignments(each):
                module.constants[target].append(value)

    def follow_all(self) -> list[Finding]:
        """Everything that goes into SQL and is not known to be safe."""
        for sink in SINKS:
            for module, stack, call in self.calls.get(sink, []):
                if isinstance(call.func, ast.Attribute) and call.args:
                    self.follow(call.args[0], module, stack)
        while self._waiting:
            self._follow(*self._waiting.pop())
        return sorted(self.findings.values(), key=lambda each: each.key)

    def follow(self, node: ast.expr | None, module: Module, stack: Sequence[ast.AST], part: Part = "all") -> None:
        """Notes an expression that must be safe; of a mapping all of it, or its keys or values alone."""
        mark = (id(node), id(_scope(stack)), part)
        if node is not None and mark not in self._seen:
            self._seen.add(mark)
            self._waiting.append((node, module, list(stack), part))

    def _follow(self, node: ast.expr, module: Module, stack: Sequence[ast.AST], part: Part) -> None:
        match node:
            case ast.Constant():
                return
            case ast.JoinedStr(values=parts):
                for piece in parts:
                    self.follow(piece, module, stack)
            case ast.FormattedValue(value=value, format_spec=spec):
                if not _is_number_format(spec):
                    self.follow(value, module, stack)
            case ast.BinOp(left=left, right=right):
                self.follow(left, module, stack, part)
                self.follow(right, module, stack, part)
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return
            case ast.UnaryOp(operand=operand):
                self.follow(operand, module, stack)
            case ast.IfExp(body=body, orelse=other):
                self.follow(body, module, stack, part)
                self.follow(other, module, stack, part)
            case ast.BoolOp(values=values):
                for value in values:
                    self.follow(value, module, stack, part)
            case ast.Tuple(elts=values) | ast.List(elts=values) | ast.Set(elts=values):
                for value in values:
                    self.follow(value, module, stack)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if key is None:  # another mapping, unpacked
                        self.follow(value, module, stack, part)
                    else:
                        self._pair(key, value, module, stack, part)
            case ast.Subscript(value=value):
                self.follow(value, module, stack, "values")
            case ast.Starred(value=value):
                self.follow(value, module, stack, "keys")
            case ast.NamedExpr(value=value):
                self.follow(value, module, stack, part)
            case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) | ast.SetComp(elt=element):
                self.follow(element, module, [*stack, node])
            case ast.DictComp(key=key, value=value):
                self._pair(key, value, module, [*stack, node], part)
            case ast.Call():
                self._call(node, module, stack, part)
            case ast.Name(id=name):
                self._name(node, name, module, stack, part)
            case ast.Attribute(attr=name):
                self._attribute(node, name, module, stack, part)
            case ast.Lambda(body=body):
                self.follow(body, module, [*stack, node])
            case _:
                self._report(node, module, stack)

    def _pair(self, key: ast.expr, value: ast.expr, module: Module, stack: Sequence[ast.AST], part: Part) -> None:
        if part != "values":
            self.follow(key, module, stack)
        if part != "keys":
            self.follow(value, module, stack)

    def _call(self, node: ast.Call, module: Module, stack: Sequence[ast.AST], part: Part) -> None:
        name = _name_of(node.func)
        if name in QUOTING or name in NUMBERS or name in COMPOSING:
            return
        if name == "map" and node.args and _name_of(node.args[0]) in QUOTING | NUMBERS:
            return
        if name == "SQL":  # of psycopg.sql, which takes a constant
            for argument in node.args:
                self.follow(argument, module, stack)
            return
        called = self._called(node.func, module)
        if called:
            for other, function in called:
                self._returned(other, function, part)
        elif name in PASSING:
            of_mapping: Part = {"keys": "keys", "values": "values", "get": "values", "pop": "values", "setdefault": "values"}.get(
                name, part
            )
            if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Constant):
                self.follow(node.func.value, module, stack, of_mapping)
            given = node.args[1:] if name in ("get", "pop", "setdefault") else node.args
            for argument in (*given, *(each.value for each in node.keywords if each.arg != "key")):
                self.follow(argument, module, stack, "keys" if name == "join" else part)
        else:
            self._report(node, module, stack)

    def _called(self, function: ast.expr, module: Module) -> list[tuple[Module, ast.FunctionDef]]:
        """The functions of ours that a call may mean; none where it is somebody else's, or a method whose name several classes have."""
        if isinstance(function, ast.Name):
            return self._function(function.id, module)
        if isinstance(function, ast.Attribute):
            if isinstance(function.value, ast.Name) and (other := self._module(function.value.id, module)):
                return self._function(function.attr, other)
            own = self.methods.get(function.attr, [])
            return own if len(own) == 1 and function.attr not in PASSING else []
        return []

    def _module(self, name: str, module: Module) -> Module | None:
        """The module of ours that a name stands for (`from quality import lineup_sql`)."""
        path, original = module.imported.get(name, ("", ""))
        return self.modules.get(f"{path.removesuffix('.py')}/{original}.py")

    def _function(self, name: str, module: Module) -> list[tuple[Module, ast.FunctionDef]]:
        if (module.path, name) in self.functions:
            return [(module, self.functions[module.path, name])]
        if name in module.imported:
            path, original = module.imported[name]
            for candidate in (path, path.removesuffix(".py") + "/__init__.py"):
                if candidate in self.modules and candidate != module.path:
                    return self._function(original, self.modules[candidate])
        return []

    def _returned(self, module: Module, function: ast.FunctionDef, part: Part) -> None:
        for inner, stack in _walk(function, [module.tree]):
            if isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom) and inner.value is not None:
                self.follow(inner.value, module, stack, part)

    def _attribute(self, node: ast.Attribute, name: str, module: Module, stack: Sequence[ast.AST], part: Part) -> None:
        if isinstance(node.value, ast.Name) and (other := self._module(node.value.id, module)):
            for value in other.constants.get(name, []):
                self.follow(value, other, [other.tree], part)
            if name in other.constants:
                return
        own = self.methods.get(name, [])
        kinds = self.fields.get(name)
        if own and not kinds and all(_is_property(function) for _, function in own):
            for other, function in own:
                self._returned(other, function, part)
            return
        if kinds and all(_is_safe_type(kind) for kind in kinds):
            return
        self._report(node, module, stack)

    def _name(self, node: ast.Name, name: str, module: Module, stack: Sequence[ast.AST], part: Part) -> None:
        if name in QUOTING:
            return
        for depth in range(len(stack) - 1, -1, -1):
            scope = stack[depth]
            if isinstance(scope, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
                for generator in scope.generators:
                    if name in _names(generator.target):
                        # A later loop runs inside the earlier ones.
                        self._looped(name, generator.target, generator.iter, module, stack[: depth + 1])
                        return
            if isinstance(scope, Scope) and self._in_function(node, name, scope, module, stack[: depth + 1], part):
                return
        if name in module.constants:
            for value in module.constants[name]:
                self.follow(value, module, [module.tree], part)
            return
        if name in module.imported:
            path, original = module.imported[name]
            for candidate in (path, path.removesuffix(".py") + "/__init__.py"):
                other = self.modules.get(candidate)
                if other and (original in other.constants or original in other.imported):
                    self._name(node, original, other, [other.tree], part)
                    return
        for other, function in self._function(name, module):
            self._returned(other, function, part)
            return
        self._report(node, module, stack)

    def _looped(self, name: str, target: ast.expr, source: ast.expr, module: Module, stack: Sequence[ast.AST]) -> None:
        """A name that a loop gives its values to: of `items` it is a key or a value, of `enumerate` a number or a value."""
        called = _name_of(source.func) if isinstance(source, ast.Call) else ""
        at = next((n for n, each in enumerate(target.elts) if name in _names(each)), 0) if isinstance(target, ast.Tuple) else 0
        if isinstance(source, ast.Call) and isinstance(target, ast.Tuple):
            if called == "items" and isinstance(source.func, ast.Attribute):
                return self.follow(source.func.value, module, stack, "values" if at else "keys")
            if called == "enumerate":
                return None if at == 0 else self._looped(name, target.elts[1], source.args[0], module, stack)
            if called == "zip" and at < len(source.args):
                return self.follow(source.args[at], module, stack, "keys")
        if isinstance(source, ast.Tuple | ast.List) and isinstance(target, ast.Tuple):
            rows = [each.elts for each in source.elts if isinstance(each, ast.Tuple) and len(each.elts) == len(target.elts)]
            if len(rows) == len(source.elts):
                for row in rows:
                    self.follow(row[at], module, stack)
                return None
        return self.follow(source, module, stack, "keys")

    def _in_function(self, node: ast.Name, name: str, scope: Scope, module: Module, stack: Sequence[ast.AST], part: Part) -> bool:
        found = False
        if not isinstance(scope, ast.Lambda):
            for inner, inner_stack in _walk(scope, list(stack[:-1])):
                if isinstance(inner, Scope):
                    continue
                if isinstance(inner, ast.For) and name in _names(inner.target):
                    found = True
                    self._looped(name, inner.target, inner.iter, module, inner_stack)
                for target, value in _assignments(inner):
                    if target == name:
                        found = True
                        self.follow(value, module, inner_stack, part)
                for target, key, value in _put(inner):
                    if target == name:
                        self._pair(key, value, module, inner_stack, part)
                if (
                    isinstance(inner, ast.Call)
                    and isinstance(inner.func, ast.Attribute)
                    and inner.func.attr in ("append", "extend", "insert", "add", "update")
                    and isinstance(inner.func.value, ast.Name)
                    and inner.func.value.id == name
                ):
                    for argument in inner.args:
                        self.follow(argument, module, inner_stack, part)
        arguments = [
            *scope.args.posonlyargs,
            *scope.args.args,
            *scope.args.kwonlyargs,
            *filter(None, [scope.args.vararg, scope.args.kwarg]),
        ]
        for position, argument in enumerate(arguments):
            if argument.arg == name:
                if argument.annotation is None or not _is_safe_type(argument.annotation):
                    self._parameter(node, scope, position, argument, module, stack, part)
                return True
        return found

    def _parameter(
        self, node: ast.Name, scope: Scope, position: int, argument: ast.arg, module: Module, stack: Sequence[ast.AST], part: Part
    ) -> None:
        if isinstance(scope, ast.Lambda):
            return self._report(node, module, stack)
        mark = (id(scope), position, part)
        if mark in self._seen:
            return None
        self._seen.add(mark)
        is_method = bool(scope.args.args) and scope.args.args[0].arg in ("self", "cls")
        if is_method and position == 0:
            return self._report(node, module, stack)
        called = [each for each in self.calls.get(scope.name, []) if any(own is scope for _, own in self._called(each[2].func, each[0]))]
        if not called:
            return self._report(node, module, stack)
        defaults = scope.args.defaults
        first_default = len(scope.args.args) - len(defaults)
        if first_default <= position < len(scope.args.args):
            self.follow(defaults[position - first_default], module, stack[:-1], part)
        for other, other_stack, call in called:
            index = position - is_method
            given = [each.value for each in call.keywords if each.arg == argument.arg]
            if not given and index < len(call.args) and not any(isinstance(each, ast.Starred) for each in call.args[: index + 1]):
                given = [call.args[index]]
            if not given and (any(isinstance(each, ast.Starred) for each in call.args) or any(each.arg is None for each in call.keywords)):
                given = [each for each in call.args if isinstance(each, ast.Starred)]
            for value in given:
                self.follow(value, other, other_stack, part)
        return None

    def _report(self, node: ast.AST, module: Module, stack: Sequence[ast.AST]) -> None:
        function = next((each.name for each in reversed(stack) if isinstance(each, ast.FunctionDef)), "<module>")
        found = Finding(module.path, getattr(node, "lineno", 0), function, ast.unparse(node))
        self.findings.setdefault(found.key, found)


def read_project() -> dict[str, str]:
    """The text of every module of ours, by its path."""
    return {
        path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((PROJECT / package).rglob("*.py"))
    }


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _scope(stack: Sequence[ast.AST]) -> ast.AST | None:
    return next((each for each in reversed(stack) if isinstance(each, Scope)), None)


def _walk(node: ast.AST, stack: list[ast.AST]) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    inner = [*stack, node]
    for child in ast.iter_child_nodes(node):
        yield child, inner
        yield from _walk(child, inner)


def _names(target: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement gives a value to, and the expression that it comes from."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
                    for one, own in zip(target.elts, value.elts, strict=True):
                        yield from ((name, own) for name in _names(one))
                elif not isinstance(target, ast.Attribute | ast.Subscript):
                    yield from ((name, value) for name in _names(target))
        case ast.AnnAssign(target=ast.Name(id=name), value=value) | ast.AugAssign(target=ast.Name(id=name), value=value) if value:
            yield name, value
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            yield name, value
        case ast.withitem(context_expr=value, optional_vars=target) if target is not None:
            yield from ((name, value) for name in _names(target))


def _put(node: ast.AST) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """What a statement puts into a mapping: its name, the key, the value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                yield target.value.id, target.slice, node.value


def _is_property(function: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(each) for each in function.decorator_list)


def _is_safe_type(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation).replace(" | None", "").replace("dt.", "")
    return text in SAFE_TYPES or text.startswith("Literal[")


def _is_number_format(spec: ast.expr | None) -> bool:
    text = ast.unparse(spec) if spec is not None else ""
    return text.strip("f'\"").endswith(("d", "g", "x"))
