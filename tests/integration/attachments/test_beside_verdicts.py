"""Files beside a verdict: taken with the form, handed out to whoever sees the finding, to nobody else."""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from mingcha.accounts import operations as accounts
from mingcha.attachments import jobs, keeping, operations
from mingcha.attachments.models import Attachment
from mingcha.attachments.serving import saved_as
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Refused
from mingcha.matching.models import Finding, Review
from tests.factories.attached import SECRET, amr, arrived, attached_to, photo
from tests.factories.matching import AT, findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db


def judged(client: Client, finding: Finding, **files: bytes) -> Any:
    """The answer to the form of the verdict; names of files with `__` for the dot."""
    sent = [SimpleUploadedFile(name.replace("__", "."), data) for name, data in files.items()]
    given = {"verdict": "data_error", "note": "入户核实", "evidence": finding.evidence_digest, "files": sent}
    return client.post(reverse("finding_verdict", args=[finding.number]), given)


def address(finding: Finding, attachment: Attachment) -> str:
    return reverse("finding_file", args=[finding.number, attachment.number])


def test_a_verdict_takes_files_and_the_page_shows_them(city: City, finding: Finding, home: Path) -> None:
    client = browser(city["reviewer"])
    given = photo((60, 40), orientation=6)
    answer = judged(client, finding, 张三家门口__jpg=given, 录音__amr=amr())
    assert answer["Location"] == reverse("finding", args=[finding.number])
    picture, voice = Attachment.objects.all()
    assert (picture.kind, voice.kind, picture.name) == ("jpeg", "amr", "张三家门口.jpg")
    assert picture.content == hashlib.sha256(given).hexdigest() and picture.redrawn and not voice.redrawn
    assert keeping.read(picture, "original") == given
    page = client.get(reverse("finding", args=[finding.number])).content.decode()
    assert "张三家门口.jpg" in page and address(finding, voice) in page and picture.content[:12] in page
    assert list((home / "incoming").iterdir()) == []


def test_r38_what_is_handed_out_is_the_derivative_and_never_runs_here(city: City, finding: Finding) -> None:
    client = browser(city["reviewer"])
    judged(client, finding, 照片__html=photo(orientation=6))
    answer = client.get(address(finding, Attachment.objects.get()))
    assert Image.open(io.BytesIO(answer.content)).size == (40, 60)
    assert SECRET.encode() not in answer.content
    assert re.fullmatch(r"attachment; filename\*=utf-8''[%A-F0-9]+.jpg", answer["Content-Disposition"])
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "no-store" in answer["Cache-Control"] and answer["Content-Security-Policy"].startswith("sandbox;")


def test_r31_each_opening_is_exactly_one_record(city: City, finding: Finding) -> None:
    client = browser(city["reviewer"])
    judged(client, finding, a__txt=b"hello")
    attachment = Attachment.objects.get()
    before = AuditRecord.objects.count()
    client.get(address(finding, attachment))
    (record,) = AuditRecord.objects.order_by("seq")[before:]
    assert (record.action, record.subject) == ("attachment.viewed", attachment.audit_name)


def test_r26_another_unit_gets_404_and_the_attempt_is_on_record(city: City, finding: Finding) -> None:
    judged(browser(city["reviewer"]), finding, a__txt=b"hello")
    attachment, client = Attachment.objects.get(), browser(city["elsewhere"])
    before = AuditRecord.objects.count()
    assert client.get(address(finding, attachment)).status_code == 404
    (record,) = AuditRecord.objects.order_by("seq")[before:]
    assert (record.action, record.subject) == ("matching.denied", f"finding:{finding.number}")
    accounts.record_recusal(user=city["colleague"], kind="kin", key=1, source="测试", by="user:0", at=AT)
    assert browser(city["colleague"]).get(address(finding, attachment)).status_code == 404
    assert not AuditRecord.objects.filter(action="attachment.viewed").exists()


def test_r26_a_file_is_not_reached_through_a_finding_one_may_see(city: City, finding: Finding) -> None:
    run_with(city.purpose, city["analyst"], [row(1), row(2)])
    judged(browser(city["reviewer"]), finding, a__txt=b"hello")
    other = findings().exclude(pk=finding.pk).get()
    assert browser(city["reviewer"]).get(address(other, Attachment.objects.get())).status_code == 404


def test_r28_a_file_beside_a_finding_on_ones_kin_changes_nothing_one_sees(city: City, finding: Finding) -> None:
    run_with(city.purpose, city["analyst"], [row(n) for n in range(1, 9)])
    accounts.record_recusal(user=city["reviewer"], kind="kin", key=1, source="测试", by="user:0", at=AT)
    addresses = [reverse("findings"), reverse("findings_overview")]
    addresses += [reverse("finding", args=[f.number]) for f in findings()]
    addresses += [reverse("finding_file", args=[finding.number, "a" * 16])]
    judged(browser(city["colleague"]), finding)
    without = seen(city, addresses)
    review = Review.objects.get()
    attachment = attached_to(review.audit_name, city["colleague"])
    assert seen(city, [*addresses[:-1], address(finding, attachment)]) == without


def seen(city: City, addresses: list[str]) -> list[str]:
    client = browser(city["reviewer"])
    pages = [client.get(one).content.decode() for one in addresses]
    return [re.sub(r'[A-Za-z0-9]{64}|name="next" value="[^"]*"', "", page) for page in pages]


