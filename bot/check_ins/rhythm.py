"""A rhythm of somebody's own: one iCalendar RRULE (RFC 5545, 3.3.10) of days, read strictly and always at an end. Pure.

Evaluating a rule is left to dateutil, which looks for its next day until the last year that a date can have. As the
calendar repeats every 400 years, rules are evaluated near that year: one that names no day is through at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import islice, pairwise

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from directory.errors import WrongValueError

EXAMPLE = "FREQ=MONTHLY;INTERVAL=3"
LONGEST = 200
MOST = 9999
"""The highest COUNT and INTERVAL."""
LOOKED_AT = relativedelta(years=10)
SHORTEST_GAP = timedelta(days=7)
MADE_FOR_LAUNCH = date(2026, 1, 1)
CYCLE = 400
"""Years after which the Gregorian calendar has the same days of the week again."""
LEFT = 100
"""Years beyond a launch that can be evaluated at least."""
SHORTEST_MONTH = 28

DAYS = "MO|TU|WE|TH|FR|SA|SU"
NUMBER_RANGES = {
    "INTERVAL": (1, MOST, False),
    "COUNT": (1, MOST, False),
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
}
"""The least and the greatest number, and whether they also count from the end, as -1 for the last."""
SINGLE = frozenset({"INTERVAL", "COUNT"})
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
TOO_OFTEN = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
ONLY_WITH = {"BYWEEKNO": {"YEARLY"}, "BYYEARDAY": {"YEARLY"}, "BYMONTHDAY": {"YEARLY", "MONTHLY", "DAILY"}}
"""RFC 5545: with which frequencies these may be used."""
NAMES_DAYS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
WORDS = {"FREQ", "UNTIL", "BYDAY", "WKST", *NUMBER_RANGES}

_PREFIX = re.compile(r"RRULE:", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,4}", re.ASCII)
_WEEKDAY = re.compile(rf"([+-]?\d{{1,2}})?({DAYS})", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?", re.ASCII)


def read_rhythm(text: str, launch: date | None = None) -> str:
    """The rule as it is kept, with or without "RRULE:" before it; nothing for an empty text.

    Raises WrongValueError with a sentence for beside the field, also for a rule that names no day within ten years of
    ``launch``, or days less than a week apart.
    """
    typed = _PREFIX.sub("", text.strip(), count=1).strip()
    if not typed:
        return ""
    parts = _parts(typed)
    begins = launch or MADE_FOR_LAUNCH
    looked_at = parts if launch else {name: value for name, value in parts.items() if name != "UNTIL"}
    days = list(_days(looked_at, begins, begins + LOOKED_AT))
    if not days:
        raise WrongValueError("This rule names no day in the ten years after launch")
    if any(later - earlier < SHORTEST_GAP for earlier, later in pairwise(days)):
        raise WrongValueError("This rule asks for check-ins more often than once a week. Once a week is the most")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def days_of(rhythm: str, launch: date, last: date) -> Iterator[date]:
    """The days after launch, up to the last one, of a rule as ``read_rhythm`` gives it, in order.

    COUNT counts days after launch. A month without the day of launch has its last day instead.
    """
    return _days(_parts(rhythm), launch, last)


def _days(parts: Mapping[str, str], launch: date, last: date) -> Iterator[date]:
    cycles = (MAXYEAR - LEFT - max(launch.year, last.year)) // CYCLE
    if cycles < 0:
        return iter(())
    shift = relativedelta(years=CYCLE * cycles)
    if until := parts.get("UNTIL"):
        last = min(last, date.fromisoformat(until))
    rule = {name: value for name, value in _at_month_ends(parts, launch).items() if name not in {"COUNT", "UNTIL"}}
    rule["UNTIL"] = f"{last + shift:%Y%m%d}"
    text = ";".join(f"{name}={value}" for name, value in rule.items())
    found = rrulestr(text, dtstart=datetime.combine(launch + shift, time.min))
    days = (each.date() - shift for each in found if each.date() > launch + shift)
    return islice(days, int(parts["COUNT"]) if "COUNT" in parts else None)


def _at_month_ends(parts: Mapping[str, str], launch: date) -> Mapping[str, str]:
    """The same rule, for a launch on the 29th to the 31st: where it names no days itself, no month is left out."""
    if launch.day <= SHORTEST_MONTH or parts["FREQ"] not in {"MONTHLY", "YEARLY"} or NAMES_DAYS & parts.keys():
        return parts
    month = {} if parts["FREQ"] == "MONTHLY" else {"BYMONTH": parts.get("BYMONTH", str(launch.month))}
    if "," in month.get("BYMONTH", ""):
        return parts
    these = ",".join(str(day) for day in range(SHORTEST_MONTH, launch.day + 1))
    return {**parts, **month, "BYMONTHDAY": these, "BYSETPOS": "-1"}


# ---------------------------------------------------------------------------------------------- reading


def _parts(typed: str) -> dict[str, str]:
    """By their names, in the order typed; what is allowed by itself and together."""
    if len(typed) > LONGEST:
        raise WrongValueError(f"This rule is too long: write it in at most {LONGEST} characters, like {EXAMPLE}")
    if len(typed.splitlines()) > 1:
        raise WrongValueError(f"Enter one rule on one line, like {EXAMPLE}")
    parts: dict[str, str] = {}
    for part in typed.upper().rstrip(";").split(";"):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or name not in WORDS:
            raise WrongValueError(_no_part(name, part.strip()))
        if name in parts:
            raise WrongValueError(f"{name} is there twice. Enter it once")
        parts[name] = _value(name, value)
    _check_together(parts)
    return parts


def _no_part(name: str, part: str) -> str:
    other = name.partition(":")[0]
    if other in {"DTSTART", "EXDATE", "RDATE", "EXRULE"}:
        return f"Leave out {other}: check-ins are counted from launch. Enter only a rule, like {EXAMPLE}"
    return f"We do not understand “{part[:40]}”. Enter an iCalendar rule (RRULE), like {EXAMPLE}"


def _value(name: str, value: str) -> str:
    match name:
        case "FREQ":
            return _frequency(value)
        case "UNTIL":
            return _until(value)
        case "WKST" if value in DAYS.split("|"):
            return value
        case "BYDAY":
            return ",".join(_weekday(each.strip()) for each in value.split(","))
        case "WKST":
            raise WrongValueError(f"“{value[:40]}” is not a day of the week: write MO, TU, WE, TH, FR, SA or SU")
    values = value.split(",")
    if name in SINGLE and len(values) > 1:
        raise WrongValueError(f"{name} takes one number")
    return ",".join(str(_number(name, each.strip())) for each in values)


def _frequency(value: str) -> str:
    if value in TOO_OFTEN:
        raise WrongValueError(f"FREQ={value} is too often: a check-in is once a week at most")
    if value not in FREQUENCIES:
        raise WrongValueError(f"FREQ is one of {', '.join(FREQUENCIES)}. For example {EXAMPLE}")
    return value


def _number(name: str, value: str) -> int:
    least, greatest, may_count_back = NUMBER_RANGES[name]
    number = int(value) if _NUMBER.fullmatch(value) else 0
    if least <= number <= greatest or (may_count_back and least <= -number <= greatest):
        return number
    back = f", or -{least} to -{greatest} from the end" if may_count_back else ""
    raise WrongValueError(f"{name} takes numbers from {least} to {greatest}{back}")


def _weekday(value: str) -> str:
    found = _WEEKDAY.fullmatch(value)
    number = int(found[1]) if found and found[1] else 1
    if found is None or not 1 <= abs(number) <= NUMBER_RANGES["BYWEEKNO"][1]:
        raise WrongValueError("BYDAY takes days of the week, like TU for each Tuesday or -1TU for the last")
    return value


def _until(value: str) -> str:
    found = _UNTIL.fullmatch(value)
    try:
        return f"{date.fromisoformat(found[1] if found else ''):%Y%m%d}"
    except ValueError:
        raise WrongValueError("UNTIL takes a date, like 20301231 for 31 December 2030") from None


def _check_together(parts: Mapping[str, str]) -> None:
    """What RFC 5545 does not allow side by side."""
    frequency = parts.get("FREQ")
    if frequency is None:
        raise WrongValueError(f"Say how often with FREQ, like {EXAMPLE}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise WrongValueError("Use either COUNT or UNTIL, not both")
    for name, frequencies in ONLY_WITH.items():
        if name in parts and frequency not in frequencies:
            raise WrongValueError(f"{name} cannot be used with FREQ={frequency}")
    has_numbers = any(character.isdigit() for character in parts.get("BYDAY", ""))
    if has_numbers and (frequency not in {"YEARLY", "MONTHLY"} or "BYWEEKNO" in parts):
        raise WrongValueError("A number before a day, like -1TU, can be used with FREQ=MONTHLY or FREQ=YEARLY only")
    if "BYSETPOS" in parts and not parts.keys() & {*NAMES_DAYS, "BYMONTH"} - {"BYSETPOS"}:
        raise WrongValueError("BYSETPOS says which of several days: name them too, for example with BYDAY")
