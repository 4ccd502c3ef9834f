"""A reviewer's list out and in: nothing lost, nothing run, nobody else's."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingcha.audit.models import AuditRecord
from mingcha.engine.results.seal import DAY, NOTE, OUTCOME, VERIFIER
from mingcha.matching.models import Review
from tests.factories.matching import digest, findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db
HOSTILE = ("=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠x", "\t=1", "\r=1", "\x00=1")


def export(city: City, who: str = "reviewer", query: str = "") -> Any:
    answer: Any = browser(city[who]).get(reverse("findings_export") + query)
    assert answer.status_code == 200, answer.content
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def give_back(city: City, book: Any, who: str = "reviewer") -> str:
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("疑点清单.xlsx", out.getvalue())
    page = browser(city[who]).post(reverse("findings_import"), {"file": file})
    assert page.status_code == 200, page.content.decode()
    return str(page.content.decode())


def answer(book: Any, verdict: str, note: str, rows: slice = slice(None)) -> int:
    sheet = book.worksheets[2]
    header = next(r for r in sheet.iter_rows(max_row=30) if any(c.value == OUTCOME for c in r))
    place = {cell.value: cell.column for cell in header}
    numbers = [n for n in range(header[0].row + 1, sheet.max_row + 1) if sheet.cell(n, place[OUTCOME] - 1).value]
    for number in numbers[rows]:
        for heading, value in ((OUTCOME, verdict), (NOTE, note), (VERIFIER, "罗某"), (DAY, "2026-03-01")):
            sheet.cell(number, place[heading]).value = value
    return len(numbers)


def test_u14_a_thousand_rows_go_out_and_in_without_an_unintended_change(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n) for n in range(1000)])
    book = export(city)
    assert answer(book, "", "", slice(0)) == 1000
    before = list(findings().order_by("pk").values())
    assert "已记录 0 条结论" in give_back(city, book)
    assert list(findings().order_by("pk").values()) == before and Review.objects.count() == 0
    answer(book, "数据有误", "登记有误，已更正", slice(0, 30))
    assert "已记录 30 条结论" in give_back(city, book)
    assert findings().filter(verdict="data_error", state="reviewed").count() == 30
    reviews = list(Review.objects.values_list("note", "verifier", "verified_on"))
    assert {str(r) for r in reviews} == {"('登记有误，已更正', '罗某', datetime.date(2026, 3, 1))"}
    assert "已记录 0 条结论；另有 30 条此前已记录" in give_back(city, book)
    assert Review.objects.count() == 30


def test_rows_that_cannot_be_taken_are_told_one_by_one(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1), row(2), row(3)])
    book = export(city)
    answer(book, "数据有误", "登记有误，已更正")
    run_with(city.purpose, city["analyst"], [row(1), row(2, evidence_digest=digest("new")), row(3)])
    told = give_back(city, book)
    assert "已记录 2 条结论" in told and "证据在您查看之后有变化" in told
    told = give_back(city, book, "elsewhere")
    assert "已记录 0 条结论" in told and told.count("没有这条疑点，或您无权查看") == 3


def test_r24_no_cell_of_the_export_is_a_formula(city: City) -> None:
    rows = [row(n, explanation_zh=text, fund=text, subject=f"{text}|x") for n, text in enumerate(HOSTILE)]
    run_with(city.purpose, city["analyst"], [{**r, "fund": r["fund"].replace("\x00", "")} for r in map(_clean, rows)])
    book = export(city)
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    texts = {str(cell.value) for cell in cells}
    assert {"=1+1", "@SUM(1)", "＝1+1"} <= texts


def _clean(line: dict[str, Any]) -> dict[str, Any]:
    """A database text holds no NUL; the engine gives none."""
    return {k: v.replace("\x00", "") if isinstance(v, str) else v for k, v in line.items()}


def test_an_export_holds_what_its_reader_sees_and_is_on_record(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(1), row(2, named=[-9_000]), row(3, area=430422100200)])
    book = export(city, query="?rule=dead_low_income")
    assert answer(book, "", "", slice(0)) == 1
    (record,) = AuditRecord.objects.filter(action="finding.exported")
    assert '"rows":1' in record.detail and record.actor == city["reviewer"].audit_name
    assert browser(city["county"]).get(reverse("findings_export")).status_code == 403
    assert browser(city["reviewer"]).get(reverse("findings_export") + "?strength=C").status_code == 409


def test_other_files_are_refused_with_a_sentence(city: City, tmp_path: Path) -> None:
    client = browser(city["reviewer"])
    for name, content in (("x.xlsx", b"PK\x03\x04 nothing"), ("x.txt", b"hello")):
        page = client.post(reverse("findings_import"), {"file": SimpleUploadedFile(name, content)})
        assert page.status_code == 409, page.content
    assert client.post(reverse("findings_import")).status_code == 409
    assert browser(city["county"]).post(reverse("findings_import")).status_code in (403, 409)