def test_who_may_not_verify_is_turned_away_before_a_byte_is_read(city: City, finding: Finding) -> None:
    with patch("mingcha.attachments.arriving.SealingHandler.receive_data_chunk") as read:
        assert judged(browser(city["elsewhere"]), finding, a__txt=b"hello").status_code == 404
        assert not read.called
    assert not Attachment.objects.exists()


def test_the_form_needs_its_token(city: City, finding: Finding) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city["reviewer"])
    assert judged(client, finding, a__txt=b"hello").status_code == 403
    assert (Attachment.objects.count(), Review.objects.count()) == (0, 0)


def test_one_refused_file_keeps_the_verdict_and_the_others_out(city: City, finding: Finding, home: Path) -> None:
    answer = judged(browser(city["reviewer"]), finding, a__txt=b"hello", b__jpg=b"<svg onload='x'></svg>")
    assert answer.status_code == 409
    assert "未保存" in answer.content.decode() and "b.jpg" in answer.content.decode()
    assert (
        'value="data_error" required checked' in answer.content.decode()
        and "入户核实</textarea>" in answer.content.decode()
    )
    assert (Attachment.objects.count(), Review.objects.count()) == (0, 0)
    assert list((home / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("ATTACHMENTS_MOST", 1, "attachment.too_many"),
        ("ATTACHMENT_BYTES", 4, "attachment.too_large"),
        ("ATTACHMENTS_DAY_BYTES", 9, "attachment.day_quota"),
    ],
)
def test_quotas(city: City, settings: Any, name: str, value: int, code: str) -> None:
    setattr(settings, name, value)
    files = [arrived(f"{n}.txt", b"hello") for n in range(2)]
    with pytest.raises(Refused) as refusal:
        operations.check_files(files=files, by=city["reviewer"], at=AT)
    assert refusal.value.code == code


def test_a_form_that_is_too_long_is_not_read(city: City, finding: Finding, settings: Any) -> None:
    settings.ATTACHMENT_BYTES, settings.ATTACHMENTS_MOST = 100_000, 1
    answer = judged(browser(city["reviewer"]), finding, a__txt=b"x" * 300_000)
    assert answer.status_code == 409 and not Attachment.objects.exists()


def test_what_is_damaged_is_not_handed_out(city: City, finding: Finding) -> None:
    judged(browser(city["reviewer"]), finding, a__txt=b"hello", b__txt=b"jello")
    one, other = Attachment.objects.all()
    # R34: what is sealed for one row does not open in another, even where it has the right length.
    (keeping.folder() / f"{other.number}.original").replace(keeping.folder() / f"{one.number}.original")
    client = browser(city["reviewer"])
    assert {client.get(address(finding, a)).status_code for a in (one, other)} == {409}
    assert not AuditRecord.objects.filter(action="attachment.viewed").exists()


def test_r34_a_sealed_name_moved_to_another_row_does_not_open(city: City) -> None:
    one, other = attached_to("review:1", city["reviewer"]), attached_to("review:2", city["reviewer"])
    Attachment.objects.filter(pk=one.pk).update(sealed_name=other.sealed_name)
    with pytest.raises(Refused) as refusal:
        _ = Attachment.objects.get(pk=one.pk).name
    assert refusal.value.code == "text.damaged"


def test_r34_nothing_of_a_file_lies_open_on_the_disk(city: City, finding: Finding, home: Path) -> None:
    judged(browser(city["reviewer"]), finding, 金丝雀__txt="金丝雀的口供".encode(), b__jpg=photo())
    wanted = [word.encode(e) for word in ("金丝雀", SECRET) for e in ("utf-8", "gb18030", "utf-16-le")]
    files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert not any(word in data for word in wanted for data in files)
    row = Attachment.objects.values_list().first()
    assert not any("金丝雀" in str(value) for value in row or ())


def test_a_failing_record_leaves_neither_verdict_nor_file(city: City, finding: Finding) -> None:
    with patch("mingcha.attachments.operations.audit.record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        judged(browser(city["reviewer"]), finding, a__txt=b"hello")
    assert (Attachment.objects.count(), Review.objects.count(), findings().get().state) == (0, 0, "open")


def test_retention_takes_what_has_no_record_any_more(city: City) -> None:
    kept = attached_to("elsewhere:1", city["reviewer"])
    gone = attached_to("review:999", city["reviewer"])
    stray = keeping.folder() / f"{'b' * 16}.original"
    stray.write_bytes(b"x")
    hour, long_ago = AT.replace(minute=0), time.time() - 200_000
    assert jobs.tick(hour) == jobs.Done(dropped=1, swept=0)  # a backup under way may be reading them
    for path in keeping.folder().iterdir():
        os.utime(path, (long_ago, long_ago))
    assert jobs.tick(hour) == jobs.Done(dropped=0, swept=1)
    assert jobs.tick(hour + timedelta(days=2)) == jobs.Done(dropped=0, swept=1)
    assert [p.name for p in keeping.folder().iterdir()] == [f"{kept.number}.original"]
    gone.refresh_from_db()
    assert gone.dropped_at == hour and gone.sealed_name == ""
    assert AuditRecord.objects.filter(action="attachment.dropped", subject=gone.audit_name).count() == 1


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("发票.pdf.exe", "发票.pdf.txt"),
        ("../../etc/x.html", "x.txt"),
        ("..\\a.lnk", "_a.txt"),
        ("a\u202etxt.exe", "a_txt.txt"),
        (".html", "{number}.txt"),
    ],
)
def test_a_file_comes_back_with_the_ending_of_what_it_is(city: City, name: str, wanted: str) -> None:
    attachment = attached_to("review:1", city["reviewer"], name)
    assert saved_as(attachment) == wanted.format(number=attachment.number)
