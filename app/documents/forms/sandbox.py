"""The language of templates: names of values, `for`, `if`, three filters; it reaches nothing else.

An administrator may replace a template, so a template is input. Closed by construction: a kind of
expression that is not named here is refused before it is compiled, no name leads out of the values,
nothing can be called.
"""

import re
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from app.core.errors import RuleViolated
from app.core.words import say

#: What a template may be made of.
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Filter,
)
#: Loops in loops: the lines of a table inside its blocks need two.
_DEEPEST = 3
_LOOP_NAMES = frozenset({"index", "first", "last", "length"})
#: XML 1.0 has no place for these, not even escaped.
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEW_LINE = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_NO_BREAK_HYPHEN = Markup('</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')


class TemplateFault(RuleViolated):
    """The template cannot be used; the message names the place."""

    code = "template_fault"


class ValuesOnly(ImmutableSandboxedEnvironment):
    """Reads keys of dicts, items of lists and the counters of a loop; everything else is refused."""

    def __init__(self, undefined: type[Undefined] = StrictUndefined) -> None:
        super().__init__(undefined=undefined, autoescape=True, finalize=as_word_text)
        self.filters = {"upper": _upper, "join": _join, "default": _default}
        self.globals = {}
        self.tests = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in _LOOP_NAMES:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if type(obj) is dict and type(argument) is str:
            return obj[argument] if argument in obj else self.undefined(name=argument)
        if type(obj) is list and type(argument) is int:
            return obj[argument] if 0 <= argument < len(obj) else self.undefined(name=str(argument))
        if isinstance(obj, Undefined):
            return self.undefined(name=f"{obj._undefined_name}.{argument}")
        raise SecurityError(f"{argument}")

    def call(*_args: Any, **_named: Any) -> NoReturn:
        raise SecurityError("()")

    def checked(self, source: str) -> nodes.Template:
        """The template as a tree; TemplateFault if it holds anything that is not allowed."""
        try:
            tree = self.parse(source)
        except TemplateError as error:
            raise unreadable(error) from error
        _check(tree, depth=0)
        return tree


def as_word_text(value: object) -> object:
    """A value as text inside a run: escaped, its line breaks kept, what XML cannot hold taken out."""
    if isinstance(value, Markup):
        return value
    if not isinstance(value, str | int | Undefined):
        raise SecurityError(type(value).__name__)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _NEW_LINE.join(map(_line, _NO_TEXT.sub("", text).split("\n")))


def _line(text: str) -> Markup:
    """U+2011 as Word has it, so that every font can draw it."""
    return _NO_BREAK_HYPHEN.join(map(escape, text.split("\u2011")))


def unreadable(error: TemplateError) -> TemplateFault:
    """The refusal of a template that Jinja cannot read or that asked for what it may not have."""
    return TemplateFault(
        say(
            "Mẫu biểu có chỗ trống không đọc được hoặc không được phép: {place}.",
            place=str(error.message)[:200],
        )
    )


def _check(node: nodes.Node, *, depth: int) -> None:
    depth += isinstance(node, nodes.For)
    name = getattr(node, "attr", None) or getattr(node, "name", None) or ""
    is_hidden = isinstance(node, nodes.Name | nodes.Getattr) and name.startswith("_")
    if not isinstance(node, _ALLOWED) or is_hidden or depth > _DEEPEST:
        raise TemplateFault(
            say(
                "Mẫu biểu chỉ được dùng tên chỗ trống, «for», «if»; không được dùng: {what}.",
                what=name or type(node).__name__,
            )
        )
    for child in node.iter_child_nodes():
        _check(child, depth=depth)


def _upper(value: object) -> object:
    return value if isinstance(value, Markup) else str(value).upper()


def _join(value: object, separator: str = "") -> str:
    if type(value) is not list or any(type(one) is not str for one in value):
        raise SecurityError("join")
    return str(separator).join(value)


def _default(value: object, instead: object = "") -> object:
    return value or instead


def collector(names: set[str]) -> type[Undefined]:
    """A stand-in for unknown names that notes them and prints nothing."""

    class Noted(Undefined):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            names.add(str(self._undefined_name))

    return Noted
