#!/usr/bin/env bash
# The same night shift in a calendar file lasts nine hours in one program and ten in the next.
#
# Versions: icalendar 7.3.2, recurring-ical-events 3.8.2, ics 0.7.3, icalevents 0.3.1.
#
# Seen: a shift begins at 22:00 on 28 March 2026 in London and has DURATION:PT10H. The clocks go
# forward in that night. As a single event it ends at 08:00, after nine hours, in three of the
# libraries, and at 09:00 in icalevents. As the second of a weekly series, icalevents too has it
# end at 08:00.
#
# Expected: 09:00 everywhere. RFC 5545, section 3.3.6, has hours, minutes and seconds as an exact
# length of time; only days and weeks follow the clock. A shift is as long alone as in a series.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    icalendar==7.3.2 recurring-ical-events==3.8.2 ics==0.7.3 icalevents==0.3.1 tzdata==2026.6

cat > "$folder/read.py" <<'PY'
"""Print how long one library says the night of 28 March is."""

import sys
from datetime import UTC, date, datetime

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
STARTS = {"single": "20260328T220000", "weekly": "20260321T220000"}
SERIES = {"single": "", "weekly": "RRULE:FREQ=WEEKLY;COUNT=3\n"}
library, kind = sys.argv[1:]
text = (
    f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//rota//EN\n{ZONE}BEGIN:VEVENT\nUID:night\n"
    f"DTSTAMP:20260301T000000Z\nSUMMARY:Night\nDTSTART;TZID=Europe/London:{STARTS[kind]}\n"
    f"DURATION:PT10H\n{SERIES[kind]}END:VEVENT\nEND:VCALENDAR\n"
).replace("\n", "\r\n")
first, last = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)

if library == "icalendar":
    from icalendar import Calendar

    shifts = [(event.start, event.end) for event in Calendar.from_ical(text).walk("VEVENT")]
elif library == "recurring-ical-events":
    import recurring_ical_events
    from icalendar import Calendar

    events = recurring_ical_events.of(Calendar.from_ical(text)).between(first, last)
    shifts = [(event.start, event.end) for event in events]
elif library == "ics":
    from ics import Calendar

    shifts = [(event.begin.datetime, event.end.datetime) for event in Calendar(text).events]
else:
    from icalevents.icalevents import events

    found = events(string_content=text.encode(), start=first, end=last)
    shifts = [(event.start, event.end) for event in found]

((start, end),) = [shift for shift in shifts if shift[0].date() == date(2026, 3, 28)]
passed = end.astimezone(UTC) - start.astimezone(UTC)
print(f"{kind:6}  {library:21}  22:00 to {end:%H:%M}, {passed.total_seconds() / 3600:g} hours")
PY

expected='single  icalendar              22:00 to 08:00, 9 hours
single  recurring-ical-events  22:00 to 08:00, 9 hours
single  ics                    22:00 to 08:00, 9 hours
single  icalevents             22:00 to 09:00, 10 hours
weekly  recurring-ical-events  22:00 to 08:00, 9 hours
weekly  icalevents             22:00 to 08:00, 9 hours'
# Each in a process of its own: icalevents changes what icalendar does in the same one.
seen=$(
    for library in icalendar recurring-ical-events ics icalevents; do
        "$folder/venv/bin/python" "$folder/read.py" "$library" single
    done
    for library in recurring-ical-events icalevents; do
        "$folder/venv/bin/python" "$folder/read.py" "$library" weekly
    done
)
echo "$seen"
if [ "$seen" != "$expected" ]; then
    printf 'The lengths have changed. They were:\n%s\n' "$expected"
    exit 1
fi
