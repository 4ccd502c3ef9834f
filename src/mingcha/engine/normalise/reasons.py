"""Why a row or cell was set aside, in words that stay the same, each with a sentence that says how to mend it."""

from __future__ import annotations

from mingcha.kernel.messages import Message

#: Said, but the value is kept.
NOTES = frozenset(("SWAPPED", "AREA_UNKNOWN", "OLD_REG_NO", "MONTH_ONLY", "PRIVATE_CHARACTER"))
#: Nothing stands in the cell. No problem where the column is optional.
MISSING = frozenset(("MISSING", "MISSING_ID"))

REASONS: dict[str, Message] = {
    "MISSING": Message("必填项为空，请补填。", "A required cell is empty; please fill it in."),
    "MISSING_ID": Message(
        "证件号码为空或仅为“无”“不详”等字样，请核实后补填。",
        "The identifier is empty or only says 'none' or 'unknown'; please find and fill it in.",
    ),
    "EXCEL_SCI": Message(
        "号码被表格软件改成了科学计数法（如4.30421E+17），后几位已丢失，请从原始系统按文本格式重新导出。",
        "A spreadsheet turned the number into scientific notation and lost its last digits; export it again as text.",
    ),
    "EXCEL_TRUNC": Message(
        "号码末三位为000，系表格软件按数值保存所致，原号码已丢失，请按文本格式重新导出。",
        "The number ends in 000 because a spreadsheet kept it as a number; its end is lost; export it again as text.",
    ),
    "BAD_LENGTH": Message(
        "号码位数不对，或无法判断是旧号还是被截短，请核对原件。",
        "The number has the wrong length, or may be an old number or a shortened one; check the document.",
    ),
    "BAD_CHECK": Message(
        "校验码不符，至少有一位录错，请核对原件。",
        "The check character does not fit: at least one character is wrong; check the document.",
    ),
    "BAD_DATE": Message(
        "日期无法识别或不存在（含身份证号中的出生日期、两位数年份、仅有年份），请按“年-月-日”填写。",
        "The date cannot be read or does not exist (also inside an identity number); write year-month-day in full.",
    ),
    "BAD_CHARS": Message(
        "号码中有不应出现的字符（如字母O代替数字0），请核对原件。",
        "The identifier holds characters that cannot be there (such as O for 0); check the document.",
    ),
    "NUMBER_FOR_ID": Message(
        "此处应为证件号码，实际像是姓名、序号、电话或他类证件，请检查是否错列。",
        "A name, serial number or telephone stands where an identifier should; check for shifted columns.",
    ),
    "MASKED_ID": Message(
        "号码中间被星号遮盖，无法比对，请提供完整号码。",
        "The identifier is masked with asterisks and cannot be compared; deliver it in full.",
    ),
    "OLD_REG_NO": Message(
        "使用15位旧工商注册号，已保留；建议改用统一社会信用代码。",
        "An old 15-digit registration number, kept; the unified credit code would be better.",
    ),
    "AREA_UNKNOWN": Message(
        "身份证号前两位不是已知的省级代码，仅提示，已保留。",
        "The first two digits are no known province; only a warning, the number is kept.",
    ),
    "SWAPPED": Message(
        "同一行的姓名与证件号码填反，已自动换回。", "Name and identifier stood in each other's place; turned back."
    ),
    "BAD_PLATE": Message(
        "号牌格式不对，请按“省份简称+字母+号码”填写。",
        "Not the form of a plate; write province, letter and number.",
    ),
    "BAD_ACCOUNT": Message(
        "账号含有数字以外的字符或位数不对，请核对。", "The account is not all digits or has the wrong length."
    ),
    "ACCOUNT_SCI": Message(
        "账号被表格软件改成了科学计数法，后几位已丢失；本行保留，账号不参与比对，请按文本格式重新导出。",
        "A spreadsheet turned the account into scientific notation; the row stays, the account is not compared.",
    ),
    "ACCOUNT_TRUNC": Message(
        "账号第15位以后全为0，多系表格软件按数值保存所致；个别账号确实如此，但与受损的无法区分。"
        "本行保留，账号不参与比对，请核对并按文本格式重新导出。",
        "The account's digits after the 15th are all 0: most likely a spreadsheet lost them, and a genuine one cannot "
        "be told from a damaged one. The row stays, the account is not compared.",
    ),
    "BAD_PHONE": Message("电话号码格式不对，请填写一个完整号码。", "Not a telephone number; give one complete number."),
    "BAD_AREA": Message("区划代码应为6、9或12位数字，请核对。", "An area code has 6, 9 or 12 digits; please check."),
    "BAD_MONTH": Message(
        "月份无法识别，请写成“202001”或“2020年1月”。", "The month cannot be read; write 202001 or 2020-01."
    ),
    "MONTH_ONLY": Message(
        "日期只写到月：起始日期按当月1日、终止日期按当月最后一日处理。",
        "The date names only a month: the first day is taken, the last one where something ends.",
    ),
    "BAD_YEAR": Message("年度无法识别，请写成四位数年份。", "The year cannot be read; write four digits."),
    "BAD_PERIOD": Message(
        "所属期无法识别，请写成“202001”“2020年一季度”“2020年”或“2020年春季”。",
        "The period cannot be read; write 202001, 2020Q1, 2020 or a school term.",
    ),
    "BAD_MONEY": Message(
        "金额无法识别，请只填数字，单位写在表头。",
        "The amount cannot be read; write digits only and the unit in the header.",
    ),
    "BAD_NUMBER": Message("数值无法识别，请只填数字，单位写在表头。", "The number cannot be read; write digits only."),
    "BAD_BOOL": Message("请填“是”或“否”。", "Please write yes or no."),
    "BAD_CODE": Message(
        "取值不在该栏允许的范围内，请按填表说明填写。", "The word is none of those this column may hold."
    ),
    "BAD_RELATION": Message(
        "家庭关系无法识别，请按GB/T 4761填写文字或代码。",
        "The family relation cannot be read; write a word or code of GB/T 4761.",
    ),
    "PRIVATE_CHARACTER": Message(
        "姓名中有旧系统自造字，已保留；请改用国家标准编码的汉字。",
        "The name holds a private character of an old system, kept; replace it by the standard character.",
    ),
}
