"""Parameters with validity dates and county overrides, and how they enter the SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlglot import exp

from mingcha.engine.rules.gate import AS_OF, CONTAINS_ANY, PARAM
from mingcha.engine.rules.model import Parameter, ParameterValue
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def value_at(parameter: Parameter, day: date, county: int | None = None) -> int | str:
    """The value in force on `day` in `county`: the county's own when there is one, else the general one."""
    return _in_force(parameter, day, county).value


def _in_force(parameter: Parameter, day: date, county: int | None) -> ParameterValue:
    fitting = [v for v in parameter.values if v.since <= day and v.county in (None, county)]
    if not fitting:
        raise Refused(
            "rule.parameter",
            Message(
                f"参数 {parameter.name} 在 {day} 没有生效的取值，请补充。",
                f"The parameter {parameter.name} has no value in force on {day}; add one.",
            ),
        )
    return max(fitting, key=lambda v: (v.county is not None, v.since))


def substitute(
    tree: exp.Query, parameters: Mapping[str, Parameter], as_of: date, overrides: Mapping[str, int | str]
) -> exp.Query:
    """The statement with every `:name` and `param('name', county[, date])` replaced by a literal or a CASE."""

    def replace(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Placeholder):
            if node.name == AS_OF:
                return exp.cast(exp.Literal.string(as_of.isoformat()), "DATE")
            parameter = parameters[node.name]
            return _literal(parameter, overrides.get(node.name, value_at(parameter, as_of)))
        if isinstance(node, exp.Anonymous) and node.name.lower() == PARAM:
            name = node.expressions[0].name
            if name in overrides:
                return _literal(parameters[name], overrides[name])
            return _case(parameters[name], as_of, node.expressions[1:])
        if isinstance(node, exp.Anonymous) and node.name.lower() == CONTAINS_ANY:
            return _contains_any(node, replace)
        return node

    filled = tree.transform(replace)
    for node in filled.find_all(exp.In):
        node.set("expressions", [y for x in node.expressions for y in (_spread(x))])
    return filled  # type: ignore[return-value]


def _contains_any(node: exp.Anonymous, replace: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    """`CONTAINS_ANY(text, :words)`: whether the text contains one of the words of a list; false when it is NULL."""
    text, words = (argument.transform(replace) for argument in node.expressions)
    found = (exp.Contains(this=text.copy(), expression=word) for word in _spread(words))
    return exp.Coalesce(this=exp.Paren(this=exp.or_(*found)), expressions=[exp.false()])


def _spread(value: exp.Expression) -> list[exp.Expression]:
    return value.expressions if isinstance(value, exp.Tuple) else [value]


def _literal(parameter: Parameter, value: int | str) -> exp.Expression:
    if parameter.type == "list":
        # Only `x IN (:names)` makes sense of a list; `_spread` opens the tuple there.
        return exp.Tuple(expressions=[exp.Literal.string(x) for x in str(value).split("\n")])
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)


def _case(parameter: Parameter, as_of: date, arguments: list[exp.Expression]) -> exp.Expression:
    """`CASE WHEN county = … AND day >= … THEN … END`: counties before the general value, later before earlier."""
    county = arguments[0]
    day = arguments[1] if len(arguments) > 1 else exp.cast(exp.Literal.string(as_of.isoformat()), "DATE")
    case = exp.Case()
    for value in sorted(parameter.values, key=lambda v: (v.county is not None, v.since), reverse=True):
        condition: exp.Condition = exp.GTE(
            this=day.copy(), expression=exp.cast(exp.Literal.string(value.since.isoformat()), "DATE")
        )
        if value.county is not None:
            condition = exp.and_(exp.EQ(this=county.copy(), expression=exp.Literal.number(value.county)), condition)
        case = case.when(condition, _literal(parameter, value.value))
    return exp.Paren(this=case)
