"""What pages of this room say instead of codes: the sentence of a rule, its columns and units, cells of registers."""

from __future__ import annotations

import re

from mingcha.datasets.engine import specs
from mingcha.engine.normalise.relations import CODES, NAMES
from mingcha.matching import catalogue, rulebook, slots
from mingcha.matching.wording import unit_name, value_name

RULES = list(catalogue.shipped().rules.values())
_CODE = re.compile(r"[{}_]|[a-z]+:[a-z]+")


def test_no_rule_shows_the_fields_of_its_template() -> None:
    said = {rule.id: slots.readable(rule, rulebook.datasets_of(rule)) for rule in RULES}
    assert [name for name, (zh, en) in said.items() if _CODE.search(zh) or _CODE.search(en)] == []
    assert said["dead_low_income"].zh.startswith(
        "〔领款人姓名〕（〔公民身份号码〕）于〔死亡日期〕死亡，此后〔最早月份〕至"
    )
    assert said["dead_low_income"].en.startswith("‹payee's name› (‹resident id›) died on ‹date of death›;")


def test_every_column_that_a_rule_may_read_has_a_name_in_both_languages() -> None:
    titles = [(rule.id, code, title) for rule in RULES for i in rulebook.inputs_of(rule) for code, title in i.columns]
    assert [(rule, code) for rule, code, title in titles if title.zh == code] == []


def test_every_unit_of_a_parameter_is_known_in_english() -> None:
    units = {parameter.unit for rule in RULES for parameter in rule.parameters.values()} - {""}
    assert {unit for unit in units if not unit_name(unit).en.isascii()} == set()


def test_codes_of_registers_are_words_and_other_cells_stay() -> None:
    category = next(c for c in specs()["fiscal_staff"].columns.values() if "civil_servant" in c.values)
    assert value_name(category, "civil_servant") == ("公务员", "civil servant")
    assert value_name(category, "别的") == value_name(None, "别的") == ("别的", "别的")


def test_relations_and_yes_or_no_are_words() -> None:
    columns = [c for s in specs().values() for c in s.columns.values()]
    relation = next(c for c in columns if c.type == "relation")
    told = next(c for c in columns if c.type == "bool")
    assert value_name(relation, "02") == ("户主", "head of the household")
    assert value_name(told, "false") == ("否", "no")
    assert value_name(relation, "00") == ("00", "00") and value_name(told, "") == ("", "")


def test_every_code_of_relations_has_a_name_of_its_own_in_both_languages() -> None:
    assert NAMES.keys() == CODES
    for language in zip(*NAMES.values(), strict=True):
        assert len(set(language)) > len(CODES) - 6  # two kinds of uncles may be one word in English
