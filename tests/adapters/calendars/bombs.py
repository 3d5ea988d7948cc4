"""Small files that are meant to keep whoever reads them busy for ever, or to fill their memory."""

from __future__ import annotations

from collections.abc import Sequence

NINE = "DTSTART:20260401T090000Z"
YEARS_AGO = "DTSTART:19700101T000000Z"
MANY = ",".join(str(number) for number in range(60))
HOURS = ",".join(str(number) for number in range(24))
ALL_DAYS = ",".join(str(number) for number in range(1, 367))
ZONE = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\n{}\r\nEND:STANDARD\r\nEND:VTIMEZONE"


def calendar(*parts: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *parts, "END:VCALENDAR", ""]
    ).encode()


def event(*lines: str, uid: object = 1) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def rule(text: str, start: str = NINE) -> bytes:
    return calendar(event(start, "DURATION:PT1H", f"RRULE:{text}"))


def zone(*lines: str) -> bytes:
    part = ZONE.format("\r\n".join(["TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", *lines]))
    return calendar(part, event("DTSTART;TZID=Ours:20260401T090000", "DURATION:PT1H"))


def times(line: str, number: int, *, event_lines: Sequence[str] = (NINE, "DURATION:PT1H")) -> bytes:
    return calendar(event(*event_lines, *[line] * number))


def _events(number: int, *lines: str) -> bytes:
    return calendar(*(event(*lines, uid=each) for each in range(number)))


def _dates(name: str, number: int) -> str:
    return f"{name}:" + ",".join(
        f"{2000 + each // 372}{each // 31 % 12 + 1:02}{each % 28 + 1:02}T{each % 24:02}0000Z" for each in range(number)
    )


BOMBS: dict[str, bytes] = {
    "every second": rule("FREQ=SECONDLY"),
    "every second, so often": rule("FREQ=SECONDLY;COUNT=999999999"),
    "every second until the end of time": rule("FREQ=SECONDLY;UNTIL=99991231T235959Z"),
    "every second since 1970": rule("FREQ=SECONDLY", YEARS_AGO),
    "every second that is never": rule("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    "every minute": rule("FREQ=MINUTELY"),
    "every minute since 1970": rule("FREQ=MINUTELY;INTERVAL=1", YEARS_AGO),
    "every minute that is never": rule("FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31"),
    "every hour since 1970": rule("FREQ=HOURLY", YEARS_AGO),
    "every hour, every second of it": rule(f"FREQ=HOURLY;BYMINUTE={MANY};BYSECOND={MANY}"),
    "every hour that is never": rule("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"),
    "every day, every second of it": rule(f"FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MANY};BYSECOND={MANY}"),
    "every day, every minute of it": rule(f"FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MANY}"),
    "every day since the year 1": rule("FREQ=DAILY", "DTSTART:00010101T000000Z"),
    "every day that is never": rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "every Monday, 30 February, which is never": rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO", YEARS_AGO),
    "every week, every second of it": rule(
        f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={HOURS};BYMINUTE={MANY};BYSECOND={MANY}"
    ),
    "every week that is never": rule("FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", YEARS_AGO),
    "every month, every minute of it": rule(f"FREQ=MONTHLY;BYMONTHDAY={ALL_DAYS[:79]};BYHOUR={HOURS};BYMINUTE={MANY}"),
    "every month, the last second": rule(f"FREQ=MONTHLY;BYHOUR={HOURS};BYMINUTE={MANY};BYSECOND={MANY};BYSETPOS=-1"),
    "every month that is never": rule("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"),
    "every year, every day, every minute": rule(f"FREQ=YEARLY;BYYEARDAY={ALL_DAYS};BYHOUR={HOURS};BYMINUTE={MANY}"),
    "every year, every second of it": rule(f"FREQ=YEARLY;BYHOUR={HOURS};BYMINUTE={MANY};BYSECOND={MANY}"),
    "every year that is never": rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "every year, week 54": rule("FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=100;BYDAY=MO"),
    "every no days": rule("FREQ=DAILY;INTERVAL=0"),
    "every so many days": rule("FREQ=DAILY;INTERVAL=99999999999999999999"),
    "a thousand rules": times("RRULE:FREQ=DAILY", 1_000, event_lines=(YEARS_AGO, "DURATION:PT1H")),
    "ten thousand daily events": _events(10_000, YEARS_AGO, "DURATION:PT1H", "RRULE:FREQ=DAILY"),
    "a daily event of a century": calendar(event(NINE, "DURATION:P36500D", "RRULE:FREQ=DAILY")),
    "an event of more days than there are": calendar(event(NINE, "DURATION:P999999999D")),
    "a hundred thousand dates more": times(_dates("RDATE", 100_000), 1),
    "a hundred thousand dates fewer": calendar(
        event(NINE, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", _dates("EXDATE", 100_000))
    ),
    "a zone that changes every second": zone("DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY"),
    "a zone that changes every minute of a year": zone(
        "DTSTART:19700101T000000", f"RRULE:FREQ=YEARLY;BYHOUR={HOURS};BYMINUTE={MANY}"
    ),
    "parts within parts": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000 + b"END:VCALENDAR\r\n",
    "one line of five megabytes": calendar(event("DTSTART:" + "2" * 4_900_000)),
    "a line of parameters": calendar(event("DTSTART" + ";X=1" * 40_000 + ":20260401T090000Z")),
    "a million lines": b"BEGIN:VCALENDAR\r\n" + b"UID:1\r\n" * 700_000 + b"END:VCALENDAR\r\n",
}
