"""A list of areas in the browser: shown before it is stored, good rows go on, bad rows come back marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from mingcha.audit.models import AuditRecord
from mingcha.engine.understanding.area_marks import read_marked
from mingcha.kernel.errors import Refused
from mingcha.org import operations, queries
from mingcha.org.models import Area
from tests.factories.staff import AT, CITY, COUNTY, OTHER, TOWN, areas, browser, staff

pytestmark = pytest.mark.django_db
HEAD = "code,name,level,parent_code\n"
NEW_TOWN = "430421104000"
LIST = f"""{HEAD}{CITY},衡阳市,city,
{COUNTY},衡阳新县,county,{CITY}
{OTHER},衡南县,county,{CITY}
{NEW_TOWN},新镇,township,{COUNTY}
4304211,坏码镇,township,{COUNTY}
430421105000,,township,{COUNTY}
430421106000,孤村,village,430499000000
430422101000,错位镇,township,{COUNTY}
{NEW_TOWN},新镇,township,{COUNTY}
430521000000,外县,county,430500000000
=cmd,坏,county,{CITY}
"""


@pytest.fixture(autouse=True)
def world(settings: Any, tmp_path: Path) -> None:
    settings.MFA_REQUIRED = False
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    areas()


@pytest.fixture
def system() -> Client:
    return browser(staff("system", "system_administrator"))


def send(client: Client, text: str, encoding: str = "utf-8") -> Any:
    """The answer to the form."""
    return client.post("/areas/import/", {"file": SimpleUploadedFile("区划.csv", text.encode(encoding))})


def agreed(answer: Any, **more: str) -> dict[str, str]:
    """What the button of the preview sends."""
    return {"kept": answer.context["kept"], "plan": answer.context["plan"].digest, **more}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_preview_says_what_would_change_and_changes_nothing(system: Client, encoding: str) -> None:
    answer = send(system, LIST, encoding)
    plan = answer.context["plan"]
    assert [row.code for row in plan.new] == [NEW_TOWN]
    assert [(one.row.name, one.before) for one in plan.changed] == [("衡阳新县", "衡阳县（衡阳市）")]
    assert [marked.line for marked in plan.marked] == [6, 7, 8, 9, 10, 11, 12]
    assert [area.code for area in plan.ended] == [] and plan.same == 2  # no sister of the old town is in the list
    assert "12位数字" in answer.content.decode() and "衡阳新县" in answer.content.decode()
    assert Area.objects.get(code=COUNTY).name == "衡阳县" and not Area.objects.filter(code=NEW_TOWN).exists()


def test_good_rows_are_stored_and_bad_ones_come_back(system: Client) -> None:
    answer = send(system, LIST)
    marked = system.post("/areas/import/marked/", {"kept": answer.context["kept"]}).content.decode("utf-8-sig")
    assert marked.splitlines()[0] == "code,name,level,parent_code,line,reason"
    assert len(marked.splitlines()) == 8 and "'=cmd" in marked and "\n=cmd" not in marked
    assert system.post("/areas/import/confirm/", agreed(answer)).status_code == 302
    assert Area.objects.get(code=COUNTY).name == "衡阳新县"
    assert Area.objects.get(code=NEW_TOWN).parent == Area.objects.get(code=COUNTY)
    assert not Area.objects.filter(name__in=("坏码镇", "孤村", "错位镇", "外县")).exists()
    record = AuditRecord.objects.get(action="areas.imported")
    assert '"added":1' in record.detail.replace(" ", "") and '"marked":7' in record.detail.replace(" ", "")


def test_areas_end_only_when_somebody_says_so(system: Client) -> None:
    text = f"{HEAD}{CITY},衡阳市,city,\n{COUNTY},衡阳县,county,{CITY}\n"
    answer = send(system, text)
    assert [area.code for area in answer.context["plan"].ended] == [OTHER]
    system.post("/areas/import/confirm/", agreed(answer))
    assert Area.objects.get(code=OTHER).valid_to is None
    answer = send(system, text)
    system.post("/areas/import/confirm/", agreed(answer, end="1", last="2026-03-31"))
    assert Area.objects.get(code=OTHER).valid_to == date(2026, 3, 31)
    assert Area.objects.get(code=TOWN).valid_to is None
    again = send(system, f"{text}{OTHER},衡南县,county,{CITY}\n").context["plan"]
    assert ["2026-03-31" in marked.reason.zh for marked in again.marked] == [True]


@pytest.mark.parametrize("where", [COUNTY, TOWN])
def test_what_lies_below_ends_with_it_unless_an_office_is_open_there(system: Client, where: str) -> None:
    text = f"{HEAD}{CITY},衡阳市,city,\n{OTHER},衡南县,county,{CITY}\n"
    assert [area.code for area in send(system, text).context["plan"].ended] == [COUNTY, TOWN]
    place = Area.objects.get(code=where)
    operations.open_office(name_zh="监察办公室", kind="township_office", area=place, by="system", at=AT)
    plan = send(system, text).context["plan"]
    assert ([area.code for area in plan.held], plan.ended) == ([COUNTY, TOWN], ())


def test_what_was_shown_is_what_is_done(system: Client) -> None:
    answer = send(system, LIST)
    Area.objects.filter(code=COUNTY).update(name="衡阳新县")
    shown = system.post("/areas/import/confirm/", agreed(answer))
    assert shown.status_code == 200 and "区划已有变动" in shown.content.decode()
    assert not Area.objects.filter(code=NEW_TOWN).exists()
    other = browser(staff("second", "system_administrator"))
    assert other.post("/areas/import/confirm/", agreed(answer)).status_code == 409  # kept for its sender only


@pytest.mark.parametrize("text", ["", "代码,名称\n1,2\n", "PK\x03\x04\x00"])
def test_what_is_no_list_is_refused_beside_the_form(system: Client, text: str) -> None:
    answer = send(system, text)
    assert answer.status_code == 409 and 'type="file"' in answer.content.decode()
    assert system.post("/areas/import/").status_code == 409


def test_nobody_changes_what_lies_outside(system: Client) -> None:
    county = browser(staff("county", "system_administrator", COUNTY))
    plan = send(county, LIST).context["plan"]
    assert [row.code for row in plan.new] == [NEW_TOWN]
    plan = send(county, f"{HEAD}{OTHER},别名,county,{CITY}\n").context["plan"]
    assert (plan.rows, len(plan.marked), plan.ended) == ([], 1, ())
    assert browser(staff("reviewer", "reviewer")).get("/areas/import/").status_code == 403


def test_the_areas_of_hengyang_go_in_again_and_nothing_changes(system: Client) -> None:
    path = Path(__file__).parents[3] / "src/mingcha/engine/understanding/data/hengyang_areas.csv"
    operations.import_areas(path=path, by="system", at=AT)
    plan = send(system, path.read_text("utf-8-sig")).context["plan"]
    assert (plan.rows, plan.ended, plan.marked) == ([], (), ())
    assert plan.same == Area.objects.count()


def test_areas_are_changed_inside_only_in_order_and_wholly_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{HEAD}{CITY},衡阳市,city,\n{COUNTY},新名,county,{CITY}\n"
    known: dict[str, Any] = {"file": "a.csv", "by": "system", "at": AT}
    plan = queries.plan_areas(read_marked(text.encode()), inside=bool)
    with pytest.raises(Refused) as outside:
        operations.update_areas(plan=plan, last=None, inside=lambda code: code == OTHER, **known)
    Area.objects.filter(code=OTHER).update(valid_from=date(2026, 3, 1))
    plan = queries.plan_areas(read_marked(text.encode()), inside=bool)
    with pytest.raises(Refused) as order:
        operations.update_areas(plan=plan, last=date(2026, 2, 1), inside=bool, **known)
    assert (outside.value.code, order.value.code) == ("areas.outside", "areas.order")
    monkeypatch.setattr("mingcha.audit.operations.record", failing)
    with pytest.raises(OSError, match="audit"), transaction.atomic():
        operations.update_areas(plan=plan, last=None, inside=bool, **known)
    assert Area.objects.get(code=COUNTY).name == "衡阳县"


def failing(*_args: Any, **_known: Any) -> None:
    raise OSError("audit")
