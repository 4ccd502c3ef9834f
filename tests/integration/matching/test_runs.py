"""Runs through the worker: the findings of the command line, row for row, and what can go wrong."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings as configured
from django.urls import reverse

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.attachments.arriving import seal_file
from mingcha.audit.models import AuditRecord
from mingcha.datasets import operations as datasets
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.matching import catalogue, running, runs
from mingcha.matching.models import FindingKey, RuleVersion, Run
from tests.factories.datasets import work
from tests.factories.folder import person_id, write_folder
from tests.factories.folder import run as mingcha
from tests.factories.matching import AT, findings
from tests.factories.staff import CITY, browser
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db

AS_OF = date(2020, 12, 31)


def release_folder(city: City, folder: Path) -> None:
    """Hands in, reads and releases every file of a folder."""
    from mingcha.org import operations as org

    office = org.open_office(name_zh="民政局", kind="department", area=city.areas["430400000000"], by="system", at=AT)
    User.objects.filter(pk=city["clerk"].pk).update(office=office)
    clerk = User.objects.get(pk=city["clerk"].pk)
    configured.FILE_UPLOAD_TEMP_DIR = Path(configured.HOME) / "incoming"
    configured.FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
    for path in sorted(folder.iterdir()):
        upload = datasets.receive_upload(purpose_id=city.purpose.pk, received=seal_file(path), by=clerk, at=AT)
        work()
        datasets.release_upload(upload_id=upload.pk, by=city["releaser"], at=AT)


def done(run: Run) -> Run:
    return Run.objects.all().for_system("test").get(pk=run.pk)


def test_a_run_finds_what_the_command_line_finds(city: City, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "files")
    release_folder(city, folder)
    run = runs.start_run(purpose_id=city.purpose.pk, rules=["dead_low_income"], as_of=AS_OF, by=city["analyst"], at=AT)
    work()
    run = done(run)
    assert (run.state, run.failure_zh) == ("done", "")
    key = tmp_path / "mingcha" / "secret.key"
    key.parent.mkdir()
    key.write_bytes(Path(os.environ["MINGCHA_KEY_PATH"]).read_bytes())
    out = tmp_path / "out"
    assert mingcha(tmp_path, "match", folder, "--out", out, "--rules", "1", "--as-of", "2020-12-31").returncode == 0
    wanted = pq.read_table(out / "findings.parquet").to_pylist()
    got = {f.fingerprint: f for f in findings().select_related("text")}
    assert len(wanted) == 4 and set(got) == {w["fingerprint"] for w in wanted}
    for row in wanted:
        finding = got[row["fingerprint"]]
        assert finding.evidence_digest == row["evidence_digest"]
        assert finding.amount_fen == row["amount"] * 100
        assert finding.text.explanation_zh == row["explanation_zh"]
        assert _rows(finding.text.evidence) == _rows(row["evidence"])
        assert (finding.fund, finding.month, finding.strength) == (row["fund"], row["month"], row["strength"])
        assert finding.office is not None and finding.office.name_zh == "民政局"
    assert FindingKey.objects.count() == 4
    assert [r["status"] for r in run.reports] == ["ran"]


def test_r29_one_value_is_shown_whole_for_a_purpose_and_for_a_minute(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files"))
    runs.start_run(purpose_id=city.purpose.pk, rules=["dead_low_income"], as_of=AS_OF, by=city["analyst"], at=AT)
    work()
    finding = findings().select_related("text").first()
    known = {person_id(i) for i in range(0, 40, 10)}
    assert not any(plain in finding.text.evidence + finding.text.explanation_zh for plain in known)
    client = browser(city["supervisor"])
    page = reverse("finding", args=[finding.number])
    assert not any(plain in client.get(page).content.decode() for plain in known)
    given = {"row": "0", "column": "person", "reason": "核对当事人身份"}
    unmask = reverse("finding_unmask", args=[finding.number])
    assert client.post(unmask, given).status_code == 404, "a supervisor may not"
    # Findings without an area belong to the city: so must the reviewer.
    accounts.give_role(user=city["elsewhere"], role="reviewer", area=city.areas[CITY], by="user:0", at=AT)
    reviewer = browser(city["elsewhere"])
    answer = reviewer.post(unmask, given, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert any(plain in shown for plain in known) and 'data-hide-after="60"' in shown
    whole = reviewer.post(unmask, given)
    assert whole.headers["Refresh"].startswith("60;")
    assert reviewer.post(unmask, {**given, "reason": ""}).status_code == 409
    assert reviewer.post(unmask, {**given, "row": "999"}).status_code == 404
    assert reviewer.post(unmask, {**given, "column": "fund"}).status_code == 404
    records = AuditRecord.objects.filter(action="identity.unmasked", actor=city["elsewhere"].audit_name)
    assert records.count() == 2 and all("核对当事人身份" in r.detail for r in records)
    log = "".join(AuditRecord.objects.values_list("detail", flat=True))
    assert not any(plain in log for plain in known)
    name = reviewer.post(unmask, {**given, "column": "name"}, headers={"HX-Request": "true"})
    assert "张三" in name.content.decode()
    drawn = reviewer.get(reverse("finding_graph", args=[finding.number])).content.decode()
    assert "4304**********" in drawn and "部分来源文件已删除" not in drawn
    for sealed in (Path(configured.HOME) / "store" / "versions").iterdir():
        sealed.unlink()
    assert reviewer.post(unmask, given).status_code == 409
    assert "部分来源文件已删除" in reviewer.get(reverse("finding_graph", args=[finding.number])).content.decode()


def test_u16_the_pages_of_a_run_from_plan_to_result(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files"))
    client = browser(city["analyst"])
    plan = client.get(reverse("run_plan", args=[city.purpose.pk])).content.decode()
    assert "死亡后仍领低保" in plan and "缺少数据：" in plan
    given = {"only": "1", "rule": ["dead_low_income"], "as_of": "2020-12-31"}
    page = client.post(reverse("run_plan", args=[city.purpose.pk]), given, follow=True)
    run = Run.objects.all().for_system("test").get()
    assert "排队中" in page.content.decode() and "every 2s" in page.content.decode()
    work()
    ended = client.get(reverse("run_progress", args=[run.pk]))
    assert ended.headers["HX-Refresh"] == "true"
    done_page = client.get(reverse("run", args=[run.pk])).content.decode()
    assert re.search(r'presence=new[^"]*">4</a>', done_page) and "已完成" in done_page
    assert "排队" not in done_page and "SELECT" in done_page
    assert client.post(reverse("run_cancel", args=[run.pk])).status_code == 409


def _rows(evidence: str) -> list[dict[str, Any]]:
    """Without file names: the platform puts the county in front of what an office calls a file."""
    return [{k: v for k, v in item.items() if k != "file"} for item in json.loads(evidence)]


def test_nothing_to_match_no_such_purpose_not_allowed(city: City) -> None:
    with pytest.raises(Refused) as refused:
        runs.start_run(purpose_id=city.purpose.pk, by=city["analyst"], at=AT)
    assert refused.value.code == "run.nothing"
    with pytest.raises(NotFound):
        runs.start_run(purpose_id=city.purpose.pk, by=city["reviewer"], at=AT)
    with pytest.raises(Denied):
        runs.start_run(purpose_id=city.purpose.pk, by=city["supervisor"], at=AT)


def test_one_run_at_a_time_and_only_rules_in_use(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files", people=10))
    RuleVersion.objects.filter(rule_id="dead_pension").update(state="suspended")
    with pytest.raises(Refused) as refused:
        runs.start_run(purpose_id=city.purpose.pk, rules=["dead_pension"], by=city["analyst"], at=AT)
    assert refused.value.code == "rule.not_in_use"
    run = runs.start_run(purpose_id=city.purpose.pk, by=city["analyst"], at=AT)
    with pytest.raises(Refused) as second:
        runs.start_run(purpose_id=city.purpose.pk, by=city["analyst"], at=AT)
    assert second.value.code == "run.other"
    runs.cancel_run(run_id=run.pk, by=city["analyst"], at=AT)
    work()
    assert done(run).state == "canceled" and findings().count() == 0
    with pytest.raises(Refused):
        runs.cancel_run(run_id=run.pk, by=city["analyst"], at=AT)


def test_a_suspended_rule_does_not_run(city: City) -> None:
    assert "dead_low_income" in catalogue.library().rules
    RuleVersion.objects.filter(rule_id="dead_low_income").update(state="suspended")
    assert "dead_low_income" not in catalogue.library().rules
    assert catalogue.enter_shipped(by="system", at=AT) == 0


def test_starting_is_undone_when_the_log_cannot_be_written(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_folder(city, write_folder(tmp_path / "files", people=10))

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("mingcha.matching.runs.audit.record", fail)
    with pytest.raises(OSError, match="no room"):
        runs.start_run(purpose_id=city.purpose.pk, by=city["analyst"], at=AT)
    assert Run.objects.all().for_system("test").count() == 0


def test_a_lost_file_fails_the_run_with_a_sentence(city: City, tmp_path: Path) -> None:
    release_folder(city, write_folder(tmp_path / "files", people=10))
    run = runs.start_run(purpose_id=city.purpose.pk, by=city["analyst"], at=AT)
    for record in (Path(configured.HOME) / "store" / "files").iterdir():
        record.unlink()
    work()
    assert done(run).state == "failed" and "不在数据仓中" in done(run).failure_zh
    assert AuditRecord.objects.filter(action="run.failed").count() == 1
    assert running.CANCELED.zh not in done(run).failure_zh
