"""Unpacks a workbook into one CSV; run as a process of its own, so that a workbook
which fills the memory ends this process and nothing else.

`python unpack_sheets.py WORKBOOK CSV`: each record is the sheet's number, the row's
number and the cells. It says in one word on stderr why it could not.
"""

import csv
import resource
import sys
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

MEMORY = 1 << 30
SECONDS = 60
MOST_BYTES = 300_000_000
MOST_SHEETS = 20
MOST_ROWS = 300_000


def main(workbook: str, output: str) -> None:
    """Bound memory, time and output, then write every sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
    # Only now: the library itself must live within the bounds.
    import python_calamine

    try:
        write(python_calamine.load_workbook(workbook), output)
    except python_calamine.PasswordError:
        sys.exit("password")
    except (MemoryError, OSError):
        sys.exit("large")
    except python_calamine.CalamineError:
        sys.exit("broken")


def write(book: Any, output: str) -> None:
    """Write the rows that hold something."""
    left = MOST_ROWS
    with Path(output).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, name in enumerate(islice(book.sheet_names, MOST_SHEETS)):
            # The rows above the first filled one are given too.
            rows = book.get_sheet_by_name(name).iter_rows()
            for line, cells in enumerate(rows, start=1):
                texts = [text_of(cell) for cell in cells]
                if not any(texts):
                    continue
                left -= 1
                if left < 0:
                    sys.exit("rows")
                writer.writerow([number, line, *texts])


def text_of(cell: Any) -> str:
    """Give a cell as text: whole numbers without a point, days as 2026-12-31."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell).replace("\0", "")


if __name__ == "__main__":
    main(*sys.argv[1:3])
