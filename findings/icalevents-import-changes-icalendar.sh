#!/usr/bin/env bash
# Importing icalevents makes icalendar read the hour that comes twice as the other one.
#
# Versions: icalendar 7.3.2, icalevents 0.3.1.
#
# Seen: a shift begins at 01:30 on 25 October 2026 in London, when 01:30 comes twice, and ends at
# 07:30. icalendar takes the first 01:30: seven hours. After "import icalevents.icalevents" in the
# same program, the same call takes the second: six hours. Nothing else was called. icalevents
# switches icalendar from zoneinfo to pytz for the whole process as it is imported.
#
# Expected: an import changes no answers of another library. RFC 5545, section 3.3.5, says that such
# a time is the first of the two. icalendar has use_pytz() for a program that wants pytz; the
# description of icalevents says nothing of calling it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    icalendar==7.3.2 icalevents==0.3.1 pytz==2026.6 tzdata==2026.6

cat > "$folder/read.py" <<'PY'
import sys
from datetime import UTC

from icalendar import Event

TEXT = (
    "BEGIN:VEVENT\r\nUID:early\r\nDTSTART;TZID=Europe/London:20261025T013000\r\n"
    "DTEND;TZID=Europe/London:20261025T073000\r\nEND:VEVENT\r\n"
)


def hours(when: str) -> float:
    event = Event.from_ical(TEXT)
    passed = (event.end.astimezone(UTC) - event.start.astimezone(UTC)).total_seconds() / 3600
    print(f"{when}: from {event.start:%H:%M %z} to {event.end:%H:%M %z}, {passed:g} hours")
    return passed


before = hours("before the import")
import icalevents.icalevents  # noqa: E402, F401

after = hours("after the import ")
if (before, after) != (7, 6):
    sys.exit("The import no longer changes seven hours into six.")
PY
"$folder/venv/bin/python" "$folder/read.py"
