"""How much one file may cost. Checked before any parser sees a byte of it."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000
GB = 1_000_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of one file. Sizes in bytes."""

    file_bytes: int = 50 * GB  # a text or parquet file on disk; text streams, so this is only a sanity bound
    workbook_bytes: int = 2 * GB  # an xlsx, xls or zip on disk
    old_workbook_bytes: int = 200 * MB  # an xls: at most 65,536 rows a sheet and parsed in memory
    member_bytes: int = 20 * GB  # one member of a zip, unpacked
    total_bytes: int = 50 * GB  # all members of a zip or parts of a workbook, unpacked
    members: int = 10_000
    expansion: int = 100  # times; refused only when the unpacked size is beyond `expansion_from` as well
    expansion_from: int = 100 * MB
    columns: int = 1_024
    sheet_in_memory: int = 150 * MB  # unpacked worksheet XML beyond which the sheet is streamed
    cells_in_memory: int = 20_000_000  # bounding box of the filled cells beyond which the sheet is streamed
    fast_text_from: int = 8 * MB  # smaller texts take the general path, which starts faster
    batch_rows: int = 100_000


DEFAULT = Limits()
