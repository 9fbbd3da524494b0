"""Finds Vietnamese in the code that no translator sees: literals in functions, words in templates."""

import ast
import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

#: Letters of Vietnamese; × and ÷ stand among them in Unicode.
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
#: Calls that translate what they are given, or hand it on to `say`.
SAYERS = {"say"}


def unsaid_in_code(source: str) -> Iterator[tuple[int, str]]:
    """(line, literal) of each Vietnamese literal inside a function that `say` is not given.

    What stands at the top of a module or a class is a declaration, said by whoever shows it.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _in_body(node)


def _in_body(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    for statement in statements:
        if not isinstance(statement, ast.FunctionDef):
            yield from _unsaid(statement)


def _unsaid(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.Call) and _name(node.func) in SAYERS):
        if isinstance(node, ast.Call):  # the sentence is said, its values may hold another literal
            for value in node.keywords:
                yield from _unsaid(value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and VIETNAMESE.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from _unsaid(child)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def unsaid_in_template(source: str, environment: Environment) -> Iterator[tuple[int, str]]:
    """(line, words) of each Vietnamese text of a template, and of each literal printed as it is.

    What a macro is given is a label, and the macro says it.
    """
    yield from _unsaid_node(environment.parse(source))


def _unsaid_node(node: nodes.Node, printed: bool = False) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.TemplateData) and VIETNAMESE.search(node.data):
        yield node.lineno, " ".join(node.data.split())
    if isinstance(node, nodes.Const) and printed and VIETNAMESE.search(str(node.value)):
        yield node.lineno, str(node.value)
    is_printed = isinstance(node, nodes.Output) or (
        printed and isinstance(node, (nodes.CondExpr, nodes.Concat, nodes.Or, nodes.Add))
    )
    for child in node.iter_child_nodes():
        yield from _unsaid_node(child, is_printed)
