"""The pages through the door: a department hands in and cannot read back; data people see, answer, release."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingcha.accounts.models import User
from mingcha.audit.models import AuditRecord
from mingcha.datasets import operations, queries
from mingcha.datasets.models import Purpose, SourceAnswer, Upload
from tests.factories.datasets import AT, World, fresh, hand_in, read_in, work
from tests.factories.folder import PAYMENTS, person_id, write_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files") / "民政局_低保发放.csv"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return str(page.content.decode())


def send(client: Client, world: World, path: Path) -> Any:
    data = {"purpose": world.purpose.pk, "file": SimpleUploadedFile(path.name, path.read_bytes())}
    return client.post(reverse("hand_in"), data, follow=True)


def test_a_department_hands_in_through_the_page(world: World, payments: Path, home: Path) -> None:
    client = logged_in(world.clerk)
    assert "报送数据" in text(client.get(reverse("hand_in")))
    page = text(send(client, world, payments))
    assert "已接收：民政局_低保发放.csv" in page and "等待读取" in page
    assert list((home / "incoming").iterdir()) == []
    assert "内容完全相同" in text(send(client, world, payments))
    assert list((home / "incoming").iterdir()) == []
    work()
    (upload,) = Upload.objects.all().for_system("test")
    assert "待放行" in text(client.get(reverse("own_row", args=[upload.pk])))


def test_t6_a_department_account_cannot_read_anything_back(world: World, payments: Path) -> None:
    upload = read_in(world, payments)
    client = logged_in(world.clerk)
    routes = ["upload", "upload_progress", "upload_columns", "upload_lineage", "upload_returned"]
    answers = {name: client.get(reverse(name, args=[upload.pk])).status_code for name in routes}
    answers |= {name: client.get(reverse(name)).status_code for name in ("uploads", "purpose_new")}
    answers["purpose"] = client.get(reverse("purpose", args=[world.purpose.pk])).status_code
    answers |= {
        deed: client.post(reverse("upload_act", args=[upload.pk, deed]), {"reason": "没有理由"}).status_code
        for deed in ("again", "cancel", "confirm", "release", "withdraw")
    }
    assert set(answers.values()) <= {403, 404}, answers
    assert fresh(upload).state == "read"
    other = logged_in(world.analyst)
    for name in ("own_row", "own_returned"):
        assert other.get(reverse(name, args=[upload.pk])).status_code == 404


def test_u15_the_returned_workbook_holds_the_bad_rows_with_reasons(world: World, tmp_path: Path) -> None:
    path = tmp_path / "低保发放.csv"
    bad = f"农村低保,李四,{person_id(1)[:-1]}0,1,240.00,202001,成功"
    rows = [f"农村低保,张三,{person_id(i)},1,240.00,202001,成功" for i in range(30)]
    path.write_text("\n".join([PAYMENTS, *rows, bad]) + "\n", encoding="utf-8")
    upload = read_in(world, path)
    assert (upload.rows, upload.quarantined) == (30, 1)
    answer: Any = logged_in(world.clerk).get(reverse("own_returned", args=[upload.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.worksheets[1]
    row = next(r for r in sheet.iter_rows() if any(c.value == "李四" for c in r))
    cell = next(c for c in row if c.value == f"{person_id(1)[:-1]}0")
    assert cell.fill.fgColor.rgb not in ("00000000", "FFFFFFFF")
    assert "校验码不符" in str(row[-1].value)
    assert AuditRecord.objects.filter(action="upload.rows_returned", subject=upload.audit_name).count() == 1


def test_data_people_see_quality_answer_and_release(world: World, payments: Path) -> None:
    upload = read_in(world, payments)
    analyst, releaser = logged_in(world.analyst), logged_in(world.releaser)
    assert upload.name in text(analyst.get(reverse("uploads")))
    page = text(analyst.get(reverse("upload", args=[upload.pk])))
    assert "质量报告" in page and "480" in page and "放行用于比对" not in page
    assert "保障人口" in text(analyst.get(reverse("upload_columns", args=[upload.pk])))
    assert upload.record_digest in text(analyst.get(reverse("upload_lineage", args=[upload.pk])))
    assert "放行用于比对" in text(releaser.get(reverse("upload", args=[upload.pk])))
    done = releaser.post(reverse("upload_act", args=[upload.pk, "release"]), follow=True)
    assert "已放行" in text(done)
    done = releaser.post(reverse("upload_act", args=[upload.pk, "withdraw"]), {"reason": "部门重报"}, follow=True)
    assert "已撤回" in text(done)


def test_purposes_are_proposed_approved_and_ended_in_the_browser(world: World) -> None:
    client = logged_in(world.analyst)
    data = {
        "title": "公务用车专项",
        "legal_basis": "监察法第二十五条",
        "area": world.city.pk,
        "valid_until": "2036-01-01",
        "datasets": ["vehicle"],
    }
    page = text(client.post(reverse("purpose_new"), data, follow=True))
    purpose = Purpose.objects.for_system("test").get(title="公务用车专项")
    assert "待批准" in page and "第二人签署" not in page
    assert client.post(reverse("purpose_approve", args=[purpose.pk])).status_code == 403
    boss = logged_in(world.supervisor)
    assert "公务用车专项" in text(boss.get(reverse("purposes")))
    assert "已批准" in text(boss.post(reverse("purpose_approve", args=[purpose.pk]), follow=True))
    ended = boss.post(reverse("purpose_end", args=[purpose.pk]), {"reason": "专项结束"}, follow=True)
    assert "已结束" in text(ended)


def test_too_large_a_file_is_refused_before_it_is_read(world: World, payments: Path, settings: Any) -> None:
    settings.UPLOAD_BYTES = -90_000
    page = send(logged_in(world.clerk), world, payments)
    assert page.status_code == 409 and "上限" in page.content.decode()


def test_columns_in_doubt_are_answered_and_remembered(world: World, tmp_path: Path) -> None:
    path = tmp_path / "发放2020年1月.csv"
    rows = [f"张三{i},{person_id(i)},240.00" for i in range(30)]
    path.write_text("\n".join(["甲,乙,丙", *rows]) + "\n", encoding="utf-8")
    upload = read_in(world, path)
    assert upload.state == "needs_mapping"
    client = logged_in(world.analyst)
    page = text(client.get(reverse("upload_columns", args=[upload.pk])))
    assert "需要" in page or "选择" in page
    given = {
        "tables": 1,
        "sheet-0": "",
        "was-0": "payment",
        "dataset-0": "payment",
        "lines-0": 3,
        "header-0-0": "甲",
        "column-0-0": "payee_name",
        "header-0-1": "乙",
        "column-0-1": "person",
        "header-0-2": "丙",
        "column-0-2": "amount",
        "constant-0-fund": "农村低保",
        "constant-0-period": "202001",
    }
    client.post(reverse("upload_columns", args=[upload.pk]), given)
    work()
    upload = fresh(upload)
    assert (upload.state, upload.rows, upload.confirmed_by) == ("read", 30, world.analyst)
    lasting, passing = SourceAnswer.objects.order_by("pk")
    assert (lasting.file, lasting.constants) == ("发放*年*月.csv", {"fund": "农村低保"})
    assert (passing.file, passing.constants) == (path.name, {"period": "202001"})
    # The office's next month is understood without asking, and is of its own month.
    later = tmp_path / "发放2020年2月.csv"
    later.write_text(path.read_text("utf-8").replace("240.00", "250.00"), encoding="utf-8")
    next_one = read_in(world, later)
    assert next_one.state == "read"
    constants = queries.record_of(next_one).versions[0].quality.constants
    assert [c for c in constants if c.startswith("period=")] == ["period=202002 (file)"]
    # Sent back as the page shows it, nothing but the columns is an answer.
    form = client.get(reverse("upload_columns", args=[next_one.pk])).context["tables"][0]
    assert form.table.header_row == 1 and dict((c.name, v) for c, v in form.constants)["period"] == "202002"


def test_the_english_pages_are_english(world: World, payments: Path) -> None:
    upload = read_in(world, payments)
    client = logged_in(world.analyst)
    client.post("/language/setlang/", {"language": "en", "next": "/"})
    assert "Quality report" in text(client.get(reverse("upload", args=[upload.pk])))


def test_cancelling_what_nobody_has_begun_ends_it_at_once(world: World, payments: Path) -> None:
    upload = hand_in(world, payments)
    client = logged_in(world.clerk)
    assert "未能读取" in text(client.post(reverse("own_cancel", args=[upload.pk]), follow=True))
    work()
    assert fresh(upload).state == "failed"
    operations.read_again(upload_id=upload.pk, by=world.analyst, at=AT)
    work()
    assert fresh(upload).state == "read"
