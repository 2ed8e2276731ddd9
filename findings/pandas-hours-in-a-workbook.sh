#!/usr/bin/env bash
# A contract of 37.5 hours, written to a workbook by pandas, shows as 2.
#
# Versions: pandas 3.1.1, openpyxl 3.1.5, XlsxWriter 3.3.1, python-calamine 0.9.1.
#
# Seen: to_excel writes a Timedelta as a number of days with the number format "0", which shows
# whole numbers: 37:30 is 1.5625 and shows as 2. read_excel gives numbers back, whichever library
# writes or reads. Given a timedelta itself, openpyxl writes "[hh]:mm:ss", and read_excel reads
# that as a Timedelta. So reading knows lengths of time, and writing loses them.
#
# Expected: 37:30:00, as with openpyxl alone, and a Timedelta when it is read again. The release
# notes of pandas 0.23 say that to_excel supports Timedelta for all kinds of Excel file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    pandas==3.1.1 openpyxl==3.1.5 XlsxWriter==3.3.1 python-calamine==0.9.1

cat > "$folder/write.py" <<'PY'
import sys
from pathlib import Path

import openpyxl
import pandas as pd

file = Path(sys.argv[1]) / "hours.xlsx"
hours = pd.Timedelta(hours=37.5)
holds = True


def read_again(writer: str) -> list[object]:
    book = openpyxl.load_workbook(file)
    cell = book.active["B2"]
    values = [pd.read_excel(file, engine=e)["hours"][0] for e in ("openpyxl", "calamine")]
    print(f"written by {writer:22}: format {cell.number_format}, read again as {values}")
    return [cell.number_format, *values]


for engine in ("openpyxl", "xlsxwriter"):
    frame = pd.DataFrame({"staff": ["Ana"], "hours": [hours]})
    frame.to_excel(file, index=False, engine=engine)
    holds &= read_again(f"pandas with {engine}") == ["0", 1.5625, 1.5625]

book = openpyxl.Workbook()
book.active.append(["staff", "hours"])
book.active.append(["Ana", hours.to_pytimedelta()])
book.save(file)
holds &= read_again("openpyxl alone") == ["[hh]:mm:ss", hours, hours]
if not holds:
    sys.exit("pandas no longer writes lengths of time as whole days.")
PY
"$folder/venv/bin/python" "$folder/write.py" "$folder"
