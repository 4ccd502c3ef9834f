"""Letters as mail programs write them, and as nobody should."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from mingcha.channels.mail.reading import TEXT_MOST, read_mail

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = "村口的路坏了三个月，没人管！"


def letter(text: str = WORDS, *, charset: str = "utf-8", subtype: str = "plain", **headers: str) -> EmailMessage:
    """A letter of a villager."""
    mail = EmailMessage()
    known = {"From": "王大娘 <wang@example.com>", "To": "s@example.gov.cn", "Subject": "修路"}
    known |= {"Message-ID": "<a1@example.com>", "Date": "Mon, 02 Mar 2026 16:00:00 +0800"}
    for name, value in {**known, **{n.replace("_", "-"): v for n, v in headers.items()}}.items():
        mail[name] = value
    mail.set_content(text, subtype=subtype, charset=charset)
    return mail


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312", "gbk"])
def test_a_letter_in_every_charset(charset: str) -> None:
    mail = read_mail(letter(charset=charset).as_bytes(), at=AT)
    assert mail.text == f"修路\n{WORDS}" and mail.sender == "wang@example.com" and not mail.is_auto
    assert mail.sent_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_charset_that_lies_is_not_believed() -> None:
    raw = letter(charset="gb18030").as_bytes().replace(b"gb18030", b"utf-8")
    assert WORDS in read_mail(raw, at=AT).text
    assert WORDS in read_mail(letter().as_bytes().replace(b'charset="utf-8"', b'charset="none-such"'), at=AT).text


def test_html_becomes_words_and_nothing_else() -> None:
    html = (
        f"<html><head><title>x</title><style>p{{}}</style></head><body><p>{WORDS}</p><script>alert(1)</script>"
        '<img src="http://203.0.113.1/seen.gif"><div>三组路口&nbsp;旁</div><blockquote>以前的信</blockquote></body></html>'
    )
    assert read_mail(letter(html, subtype="html").as_bytes(), at=AT).text == f"修路\n{WORDS}\n\n三组路口 旁"


@pytest.mark.parametrize(
    "mark",
    [
        "-----原始邮件-----",
        "在 2026年3月1日，李四 写道：",
        "On Mon, 2 Mar 2026 at 9:00, x@y.cn wrote:",
        "发件人: a@b.cn",
        "-- ",
    ],
)
def test_the_letter_that_is_answered_is_left_out(mark: str) -> None:
    mail = read_mail(letter(f"{WORDS}\n\n{mark}\n以前的话\n", Subject="Re: 回复：修路").as_bytes(), at=AT)
    assert mail.text == f"修路\n{WORDS}"
    assert "以前" not in read_mail(letter(f"{WORDS}\n> 以前的话\n").as_bytes(), at=AT).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<a.b>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"X_Autoreply": "yes"},
    ],
)
def test_what_a_machine_wrote_is_known(headers: dict[str, str]) -> None:
    assert read_mail(letter(**headers).as_bytes(), at=AT).is_auto


def test_files_are_counted_and_the_words_found_among_them() -> None:
    mail = letter()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="照片.pdf")
    mail.add_attachment("不是正文", filename="x.txt")
    found = read_mail(mail.as_bytes(), at=AT)
    assert found.files == 2 and found.text == f"修路\n{WORDS}"


def test_two_of_one_id_are_the_same_and_without_one_the_bytes_tell() -> None:
    assert read_mail(letter().as_bytes(), at=AT).mark == read_mail(letter("另外的话").as_bytes(), at=AT).mark
    bare = letter().as_bytes().replace(b"Message-ID: <a1@example.com>\n", b"")
    assert read_mail(bare, at=AT).mark != read_mail(bare + b"x", at=AT).mark


def test_a_thousand_mutated_letters_are_read_all_the_same() -> None:
    chance = random.Random(20260302)
    whole = letter(f"<p>{WORDS}</p>", subtype="html")
    whole.add_attachment(letter().as_bytes(), maintype="message", subtype="octet", filename="=?gb2312?B?xxx?=")
    raw = whole.as_bytes()
    for _ in range(1_000):
        bad = bytearray(raw)
        for _ in range(chance.randint(1, 40)):
            at = chance.randrange(len(bad))
            deed = chance.randrange(4)
            if deed == 0:
                bad[at] = chance.randrange(256)
            elif deed == 1:
                del bad[at : at + chance.randint(1, 30)]
            elif deed == 2:
                bad[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
            else:
                bad[at:at] = bad[at : at + chance.randint(1, 200)]
        found = read_mail(bytes(bad), at=AT)
        assert len(found.text) <= TEXT_MOST and "\x00" not in found.text
        found.text.encode()  # no half of a character that no database takes


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 500,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3000,
        b"Date: Mon, 99 Foo 99999\nFrom: " + b"(" * 5000 + b"\nSubject: =?utf-8?B?!!!?=\n\n" + WORDS.encode(),
        b"Content-Transfer-Encoding: base64\n\n====",
        b"Content-Type: text/html\n\n" + b"<div>" * 50_000 + b"<![if",
    ],
)
def test_hostile_letters_harm_nothing(raw: bytes) -> None:
    assert read_mail(raw, at=AT).sent_at == AT
