"""A course's own clock: people write and read its time, the gradebook holds UTC without a zone."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

EXAMPLE = "2026-10-12 23:59"


def zone_of(name: str) -> tzinfo:
    """The time zone of this name, Europe/Berlin for instance. Raises ValueError where there is none."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a folder of zones, a path
        raise ValueError(f"there is no time zone {name!r}: they are called like Europe/Berlin") from None


def to_utc(time: datetime) -> datetime:
    """A time with a zone as UTC without one."""
    return time.astimezone(UTC).replace(tzinfo=None)


def local(time: datetime, zone: tzinfo) -> datetime:
    """UTC without a zone, by this zone's clock."""
    return time.replace(tzinfo=UTC).astimezone(zone)


def utc_of(text: str, zone: tzinfo) -> datetime:
    """A date and time of day by this zone's clock, or with an offset of its own, as UTC without a zone.

    Raises ValueError for what is none, and for what the clock never shows, or twice, where it is put forward or back.
    """
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no date and time like {EXAMPLE!r}") from None
    if ":" not in text:
        raise ValueError(f"{text!r} says no time of day: write it like {EXAMPLE!r}")
    if time.tzinfo:
        return to_utc(time)
    first, second = (time.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return to_utc(first)
    if local(to_utc(first), zone).replace(tzinfo=None) != time:
        raise ValueError(f"the clocks of {zone} never show {text}: they are put forward over it")
    ways = " or ".join(each.isoformat(sep=" ", timespec="minutes") for each in (first, second))
    raise ValueError(f"the clocks of {zone} show {text} twice, when they are put back: write {ways}")


def date(time: datetime, zone: tzinfo) -> str:
    """'Monday, 12 October 2026, 23:59' of a time in UTC, by this zone's clock."""
    here = local(time, zone)
    seconds = f":{here:%S}" if here.second else ""
    return f"{here:%A}, {here.day} {here:%B %Y, %H:%M}{seconds}"
