"""The pages of runs: plan, start, progress that survives a closed page, cancel, and what came of it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from mingcha.audit.models import AuditRecord
from mingcha.datasets.models import Progress
from mingcha.matching import editor
from mingcha.matching.models import Run
from tests.factories.datasets import work
from tests.factories.folder import write_folder
from tests.factories.matching import AT, findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City
from tests.integration.matching.test_editor import GRACE, LONGER, RULE, approve, saved
from tests.integration.matching.test_runs import done, release_folder


def text(page: Any, status: int = 200) -> str:
    assert page.status_code == status, page.status_code
    return str(page.content.decode())


def started(city: City, client: Any) -> Run:
    plan = reverse("run_plan", args=[city.purpose.pk])
    given = {"only": "1", "rule": RULE, "as_of": "2020-12-31"}
    assert client.post(plan, given).status_code == 302
    return Run.objects.all().for_system("test").latest("pk")


def test_u16_a_run_from_plan_to_report(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files"))
    client = browser(city["analyst"])
    plan = text(client.get(reverse("run_plan", args=[city.purpose.pk])))
    assert f'value="{RULE}"' in plan and "还缺哪些数据" in plan and "缺少数据：" in plan
    assert 'value="low_income_vehicle"' not in plan
    run = started(city, client)
    page = text(client.get(reverse("run", args=[run.pk])))
    assert 'hx-trigger="every 2s"' in page and "可以关闭本页" in page and "onclick" not in page
    assert "已有运行在进行" in text(client.get(reverse("run_plan", args=[city.purpose.pk])))
    assert client.post(reverse("run_plan", args=[city.purpose.pk]), {}).status_code == 409
    Progress.objects.filter(subject=run.audit_name).update(
        state="running", stage="rule", done=1, total=4, started_at=AT, beat_at=AT + timedelta(minutes=2)
    )
    # The browser was closed: another one sees the same, with the estimate.
    part = text(browser(city["analyst"]).get(reverse("run_progress", args=[run.pk])))
    assert "1 / 4" in part and "约剩6分钟" in part and "<html" not in part
    Progress.objects.filter(subject=run.audit_name).update(state="waiting", done=0, total=0, started_at=None)
    work()
    assert done(run).state == "done"
    ended = client.get(reverse("run_progress", args=[run.pk]))
    assert ended.headers["HX-Refresh"] == "true" and "every 2s" not in text(ended)
    page = text(client.get(reverse("run", args=[run.pk])))
    assert "已运行: 1" in page and "民政局_低保发放.csv" in page and "<pre class=" in page
    assert text(client.get(reverse("runs") + f"?purpose={city.purpose.pk}")).count("低保专项") >= 2


def test_u16_a_run_is_cancelled_from_its_page(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files", people=10))
    client = browser(city["analyst"])
    run = started(city, client)
    assert browser(city["county"]).post(reverse("run_cancel", args=[run.pk])).status_code == 403
    page = text(client.post(reverse("run_cancel", args=[run.pk]), follow=True))
    assert "已取消" in page and "没有产生任何疑点" in page
    work()
    assert findings().count() == 0
    assert AuditRecord.objects.filter(action="run.canceled", subject=run.audit_name).count() == 1


def test_the_run_uses_the_text_that_was_approved(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files"))
    draft = editor.draft_version(rule_id=RULE, version=1, by=city["analyst"], at=AT)
    longer = LONGER.replace("2030-01-01, value: 2", "2001-01-01, value: 1200")
    saved(city, draft, draft.text.replace(GRACE, longer), "\n".join(tolerant(draft.cases)))
    proposed = editor.propose_rule(rule_id=RULE, version=draft.version, by=city["analyst"], at=AT)
    client = browser(city["analyst"])
    first = started(city, client)
    work()
    assert (findings().count(), done(first).versions[RULE]) != (0, proposed.pk)  # proposed is not approved
    approve(proposed, city["releaser"])
    second = started(city, client)
    work()
    assert done(second).versions[RULE] == proposed.pk and "1200" in done(second).sql[RULE]
    assert set(findings().values_list("presence", flat=True)) == {"gone"}
    page = text(client.get(reverse("run", args=[second.pk])))
    assert f"/rules/{RULE}/1001/" in page


def tolerant(cases: str) -> list[str]:
    """The cases of rule 1, each with the grace that they were written for."""
    lines = []
    for line in cases.split("\n"):
        lines.append(line)
        if line.startswith("  - name:") and "longer grace" not in line:
            lines.append("    parameters: {grace_months: 1}")
    return lines


@pytest.mark.parametrize("who", ["county", "elsewhere", "analyst"])
def test_u23_every_number_of_a_run_opens_just_these_findings(city: City, who: str) -> None:
    run_with(city.purpose, city["analyst"], [row(1), row(2), row(9, rule_id=RULE, excluded=True)])
    last = run_with(city.purpose, city["analyst"], [row(2), row(3), row(4)])
    client = browser(city[who])
    page = client.get(reverse("run", args=[last.pk]))
    if who == "elsewhere":  # a reviewer does not read runs
        assert page.status_code == 404
        return
    shown = re.findall(r'<a class="tile" href="([^"]+)"><b>(\d+)</b>', text(page))
    shown += re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', text(page))
    assert len(shown) == 6 and sum(int(number) for _, number in shown) == 8
    for address, number in shown:
        opened = text(client.get(address.replace("&amp;", "&")))
        assert re.search(r'id="count">(\d+)<', opened)[1] == number, address  # type: ignore[index]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("还没有放行的文件", "查看报送文件")), ("en", ("No file is released", "To the files"))],
)
def test_u18_a_plan_without_files_says_what_comes_next(city: City, language: str, words: tuple[str, ...]) -> None:
    client = browser(city["analyst"], language)
    page = text(client.get(reverse("run_plan", args=[city.purpose.pk])))
    assert all(word in page for word in words) and " disabled" in page
    refused = text(client.post(reverse("run_plan", args=[city.purpose.pk]), {}), 409)
    assert "run.nothing" in refused


def test_r25_runs_are_planned_and_started_by_analysts_alone(city: City) -> None:
    run = run_with(city.purpose, city["analyst"], [row(1)])
    plan = reverse("run_plan", args=[city.purpose.pk])
    for who in ("county", "supervisor", "reviewer", "releaser", "clerk", "auditor"):
        client = browser(city[who])
        assert {client.get(plan).status_code, client.post(plan, {}).status_code} <= {403, 404}, who
        status = client.get(reverse("run", args=[run.pk])).status_code
        assert status == 200 if who in ("county", "supervisor") else status in (403, 404), who
    seen = text(browser(city["county"]).get(reverse("run", args=[run.pk])))
    assert "文件清单" not in seen  # names of files are for those who work with files
