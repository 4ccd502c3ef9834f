"""What a reader says about a sheet that it did read: the user should know, nothing has to be mended."""

from __future__ import annotations

from mingcha.kernel.messages import Message


def wrong_extension(ext: str, zh_kind: str, en_kind: str) -> Message:
    """The name promises one format, the content is another usable one."""
    return Message(
        f"扩展名是“{ext}”，实际内容是{zh_kind}，已按{zh_kind}读取。",
        f'The extension is "{ext}", the content is {en_kind}; it was read as {en_kind}.',
    )


def hidden(sheet: str) -> Message:
    """A hidden worksheet is read like any other."""
    return Message(f"工作表“{sheet}”是隐藏的，已一并读取。", f'The worksheet "{sheet}" is hidden; it was read as well.')


def formulas(count: int) -> Message:
    """Formula cells count as the value the spreadsheet last computed."""
    return Message(
        f"有 {count} 个公式单元格，按最后一次计算的结果读取。", f"{count} formula cells were read as their last values."
    )


def formulas_without_value(count: int) -> Message:
    """Written by a program and never computed: the cell is empty."""
    return Message(
        f"有 {count} 个公式单元格没有保存计算结果，按空白读取。请用 Excel 打开并保存一次。",
        f"{count} formula cells hold no computed value and were read as blank. Open and save the file once in Excel.",
    )


def errors(count: int) -> Message:
    """#REF!, #N/A and their like stay visible as text."""
    return Message(
        f"有 {count} 个单元格是错误值（如 #N/A），按原样读取。",
        f"{count} cells hold error values (such as #N/A); they were read as they are.",
    )


def merged(count: int) -> Message:
    """Each cell of a merged area gets the value of its top left cell. Said of areas over several rows only."""
    return Message(
        f"有 {count} 处跨行的合并单元格，已用左上角的值补全。",
        f"{count} merged areas over several rows were filled with their top left values.",
    )


def far_columns(columns: int, limit: int) -> Message:
    """Stray cells far to the right."""
    return Message(
        f"第 {limit} 列以右还有 {columns} 列含有零星内容，未读取。",
        f"{columns} columns to the right of column {limit} hold stray content; they were not read.",
    )


def mixed_encodings(utf8: int, gb18030: int) -> Message:
    """Files pasted together from two systems."""
    return Message(
        f"文件混用两种编码：{utf8} 行为 UTF-8，{gb18030} 行为 GB18030，已逐行识别。",
        f"The file mixes encodings: {utf8} lines in UTF-8, {gb18030} lines in GB18030; each was decoded alone.",
    )


def undecodable(lines: int) -> Message:
    """Bytes that are neither UTF-8 nor GB18030 are shown as U+FFFD."""
    return Message(
        f"有 {lines} 行含无法识别的字符，已用“\ufffd”标出。",
        f'{lines} lines hold undecodable bytes, shown as "\ufffd".',
    )


def unbalanced_quotes(lines: int) -> Message:
    """A quote that is never closed must not swallow the rows after it."""
    return Message(
        f"有 {lines} 行的引号不成对，这些行按普通字符读取引号。",
        f"{lines} lines have unpaired quotes; in these lines quotes were read as ordinary characters.",
    )
