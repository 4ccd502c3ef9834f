"""Identifiers one cell at a time: what is repaired, what is refused and why, and that no damage gets through."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.kernel import identifiers as ids

ID = "11010519491231002X"
DIGITS_ID = "430421193610076852"
CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    "text",
    [
        ID, "11010519491231002x", " 11010519491231002X", "11010519491231002X\t", "'11010519491231002X",
        "`11010519491231002X",
        "\u200b11010519491231002X", "11010519491231002X\xa0", "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105 19491231 002X", "110105-19491231-002X", "\ufeff11010519491231002X", "\u300011010519491231002X\u3000",
        "‘11010519491231002X’", '"11010519491231002X"', "110105491231002",
    ],
)  # fmt: skip
def test_a_resident_id_is_repaired(text: str) -> None:
    assert ids.person_id(text) == ids.Identified(ID, kind="person")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "MISSING_ID"), ("无", "MISSING_ID"), ("不详", "MISSING_ID"), ("0", "MISSING_ID"), ("/", "MISSING_ID"),
        ("-", "MISSING_ID"), ("　", "MISSING_ID"), ("NULL", "MISSING_ID"), ("000000000000000000", "MISSING_ID"),
        ("4.30421E+17", "EXCEL_SCI"), ("4.30421e+17", "EXCEL_SCI"), ("4.30421E17", "EXCEL_SCI"),
        ("4E+17", "EXCEL_SCI"),
        ("4.30421194005092e+17", "EXCEL_SCI"), (" 4.30421E+17 ", "EXCEL_SCI"),
        ("４．３０４２１Ｅ＋１７", "EXCEL_SCI"),
        ("4.30421×10^17", "EXCEL_SCI"), ("430421193610076000", "EXCEL_TRUNC"),
        ("430421193610076000.0", "EXCEL_TRUNC"),
        ("43042119361007685", "BAD_LENGTH"), ("4304211936100768521", "BAD_LENGTH"),
        ("4304211936100768", "BAD_LENGTH"),
        ("430421651312311", "BAD_DATE"), ("430421201003121", "BAD_LENGTH"), ("430421193610076851", "BAD_CHECK"),
        ("11010519491331002X", "BAD_CHECK"), ("43O421193610076852", "BAD_CHARS"), ("王五", "NUMBER_FOR_ID"),
        ("17", "NUMBER_FOR_ID"), ("13812345678", "NUMBER_FOR_ID"), ("4304**********6852", "MASKED_ID"),
        ("130421193602300013", "BAD_DATE"),
    ],
)  # fmt: skip
def test_a_bad_resident_id_has_a_reason_and_no_value(text: str, reason: str) -> None:
    if reason == "BAD_DATE" and len(text) == 18:
        text = text[:17] + ids.person_check(text[:17])
    found = ids.person_id(text)
    assert (found.text, found.reason) == (None, reason)


def test_a_wrong_check_digit_alone_is_offered_as_possible() -> None:
    assert ids.person_id("430421193610076851").hint == f"possible: {DIGITS_ID}"
    assert ids.person_id("430421193613076851").hint == ""  # no such month: nothing plausible about it
    assert ids.person_id("990421193610076851").hint == ""  # no such province


def test_an_unknown_province_only_warns() -> None:
    number = "99042119361007685"
    assert ids.person_id(number + ids.person_check(number)).reason == "AREA_UNKNOWN"


def test_29_february_needs_a_leap_year() -> None:
    leap, common = "43042120000229123", "43042119000229123"
    assert ids.person_id(leap + ids.person_check(leap)).text
    assert ids.person_id(common + ids.person_check(common)).reason == "BAD_DATE"


def test_wrong_digit_in_the_day_of_birth_makes_no_company() -> None:
    """`430421200008202580` with month 38: its organisation check holds by chance, one in eleven."""
    assert ids.party_id("430421200038202580").text is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31)), st.integers(1, 999), st.data())
def test_no_damage_is_accepted(born: dt.date, sequence: int, data: st.DataObject) -> None:
    """One digit changed, length changed, scientific notation, lost tail: none yields a number."""
    first = f"430421{born:%Y%m%d}{sequence:03d}"
    number = first + ids.person_check(first)
    at = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from([c for c in ("0123456789X" if at == 17 else "0123456789") if c != number[at]]))
    shorter = number[:at] + number[at + 1 :]
    damaged = [number[:at] + other + number[at + 1 :], shorter, number[:at] + other + number[at:], number[:15] + "000"]
    damaged += [f"{int(number[:17]) * 10:.{n}E}" for n in range(15)] + [number[:n] for n in range(18)]
    for text in damaged:
        for read in (ids.person_id, ids.party_id):
            assert read(text).text is None, text


@pytest.mark.parametrize("text", [CODE, CODE.lower(), f" {CODE}\t", f"'{CODE}", "９１３５０１００Ｍ０００１００Ｙ４３"])
def test_a_credit_code_is_repaired(text: str) -> None:
    assert ids.credit_code(text) == ids.Identified(CODE, kind="uscc")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "MISSING_ID"), ("91350100M000100Y44", "BAD_CHECK"), ("91350100M000100Y4", "BAD_CHARS"),
        ("91350100MOOO100Y43", "BAD_CHARS"), ("9.135E+17", "EXCEL_SCI"), ("某某公司", "NUMBER_FOR_ID"),
        ("913501000001000000", "EXCEL_TRUNC"), (DIGITS_ID, "NUMBER_FOR_ID"), ("430421600012340", "BAD_CHECK"),
    ],
)  # fmt: skip
def test_a_bad_credit_code_has_a_reason(text: str, reason: str) -> None:
    assert ids.credit_code(text)[:2] == (None, reason)


def test_an_old_registration_number_is_kept_and_noted() -> None:
    number = "43042160001234"
    assert ids.credit_code(number + ids.registration_check(number))[1:] == ("OLD_REG_NO", "", "uscc")
    assert ids.registration_check("11010800000001") == "6"


def test_the_organisation_code_inside_has_its_own_check() -> None:
    assert ids.organisation_check("M000100Y") == CODE[16]


@given(st.text(ids.CREDIT_ALPHABET, min_size=11, max_size=11), st.data())
def test_one_changed_character_of_a_credit_code_is_noticed(tail: str, data: st.DataObject) -> None:
    first = "914304" + tail
    if not first[2:8].isdigit():
        first = "91430421" + tail[2:]
    code = first + ids.credit_check(first)
    at = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from([c for c in ids.CREDIT_ALPHABET if c != code[at]]))
    assert ids.credit_code(code[:at] + other + code[at + 1 :]).text is None
    assert ids.credit_code(code[:at] + code[at + 1 :]).kind == ""


def test_a_party_is_a_person_or_a_company() -> None:
    assert ids.party_id(ID).kind == "person"
    assert ids.party_id(CODE).kind == "uscc"
    assert ids.party_id("91350100M000100Y44").reason == "BAD_CHECK"
    assert ids.party_id("430421193610076000").reason == "EXCEL_TRUNC"
    assert ids.party_id("无").reason == "MISSING_ID"


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("湘D12345", "湘D12345"), ("湘d·40u3a", "湘D40U3A"), ("湘D-050C1", "湘D050C1"), ("湘D Z33H0", "湘DZ33H0"),
        ("湘Ｄ１２３４５", "湘D12345"), ("湘D.12345", "湘D12345"), ("湘DD12345", "湘DD12345"),
        ("湘D12345F", "湘D12345F"),
        ("湘D1234挂", "湘D1234挂"), ("湘0412345", "湘0412345"), ("\u200b湘D12345", "湘D12345"),
    ],
)  # fmt: skip
def test_plates(text: str, plate: str) -> None:
    assert ids.plate(text).text == plate


@pytest.mark.parametrize("text", ["湘D1234", "湘I12345", "湘D123O5", "D12345", "湘D123456", "无牌"])
def test_no_plates(text: str) -> None:
    assert ids.plate(text)[:2] == (None, "BAD_PLATE")


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("6217995526235558298", "6217995526235558298", ""), ("6217 9955 2623 5558 298", "6217995526235558298", ""),
        ("'6217995526235558298", "6217995526235558298", ""), ("6217-9955-2623-5558-298", "6217995526235558298", ""),
        ("6.21800E+18", None, "ACCOUNT_SCI"), ("6217995526235558000", "6217995526235558000", ""),
        ("6217995526235550000", None, "ACCOUNT_TRUNC"), ("6217995526235550001", "6217995526235550001", ""),
        # a card whose check digit is right: it may be genuine, or one of the tenth of damaged ones that pass
        ("6217995526235020000", None, "ACCOUNT_TRUNC"), ("", None, "MISSING_ID"), ("现金", None, "BAD_ACCOUNT"),
        ("1905004238553670", "1905004238553670", ""), ("82014304086576398", "82014304086576398", ""),
    ],
)  # fmt: skip
def test_accounts(text: str, number: str | None, reason: str) -> None:
    assert ids.account(text)[:2] == (number, reason)


@pytest.mark.parametrize(
    ("text", "number"),
    [("13812345678", "13812345678"), ("+86 138-1234-5678", "13812345678"), ("0734-7665793", "07347665793"),
     ("(0734)7665793", "07347665793"), ("1.38E+10", None), ("12", None), ("138123456789012", None)],
)  # fmt: skip
def test_phones(text: str, number: str | None) -> None:
    assert ids.phone(text).text == number
