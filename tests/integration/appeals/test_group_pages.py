"""Pages of groups: the list and its gaps, the ledger out and in, the page and the poster for villagers."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from mingcha.appeals import group_ledger, groups, operations
from mingcha.appeals.models import GroupDuty, GroupPost, PostSet, VillageHouseholds
from mingcha.audit.models import AuditRecord
from tests.factories.appeals import AT, VILLAGE, House
from tests.factories.groups import groups as every
from tests.factories.groups import holder, name_holder, opened, post
from tests.factories.staff import OTHER, browser, staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    for view in ("groups", "group_ledger", "group_public"):
        monkeypatch.setattr(f"mingcha.appeals.views.{view}.wall_clock", lambda: AT)


def test_the_list_is_as_long_as_its_tiles_say(house: House) -> None:
    first = opened(house)
    for kind in [one.kind.title_zh for one in GroupPost.objects.select_related("kind")]:
        name_holder(house, first, kind, holder=holder("王人"))
    opened(house, name="二组群")
    operations.look_at_groups(looks={first.code: operations.Look()}, by=house["clerk"], at=AT)
    client = browser(house["clerk"])
    html = client.get("/groups/").content.decode()
    for gap, count in groups.counts(house["clerk"], at=AT).items():
        if gap and gap != "closed":
            assert f'id="{gap}">{count}<' in html
        if count:
            assert f'id="count">{count}<' in client.get(f"/groups/?gap={gap}").content.decode()
    assert html.index("二组群") < html.index("金兰村监督服务群")  # the gap first
    assert "二组群" in client.get("/groups/?q=二组").content.decode()
    assert "没有符合" in client.get("/groups/?area=430422000000").content.decode()


def test_a_group_is_added_changed_and_closed_in_the_browser(house: House) -> None:
    operations.install_post_sets(by="system", at=AT)
    client = browser(house["clerk"])
    five = PostSet.objects.get(code="five")
    given = {"area": VILLAGE, "name": "金兰村群", "platform": "wechat", "post_set": five.pk, "village": "200"}
    given |= {"households": "300", "members": "10", "covenant": "实名入群"}
    assert "超过本村总户数" in client.post("/groups/new/", given).content.decode()
    assert "没有代码为" in client.post("/groups/new/", {**given, "area": "430421103299"}).content.decode()
    assert "没有这项权限" in client.post("/groups/new/", {**given, "area": _village().code}).content.decode()
    shown = client.post("/groups/new/", {**given, "households": "150"}, follow=True).content.decode()
    assert "群已登记" in shown and shown.count("空缺") >= 5
    code = every().get().code
    edited = client.get(f"/groups/{code}/edit/").content.decode()
    assert 'value="150"' in edited and 'value="200"' in edited
    client.post(f"/groups/{code}/edit/", {**given, "households": "160"})
    assert every().get().households == 160
    assert (
        "请填写" in client.post(f"/groups/{code}/close/", {"reason": "停"}).content.decode()
        or not every().get().closed_on
    )
    assert "已停用" in client.post(f"/groups/{code}/close/", {"reason": "合并停用"}, follow=True).content.decode()
    assert "停用" in client.get(f"/groups/{code}/").content.decode()


def _village() -> Any:
    from mingcha.org.models import Area

    return Area.objects.create(code="430422100201", name="外村", level="village")


def test_a_post_is_handed_over_in_the_browser(house: House) -> None:
    group = opened(house)
    client, where = browser(house["clerk"]), f"/groups/{group.code}/posts/{post(group).pk}/"
    given = {"rank": "1", "name": "王网格", "office": "金兰村", "telephone": "13800000000", "reason": "首次安排"}
    assert "不能填写个人手机" in client.post(where, given).content.decode()
    assert "没有这个可用账号" in client.post(where, {**given, "account": "nobody"}).content.decode()
    given |= {"telephone": "0734-6801234", "account": "holder"}
    assert "王网格" in client.post(where, given, follow=True).content.decode()
    assert GroupDuty.objects.get().account == house["holder"]
    left = client.post(f"{where}leave/", {"rank": "1", "reason": "调离本村"}, follow=True).content.decode()
    assert "岗位现在空缺" in left
    page = client.get(where).content.decode()
    assert "王网格" in page and "调离本村" in page
    assert "网格员" in client.get("/groups/vacancies/").content.decode()
    assert client.get("/groups/22222222/").status_code == 404
    assert AuditRecord.objects.filter(action="group.denied").count() == 1
    assert browser(staff("elsewhere", "township_supervisor", OTHER)).get(where).status_code == 404


def test_the_sets_are_changed_in_the_browser(house: House) -> None:
    opened(house)
    client, five = browser(house["city"]), PostSet.objects.get(code="five")
    assert "五保障" in client.get("/groups/sets/").content.decode()
    given = {"title_zh": "医保专干", "basis": "市办〔2026〕3号"}
    assert "医保专干" in client.post(f"/groups/sets/{five.pk}/", given, follow=True).content.decode()
    assert "已有这个岗位" in client.post(f"/groups/sets/{five.pk}/", given).content.decode()
    ended = {"kind": five.kinds.get(title_zh="医保专干").pk, "reason": "文件废止"}
    assert (
        "医保专干"
        not in client.post(f"/groups/sets/{five.pk}/", ended, follow=True)
        .content.decode()
        .split("<main")[1]
        .split("<form")[0]
    )
    own = {"area": "430421000000", "title_zh": "七保障", "basis": "县纪发〔2026〕1号"}
    assert "七保障" in browser(house["county"]).post("/groups/sets/", own, follow=True).content.decode()
    assert browser(house["county"]).post(f"/groups/sets/{five.pk}/", given).status_code == 403


def ledger(
    *rows: list[Any], header: tuple[str, ...] = ("村（社区）代码", "群名称", "覆盖户数", "网格员")
) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某县监督服务群台账"])
    for row in (list(header), *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("台账.xlsx", out.getvalue(), XLSX)


def test_the_good_rows_of_a_ledger_are_taken_and_the_others_come_back(house: House) -> None:
    operations.install_post_sets(by="system", at=AT)
    client = browser(house["clerk"])
    file = ledger(
        [VILLAGE, "一组群", 120, "王网格/金兰村/0734-6801234"],
        [VILLAGE, "二组群", "很多", ""],
        ["430422100201", "外村群", 10, ""],
        [VILLAGE, "三组群", 10, "李某/村部/13800000000"],
    )
    html = client.post("/groups/import/", {"file": file}).content.decode()
    assert 'id="opened">1<' in html and 'id="marked">3<' in html
    assert [one.name for one in every()] == ["一组群"]
    assert GroupDuty.objects.get().name == "王网格"
    kept = re.search(r'name="kept" value="(\w+)"', html)
    assert kept is not None
    back = client.post("/groups/import/marked/", {"kept": kept[1]})
    rows = [[cell.value or "" for cell in row] for row in load_workbook(_bytes(back)).active.iter_rows()]  # type: ignore[union-attr]
    assert rows[0][-2:] == ["行号", "未采用的原因"]
    assert [row[1] for row in rows[1:]] == ["二组群", "外村群", "三组群"]
    assert rows[1][-2:] == ["4", "“覆盖户数”应为数字。"]
    assert "手机号码" in str(rows[3][-1])
    assert client.post("/groups/import/marked/", {"kept": "0" * 32}).status_code == 409


def _bytes(answer: Any) -> io.BytesIO:
    return io.BytesIO(b"".join(answer.streaming_content))


def test_what_came_out_goes_in_again_and_changes_nothing(house: House) -> None:
    group = opened(house, village=200, covenant="=1+1 不是公式")
    name_holder(house, group)
    client = browser(house["clerk"])
    out = _bytes(client.get("/groups/export/"))
    sheet = load_workbook(out).active
    assert sheet is not None and sheet["D2"].value == "金兰村监督服务群" and sheet["J2"].data_type == "s"
    before = (list(every().values()), list(GroupDuty.objects.values()), list(VillageHouseholds.objects.values()))
    html = client.post("/groups/import/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue(), XLSX)}).content.decode()
    assert 'id="known">1<' in html and 'id="marked">0<' in html
    assert (
        list(every().values()),
        list(GroupDuty.objects.values()),
        list(VillageHouseholds.objects.values()),
    ) == before
    english = browser(house["clerk"], "en").get("/groups/export/")
    again = SimpleUploadedFile("a.xlsx", _bytes(english).getvalue(), XLSX)
    assert 'id="known">1<' in client.post("/groups/import/", {"file": again}).content.decode()


def test_what_is_no_ledger_is_refused(house: House) -> None:
    client = browser(house["clerk"])
    for file, said in (
        (SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode(), "text/csv"), "没有找到表头"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken", XLSX), "a.xlsx"),
    ):
        answer = client.post("/groups/import/", {"file": file})
        assert answer.status_code == 409 and said in answer.content.decode()
    assert client.post("/groups/import/").status_code == 409
    assert client.get("/groups/export/").status_code == 409  # no group yet
    assert group_ledger.COLUMNS["area"].zh in client.get("/groups/import/").content.decode()


def test_everybody_reads_whom_to_ask_and_what_happens_if_nobody_answers(house: House) -> None:
    group = opened(house, covenant="实名入群，不传谣言。")
    name_holder(house, group)
    html = Client().get(f"/g/{group.code}/").content.decode()
    assert "王网格" in html and "0734-6801234" in html and "空缺" in html and "不传谣言" in html
    assert "town监督" in html and "12388" in html and f"/s/{VILLAGE}/new/" in html
    assert "<script>" not in html and " style=" not in html
    poster = Client().get(f"/g/{group.code}/poster/").content.decode()
    assert f"http://testserver/g/{group.code}/" in poster and "qr.svg" in poster
    assert Client().get("/g/22222222/").status_code == 404
    operations.close_group(code=group.code, reason="合并停用", by=house["clerk"], at=AT)
    assert Client().get(f"/g/{group.code}/").status_code == 404


def test_the_code_leads_to_the_page(house: House) -> None:
    group = opened(house)
    answer = Client().get(f"/g/{group.code}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml" and b"<svg" in answer.content
    assert Client().get("/g/22222222/qr.svg").status_code == 404
