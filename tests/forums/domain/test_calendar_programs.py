"""What khal, a calendar program of Debian, does with the messages that the portal sends."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import zoneinfo
from dataclasses import dataclass
from pathlib import Path

import pytest

from forums.domain import meetings
from forums.models import Meeting, Notice, Person
from tests.factories import ForumFactory, MeetingFactory, coordinator

pytestmark = pytest.mark.django_db
REASON = {"en": "Needed."}
ITEMS = [{"pk": None, "title": {"en": "Budget"}, "presenter": "", "duration": 10}]


@dataclass
class Khal:
    """A person's calendar on her own machine, in her own time zone."""

    program: str
    folder: Path
    zone: str

    def __post_init__(self) -> None:
        (self.folder / "calendar").mkdir(parents=True)
        (self.folder / "config").write_text(
            f"""
[calendars]
[[forum]]
path = {self.folder / "calendar"}

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = {self.zone}
local_timezone = {self.zone}

[sqlite]
path = {self.folder / "khal.db"}
"""
        )

    def _run(self, *words: str) -> str:
        command = [self.program, "-c", str(self.folder / "config"), *words]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=environment
        )
        assert ran.returncode == 0, ran.stderr
        assert "critical" not in ran.stderr.lower(), ran.stderr
        return ran.stdout

    def takes(self, message: str) -> None:
        """Opens an invitation, an update or a cancellation as the person would from the mail."""
        file = self.folder / "message.ics"
        file.write_bytes(message.encode())
        self._run("import", "--batch", str(file))

    def shows(self, day: dt.date) -> list[str]:
        """What stands in the calendar on the day."""
        form = "{start-date} {start-time} {end-time} {cancelled}{title} | {location} | {uid}"
        lines = self._run(*("list", "--format", form, "--day-format", "", f"{day:%Y-%m-%d}", "1d"))
        return [line for line in lines.splitlines() if line.strip()]


@pytest.fixture
def program() -> str:
    """The command; where CI is set it has to be there."""
    found = shutil.which("khal")
    if found is None:
        reason = "khal is not installed; run: apt-get install khal"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def called(zone: str, day: dt.date) -> tuple[Meeting, Person]:
    """A published meeting at ten in the morning of that zone."""
    forum = ForumFactory(time_zone=zone, name={"en": "Foro de Información"})
    by = coordinator(forum)
    start = dt.datetime.combine(day, dt.time(10), zoneinfo.ZoneInfo(zone))
    meeting = MeetingFactory(
        forum=forum,
        title={"en": "Budget, água and «leyes»"},
        place={"en": "Calle Larga 5, salón 2"},
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        time_zone=zone,
    )
    meetings.set_agenda(meeting, by=by, rows=ITEMS)
    meetings.publish(meeting, by=by, reason=REASON)
    return meeting, by


def sent(meeting: Meeting) -> str:
    """The message that went out last."""
    return Notice.objects.get(key=f"meeting:{meeting.pk}:{meeting.sequence}").calendar


# Clocks change in Santiago on 4 April and 5 September 2027, in Madrid on 28 March and 31 October.
DAYS = [
    ("America/Santiago", dt.date(2027, 4, 2), dt.date(2027, 4, 6)),
    ("America/Santiago", dt.date(2027, 9, 3), dt.date(2027, 9, 7)),
    ("Europe/Madrid", dt.date(2027, 3, 26), dt.date(2027, 3, 30)),
    ("Europe/Madrid", dt.date(2027, 10, 29), dt.date(2027, 11, 2)),
]


@pytest.mark.parametrize(("zone", "day", "later"), DAYS)
@pytest.mark.parametrize("home", ["America/Santiago", "Europe/Madrid"])
def test_an_invitation_is_accepted_moved_and_cancelled(
    program: str, tmp_path: Path, zone: str, day: dt.date, later: dt.date, home: str
) -> None:
    khal = Khal(program, tmp_path / "home", home)
    meeting, by = called(zone, day)
    khal.takes(sent(meeting))
    assert khal.shows(day) == [line(meeting, home)]

    start = dt.datetime.combine(later, dt.time(10), zoneinfo.ZoneInfo(zone))
    meetings.change(
        meeting,
        by=by,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        short_notice_reason=REASON,
    )
    khal.takes(sent(meeting))
    assert khal.shows(day) == []
    assert khal.shows(later) == [line(meeting, home)]

    meetings.cancel(meeting, by=by, reason={"en": "The hall is flooded."})
    khal.takes(sent(meeting))
    # khal keeps what was cancelled and says so; RFC 5546 3.2.5 leaves that to the program.
    assert khal.shows(later) == [line(meeting, home, mark="CANCELLED ")]
    assert len(list((khal.folder / "calendar").iterdir())) == 1


def line(meeting: Meeting, home: str, mark: str = "") -> str:
    """How khal shows the meeting to a person who lives in that zone."""
    start, end = (
        moment.astimezone(zoneinfo.ZoneInfo(home))
        for moment in (meeting.starts_at, meeting.ends_at)
    )
    return (
        f"{start:%Y-%m-%d %H:%M} {end:%H:%M} {mark}Budget, água and «leyes»"
        f" | Calle Larga 5, salón 2 | {meeting.uid}@localhost"
    )


def test_a_message_carries_what_the_standards_ask_of_it() -> None:
    meeting, by = called("America/Santiago", dt.date(2027, 4, 2))
    invitation = sent(meeting)
    meetings.cancel(meeting, by=by, reason={"en": "x"})
    cancellation = sent(meeting)
    for text, method, sequence, status in (
        (invitation, "REQUEST", 0, "CONFIRMED"),
        (cancellation, "CANCEL", 1, "CANCELLED"),
    ):
        lines = text.replace("\r\n ", "").split("\r\n")
        for wanted in (
            f"METHOD:{method}",
            f"SEQUENCE:{sequence}",
            f"STATUS:{status}",
            f"UID:{meeting.uid}@localhost",
            "DTSTART;TZID=America/Santiago:20270402T100000",
            "BEGIN:VTIMEZONE",
        ):
            assert wanted in lines, wanted
        assert sum(line.startswith("ORGANIZER;CN=") for line in lines) == 1
        assert sum(line.startswith("ATTENDEE;") for line in lines) == 1
