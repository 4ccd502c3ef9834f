"""The auditor's trail: who may read it, what it says, and that looking leaves a record."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingcha.accounts.models import User
from mingcha.audit import operations as audit
from mingcha.audit import queries
from mingcha.audit.actions import ACTIONS
from mingcha.audit.details import DETAILS
from mingcha.org.models import Area
from tests.factories.datasets import person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCES = Path(__file__).parents[3] / "src/mingcha"


@pytest.fixture
def auditor(db: None, client: Client, settings: Any) -> User:
    settings.MFA_REQUIRED = False
    city = Area.objects.create(code="430400000000", name="衡阳市", level="city")
    user = person("auditor", "auditor", city)
    client.force_login(user)
    return user


def test_r31_the_trail_says_who_did_what_and_that_it_was_read(auditor: User, client: Client) -> None:
    page = client.get("/audit/", {"action": "role.given"}).content.decode()
    assert "授予角色" in page and "开设账号</td>" not in page
    assert queries.timeline("").filter(action="audit.searched", actor=auditor.audit_name).count() == 1
    mine = client.get("/audit/", {"actor": "auditor"}).content.decode()
    assert "查阅审计记录" in mine and "授予角色</td>" not in mine


def test_the_trail_pages_backwards(auditor: User, client: Client) -> None:
    for _ in range(120):
        client.get("/audit/")
    first = client.get("/audit/").content.decode()
    older = re.search(r"before=(\d+)", first)
    assert older
    second = client.get("/audit/", {"before": older[1]}).content.decode()
    assert f'<td class="num">{older[1]}</td>' in first and f'<td class="num">{int(older[1]) - 1}</td>' in second


def test_verifying_says_that_the_chain_is_whole(auditor: User, client: Client) -> None:
    from mingcha.audit import jobs
    from mingcha.kernel.clock import wall_clock

    jobs.tick(wall_clock())
    assert "审计链完整" in client.post("/audit/verify/", follow=True).content.decode()


def test_verifying_says_what_is_wrong_in_the_language_of_the_page(auditor: User, client: Client) -> None:
    def said() -> str:
        return "".join(map(str, client.post("/audit/verify/", follow=True).context["messages"]))

    # Nothing was ever anchored, and the records are months old.
    assert "锚定" in said()
    client.post("/language/setlang/", {"language": "en"})
    assert "anchor" in said()


def test_others_may_not_read_it(auditor: User, client: Client) -> None:
    area = Area.objects.get()
    for role in ("analyst", "leader", "system_administrator", "security_administrator"):
        client.force_login(person(role, role, area))
        assert client.get("/audit/").status_code == 403
        assert client.post("/audit/verify/").status_code == 403


def test_every_action_has_words() -> None:
    said = set()
    for path in SOURCES.rglob("*.py"):
        said |= set(re.findall(r"""\brecord\(\s*"([a-z_]+\.[a-z_]+)\"""", path.read_text("utf-8")))
    assert len(said) > 40
    assert said - ACTIONS.keys() == set()


def test_details_are_words_not_keys(auditor: User, client: Client) -> None:
    detail = {
        "role": "analyst",
        "excluded": "no",
        "due": "2026-12-17T00:00:00+08:00",
        "again": False,
        "kind": "department",
        "to": auditor.audit_name,
        "datasets": ["death"],
    }
    audit.record("finding.assigned", subject="finding:17", by=auditor, at=AT, detail={**detail, "digest": "a" * 64})
    said = "是否重新排队：否；数据集：死亡登记；摘要值：aaaaaaaaaaaa…；到期时间：2026-12-17 00:00；"
    said += "已排除的命中：不显示；类别：部门；角色：数据分析人员；"
    page = client.get("/audit/", {"subject": "finding:17"}).content.decode()
    assert said in page and ">疑点 17</a>" in page
    client.cookies["mingcha-language"] = "en"
    assert "excluded hits: left out; kind: department; role: " in client.get("/audit/").content.decode()


def test_every_name_of_a_detail_has_words() -> None:
    said = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                said |= names_of_details(node)
    assert len(said) > 50
    assert said - DETAILS.keys() == set()


def names_of_details(function: ast.FunctionDef) -> set[str]:
    """The keys of dictionaries given to `record` or `looked` as detail, at once or by a name of this function."""
    given: list[ast.AST] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("record", "looked")):
            given += [k.value for k in node.keywords if k.arg == "detail"] + node.args[3:4]
    names = {node.id for node in given if isinstance(node, ast.Name)}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in names:
            given.append(node.value)
    found = [d for node in given for d in ast.walk(node) if isinstance(d, ast.Dict)]
    return {str(key.value) for d in found for key in d.keys if isinstance(key, ast.Constant)}
