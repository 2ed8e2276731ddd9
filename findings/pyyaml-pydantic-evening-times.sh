#!/usr/bin/env bash
# With PyYAML and pydantic, a shift from 19:30 to 07:30 begins at 00:19:30.
#
# Versions: PyYAML 6.0.4, pydantic 2.14.4.
#
# Seen: "start: 19:30" becomes 00:19:30 in UTC, and "end: 07:30" becomes 07:30 without a zone.
# There is no error. PyYAML takes 19:30 for a number to the base of sixty, as YAML 1.1 does, so it
# is 1170; 07:30 stays text, because of the zero in front. pydantic takes a number for the seconds
# since midnight in UTC. So a day shift can be right, and the night shift below it wrong by hours.
#
# Expected: 19:30, or an error. The page of pydantic on dates and times lists, for a field of type
# time, a time object and text such as HH:MM; for dates and lengths of time it lists numbers too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    PyYAML==6.0.4 pydantic==2.14.4

cat > "$folder/read.py" <<'PY'
import sys
from datetime import time

import yaml
from pydantic import BaseModel


class Shift(BaseModel):
    start: time
    end: time


seen = []
for text in ("{start: 07:30, end: 09:30}", "{start: 19:30, end: 07:30}"):
    shift = Shift.model_validate(yaml.safe_load(text))
    seen.append((shift.start.isoformat(), shift.end.isoformat()))
    print(f"{text}  is read as  {seen[-1][0]} to {seen[-1][1]}")
if seen != [("07:30:00", "09:30:00"), ("00:19:30+00:00", "07:30:00")]:
    sys.exit("The evening is no longer read as a time after midnight.")
PY
"$folder/venv/bin/python" "$folder/read.py"
