"""Every refusal of this room: what happened, why, how to mend it."""

from __future__ import annotations

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: code → (zh, en); `{file}` is the file as the person named it.
REFUSALS: dict[str, tuple[str, str]] = {
    "attachment.empty": (
        "“{file}”是空文件，未保存。请确认文件完整后重新选择。",
        "“{file}” is empty and was not kept. Check the file and choose it again.",
    ),
    "attachment.too_large": (
        "“{file}”大于{limit} MB 的上限，未保存。请压缩图片、拆分文档，或缩短录音后重试。",
        "“{file}” is over the limit of {limit} MB and was not kept. Make the picture smaller, split the document, or "
        "shorten the recording.",
    ),
    "attachment.too_many": (
        "一条记录最多附{limit}个文件，未保存。请只选择必要的文件。",
        "At most {limit} files go with one record; none was kept. Choose the ones that matter.",
    ),
    "attachment.day_quota": (
        "您在24小时内已添加附件合计超过{limit} MB，“{file}”未保存。请明天再传，或联系系统管理员。",
        "You have added more than {limit} MB within 24 hours; “{file}” was not kept. Go on tomorrow, or ask the "
        "system administrator.",
    ),
    "attachment.unknown": (
        "“{file}”的内容不是可接受的类型，未保存（按内容判断，与扩展名无关）。可接受：JPEG、PNG、WebP 图片，PDF，"
        "不含宏的 Word（docx）和 Excel（xlsx），纯文本，AMR、MP3、M4A、OGG 语音。请另存为其中一种。",
        "What is in “{file}” is of no kind that is kept; the content counts, not the name. Kept are JPEG, PNG and WebP "
        "pictures, PDF, Word (docx) and Excel (xlsx) without macros, plain text, and AMR, MP3, M4A or OGG voice. "
        "Save it as one of them.",
    ),
    "attachment.heic": (
        "“{file}”是 HEIC/AVIF 图片，本系统不能解码，未保存。请在手机相机设置中选择“兼容性最佳”，或转换为 JPEG 后重试。",
        "“{file}” is a HEIC or AVIF picture, which is not decoded here, and was not kept. Set the camera to “Most "
        "compatible”, or convert it to JPEG.",
    ),
    "attachment.old_office": (
        "“{file}”是旧版 Office 文件或带密码的文档，可能含宏，未保存。请打开后另存为不带密码的 docx 或 xlsx。",
        "“{file}” is of an old Office format or protected by a password, may hold macros, and was not kept. Open it "
        "and save it as docx or xlsx without a password.",
    ),
    "attachment.program": (
        "“{file}”是程序，不是证据材料，未保存。请只上传图片、文档或录音。",
        "“{file}” is a program and was not kept. Send pictures, documents or recordings only.",
    ),
    "attachment.archive": (
        "“{file}”是压缩包，内容无法逐一检查，未保存。请解压后逐个上传。",
        "“{file}” is an archive, whose content cannot be checked one by one, and was not kept. Unpack it and send the "
        "files.",
    ),
    "attachment.active": (
        "“{file}”含有网页或脚本代码（HTML、SVG、XML 等），打开时可能被执行，未保存。请截图或打印为 PDF 后上传。",
        "“{file}” holds code of a web page or a script (HTML, SVG, XML), which could run when opened, and was not "
        "kept. Take a picture of it or print it as PDF.",
    ),
    "attachment.polyglot": (
        "“{file}”同时是两种文件（在{kind}中夹带了其他内容），未保存。请用原来的软件重新导出，或截图后上传。",
        "“{file}” is two kinds of file at once (something is hidden in the {kind}) and was not kept. Export it again "
        "with the program it comes from, or take a picture of it.",
    ),
    "attachment.broken": (
        "“{file}”不完整或已损坏，无法按{kind}读取，未保存。请重新拍摄、导出或复制后上传。",
        "“{file}” is damaged or cut off and cannot be read as {kind}; it was not kept. Take, export or copy it again.",
    ),
    "attachment.pixels": (
        "“{file}”有{count}百万像素，超过{limit}百万的上限，未保存。请在相机或看图软件中缩小后重试。",
        "“{file}” has {count} megapixels, over the limit of {limit}, and was not kept. Make it smaller with the camera "
        "or a picture viewer.",
    ),
    "attachment.bomb": (
        "“{file}”解压后异常膨胀（超过{limit} MB），可能用于耗尽服务器资源，未保存。请用原来的软件重新导出后上传。",
        "“{file}” swells to more than {limit} MB when unpacked, as if to exhaust the server, and was not kept. Export "
        "it again with the program it comes from.",
    ),
    "attachment.macro": (
        "“{file}”含有宏或控件，打开时可能执行代码，未保存。请另存为不含宏的 docx 或 xlsx。",
        "“{file}” holds macros or controls, which could run code when opened, and was not kept. Save it as docx or "
        "xlsx without macros.",
    ),
    "attachment.embedded": (
        "“{file}”内嵌了其他文件或引用了外部模板、数据，无法检查，未保存。请删除嵌入对象后另存，或打印为 PDF。",
        "“{file}” has other files inside, or takes a template or data from elsewhere, which cannot be checked, and was "
        "not kept. Remove the embedded objects and save it, or print it as PDF.",
    ),
    "attachment.pdf_active": (
        "“{file}”含有脚本、表单动作或内嵌文件，未保存。请用“打印为 PDF”生成新的文件后上传。",
        "“{file}” holds scripts, actions or embedded files and was not kept. Print it as a new PDF and send that.",
    ),
    "attachment.encrypted": (
        "“{file}”设有密码，无法检查，未保存。请去掉密码后上传。",
        "“{file}” is protected by a password and cannot be checked; it was not kept. Remove the password.",
    ),
    "attachment.video": (
        "“{file}”含有视频，本系统只保存录音，未保存。请截取关键画面为图片，或导出录音后上传。",
        "“{file}” holds video; only sound is kept here. Send pictures of what matters, or the sound alone.",
    ),
    "attachment.too_costly": (
        "检查“{file}”耗用的时间或内存超过上限，未保存。请用原来的软件重新导出为较小的文件后上传。",
        "Checking “{file}” took more time or memory than it may, and it was not kept. Export it again, smaller, with "
        "the program it comes from.",
    ),
}


def refused(code: str, name: str, **known: object) -> Refused:
    """The refusal `code` about the file called `name`; `zh_kind` and `en_kind` fill the kind."""
    zh, en = REFUSALS[code]
    words_zh = {**known, "kind": known.get("zh_kind", "")}
    words_en = {**known, "kind": known.get("en_kind", "")}
    return Refused(code, Message(zh.format(file=name, **words_zh), en.format(file=name, **words_en)))
