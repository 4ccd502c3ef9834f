"""Letters in: from a Maildir as mail servers deliver into it, and from a pipe; each once, and gone from the disk."""

from __future__ import annotations

import mailbox
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from mingcha.appeals import intake
from mingcha.appeals.models import Petitioner
from mingcha.appeals.receipts import hash_of
from mingcha.audit.models import AuditRecord
from mingcha.channels import delivery, jobs
from mingcha.channels.gateway import http_door
from mingcha.channels.models import InboundMessage, OutboundMessage
from tests.factories.appeals import AT, VILLAGE, House, appeals, build_house
from tests.factories.channels import mail_server
from tests.factories.folder import command
from tests.factories.home import Home, own_home
from tests.unit.channels.test_reading_mail import WORDS, letter


@pytest.fixture
def house(db: None) -> House:
    return build_house()


@pytest.fixture
def box(settings: Any, tmp_path: Path, house: House) -> mailbox.Maildir:
    own_home(settings, tmp_path)
    sender = "明察 <s@example.gov.cn>"
    known = {
        "channel": "email",
        "name": "letters",
        "sender": sender,
        "area": VILLAGE,
        "maildir": str(tmp_path / "mail"),
    }
    settings.CHANNELS = [known]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return mailbox.Maildir(tmp_path / "mail")


def test_c01_a_letter_becomes_an_appeal_and_its_writer_gets_the_receipt(box: mailbox.Maildir, settings: Any) -> None:
    box.add(letter().as_bytes())
    box.add(letter().as_bytes())
    assert jobs.tick(AT).letters == 2 and len(box) == 0
    assert intake.take_in(AT) == 1 and appeals().get().way == "email"
    assert appeals().get().area_code == VILLAGE and appeals().get().tasks.filter(until=None).count() == 1
    letters: list[bytes] = []
    with mail_server(letters) as port:
        settings.EMAIL_PORT = port
        assert delivery.deliver(number=OutboundMessage.objects.get().number, at=AT, door=http_door)
    from email import message_from_bytes

    said = message_from_bytes(letters[0]).get_payload(decode=True)
    assert isinstance(said, bytes)
    code = said.decode().partition("查询码 ")[2][:20]
    assert Petitioner.objects.get().receipt == hash_of(code) and WORDS.encode() not in letters[0]
    box.add(letter().as_bytes())
    assert jobs.tick(AT + timedelta(minutes=1)).letters == 1 and intake.take_in(AT) == 0


def test_an_allegation_by_letter_is_wiped_and_told_the_safe_ways(box: mailbox.Maildir) -> None:
    box.add(letter("村支书冒领低保款三万元").as_bytes())
    jobs.tick(AT)
    assert intake.take_in(AT) == 0 and not appeals().exists() and len(box) == 0
    kept = InboundMessage.objects.get()
    assert (kept.reason, kept.sealed_text) == ("allegation", "")
    sent = OutboundMessage.objects.get()
    assert sent.notice == "mail_safe" and "12388" in sent.body and "冒领" not in sent.body
    assert "冒领" not in str(list(AuditRecord.objects.values_list("detail", flat=True)))


def test_an_answer_to_a_notice_is_told_that_nobody_reads_it(box: mailbox.Maildir) -> None:
    box.add(letter().as_bytes())
    jobs.tick(AT)
    intake.take_in(AT)
    number = OutboundMessage.objects.get().number
    answer = letter("已经派人去修了", Message_ID="<b@x.cn>", In_Reply_To=f"<{number}@example.gov.cn>")
    box.add(answer.as_bytes())
    jobs.tick(AT)
    assert intake.take_in(AT) == 0 and appeals().count() == 1
    kept = InboundMessage.objects.get(kind="other")
    assert kept.sealed_text == "" and kept.state == "set_aside"
    assert OutboundMessage.objects.filter(notice="mail_unread").count() == 1


def test_machines_and_ourselves_are_not_answered(box: mailbox.Maildir) -> None:
    box.add(letter(Auto_Submitted="auto-replied").as_bytes())
    box.add(letter(From="MAILER-DAEMON@example.com", Message_ID="<c@x>").as_bytes())
    box.add(letter(From="s@example.gov.cn", Message_ID="<d@x>").as_bytes())
    assert jobs.tick(AT).letters == 3 and len(box) == 0
    assert not InboundMessage.objects.exists() and not OutboundMessage.objects.exists()


def test_c24_ten_thousand_letters_of_one_sender_are_no_ten_thousand_appeals(
    box: mailbox.Maildir, settings: Any
) -> None:
    settings.FLOOD_FILINGS = 2
    for number in range(4):
        box.add(letter(f"{WORDS}第{number}处", Message_ID=f"<{number}@x>").as_bytes())
    box.add(letter(From="li@example.com", Message_ID="<other@x>").as_bytes())
    jobs.tick(AT)
    assert intake.take_in(AT) == 3 and InboundMessage.objects.filter(reason="flood").count() == 2


def test_a_letter_that_fails_stays_and_keeps_nobody_waiting(box: mailbox.Maildir, tmp_path: Path) -> None:
    box.add(letter().as_bytes())
    (tmp_path / "mail/new/0-first").symlink_to("/etc/hostname")
    assert jobs.tick(AT).letters == 1 and InboundMessage.objects.count() == 1


def test_a_mail_server_pipes_a_letter_to_the_command(tmp_path: Path) -> None:
    accounts = tmp_path / "channels.yml"
    accounts.write_text(yaml.safe_dump([{"channel": "email", "name": "letters", "sender": "s@example.gov.cn"}]))
    home = Home(tmp_path, {"MINGCHA_CHANNELS_FILE": str(accounts)})
    home.python("")

    def piped(name: str, raw: bytes) -> int:
        return subprocess.run(command("mail-in", name), env=home.variables, input=raw, check=False).returncode

    assert [piped("letters", letter().as_bytes()), piped("letters", b"\xff\x00"), piped("nobody", b"x")] == [0, 0, 75]
    script = (
        "from mingcha.channels.models import InboundMessage as I\nprint([m.text for m in I.objects.order_by('pk')])"
    )
    assert home.python(script).strip().startswith(f"['修路\\n{WORDS}'")
