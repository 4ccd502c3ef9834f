"""Every sentence this room says: what happened, why, how to mend it. Codes are stable words."""

from __future__ import annotations

from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: code → (zh, en). `{file}` is the file as the user knows it, with the member of a zip after a `/`.
REFUSALS: dict[str, tuple[str, str]] = {
    "file.empty": (
        "文件“{file}”是空的，没有任何内容。请确认导出是否成功后重新提交。",
        'The file "{file}" is empty. Check that the export succeeded and hand it in again.',
    ),
    "file.vanished": (
        "文件“{file}”在读取前被移走或删除。请放回原处后重新运行。",
        'The file "{file}" was moved or deleted before it could be read. Put it back and run again.',
    ),
    "file.no_permission": (
        "没有读取文件“{file}”的权限。请联系系统管理员授予读取权限后重新运行。",
        'There is no permission to read the file "{file}". Ask the administrator for read permission and run again.',
    ),
    "file.unreadable": (
        "文件“{file}”无法从磁盘读出（{reason}）。请检查磁盘或重新复制该文件。",
        'The file "{file}" could not be read from disk ({reason}). Check the disk or copy the file again.',
    ),
    "file.too_large": (
        "文件“{file}”大小为 {size}，超过上限 {limit}，未读取。请拆分成较小的文件，或导出为 CSV 后提交。",
        'The file "{file}" is {size}, over the limit of {limit}, and was not read. '
        "Split it into smaller files or export it as CSV.",
    ),
    "file.encrypted": (
        "文件“{file}”设有打开密码，无法读取。请在 Excel 中“另存为”不加密的副本后重新提交。",
        'The file "{file}" is protected by a password and cannot be read. '
        'Use "Save as" in Excel to make a copy without a password and hand it in again.',
    ),
    "file.binary": (
        "文件“{file}”不是表格或文本文件（内含二进制数据），无法读取。请从原系统导出为 xlsx 或 CSV 后提交。",
        'The file "{file}" is not a table or a text (it holds binary data) and cannot be read. '
        "Export it from its system as xlsx or CSV.",
    ),
    "file.unsupported": (
        "文件“{file}”的实际格式是{zh_kind}，不能作为表格读取。请导出为 xlsx、xls、CSV 或 zip 后提交。",
        'The file "{file}" is in fact {en_kind} and cannot be read as a table. Export it as xlsx, xls, CSV or zip.',
    ),
    "file.html": (
        "文件“{file}”扩展名是 {ext}，内容却是网页（HTML）表格，无法可靠读取。请用 Excel 打开后“另存为”xlsx 再提交。",
        'The file "{file}" is named {ext} but holds an HTML page, which cannot be read reliably. '
        'Open it in Excel and use "Save as" xlsx.',
    ),
    "zip.truncated": (
        "文件“{file}”不完整（压缩结构的结尾缺失），可能是复制或下载中断。请重新复制后提交。",
        'The file "{file}" is incomplete (the end of its zip structure is missing); copying or downloading was '
        "probably cut off. Copy it again and hand it in again.",
    ),
    "zip.broken": (
        "文件“{file}”的压缩结构已损坏，无法解开。请重新打包或重新导出后提交。",
        'The zip structure of the file "{file}" is damaged and cannot be unpacked. Pack or export it again.',
    ),
    "zip.bomb": (
        "文件“{file}”解压后会从 {packed} 膨胀到 {unpacked}（超过 {times} 倍），为保护系统未读取。"
        "请导出为 CSV，或删除空白行列后另存再提交。",
        'The file "{file}" would expand from {packed} to {unpacked} (more than {times} times) and was not read, '
        "to protect the system. Export it as CSV, or delete the blank rows and columns and save it again.",
    ),
    "zip.too_large": (
        "文件“{file}”解压后大小为 {size}，超过上限 {limit}，未读取。请分成几个压缩包提交。",
        'The file "{file}" unpacks to {size}, over the limit of {limit}, and was not read. Make several zips.',
    ),
    "zip.too_many": (
        "压缩包“{file}”内有 {count} 个文件，超过上限 {limit}，未读取。请分成几个压缩包提交。",
        'The zip "{file}" holds {count} files, over the limit of {limit}, and was not read. Make several zips.',
    ),
    "zip.nested": (
        "压缩包内的“{file}”又是一个压缩包，未读取。请解开一层后重新打包提交。",
        'The zip member "{file}" is a zip itself and was not read. Unpack one level and pack again.',
    ),
    "zip.unsafe_name": (
        "压缩包内的文件名“{file}”指向压缩包以外的位置，未读取。请用正常文件名重新打包。",
        'The zip member name "{file}" points outside the zip and was not read. Pack again with ordinary names.',
    ),
    "zip.encrypted": (
        "压缩包内的“{file}”设有解压密码，无法读取。请不设密码重新打包后提交。",
        'The zip member "{file}" is protected by a password and cannot be read. Pack again without a password.',
    ),
    "zip.method": (
        "压缩包内的“{file}”使用了不支持的压缩方式，无法读取。请用 Windows 自带的“发送到压缩文件夹”重新打包。",
        'The zip member "{file}" uses an unsupported compression method. Pack again with the zip tool of your system.',
    ),
    "xml.entities": (
        "文件“{file}”的内部 XML 含有实体定义，可能是恶意文件，未读取。请用 Excel 打开后“另存为”新文件再提交。",
        'The XML inside the file "{file}" defines entities, which a harmful file does; it was not read. '
        'Open it in Excel and use "Save as" to make a new file.',
    ),
    "workbook.broken": (
        "工作簿“{file}”已损坏，无法读取。请用 Excel 打开并修复，“另存为”新文件后提交。",
        'The workbook "{file}" is damaged and cannot be read. Open and repair it in Excel, then save it as a new file.',
    ),
    "sheet.too_wide": (
        "“{file}”有 {count} 列含有内容，超过上限 {limit} 列，未读取。请删除多余的列，或检查行列是否颠倒。",
        '"{file}" has {count} columns with content, over the limit of {limit}, and was not read. '
        "Delete surplus columns, or check whether rows and columns are swapped.",
    ),
    "parquet.broken": (
        "文件“{file}”是损坏的 Parquet 文件，无法读取。请重新导出后提交。",
        'The file "{file}" is a damaged Parquet file and cannot be read. Export it again.',
    ),
    "file.parser_died": (
        "读取“{file}”的进程意外终止（{reason}），该文件未采用，其他文件不受影响。请导出为 CSV 后重试。",
        'The process reading "{file}" ended unexpectedly ({reason}); the file was not used, others are unaffected. '
        "Export it as CSV and try again.",
    ),
    "file.too_costly": (
        "处理“{file}”超过了允许的{zh_what}（{zh_limit}），已停止，其他文件不受影响。请拆分该文件后重试。",
        'Processing "{file}" exceeded the allowed {en_what} ({en_limit}) and was stopped; others are unaffected. '
        "Split the file and try again.",
    ),
}


def sentence(code: str, file: str, **values: object) -> Message:
    """The refusal `code` about `file`, both languages filled in."""
    zh, en = REFUSALS[code]
    return Message(zh.format(file=file, **values), en.format(file=file, **values))


def refused(code: str, file: str, **values: object) -> Refused:
    """The refusal as an exception; the door turns it into a ReadFailure."""
    return Refused(code, sentence(code, file, **values))


def failure(origin: Origin, code: str, **values: object) -> ReadFailure:
    """The refusal as a result: one file or sheet is not read, the others go on."""
    return ReadFailure(origin, code, sentence(code, full_name(origin), **values))


def full_name(origin: Origin) -> str:
    """The name a user recognises: file, then sheet or member."""
    return f"{origin.file}/{origin.sheet}" if origin.sheet else origin.file


def size(count: int) -> str:
    """Bytes for people: `428 MB`, `1.5 GB`, `36 KB`."""
    for unit, scale in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if count >= scale:
            return f"{count / scale:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} B"
