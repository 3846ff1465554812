"""Dates to periods: whatever way a date is written, its year with four digits tells when it is.

"1850", "1850-03-21", "21.3.1850" and "March 1850" all say 1850. A year with two digits could be of any century, so it
says nothing. Dates that lie in one year all are parted by month where they are written year first, as in "2024-03-21".
"""

import re
from collections.abc import Sequence

YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
MONTH = re.compile(r"(?<!\d)(?:1\d{3}|20\d{2})[-/.](0?[1-9]|1[0-2])(?!\d)")
MOSTLY = 0.9  # the share of entries that must be dates
LENGTHS = (1, 5, 10, 25, 50, 100, 250)  # years in a period
MOST_PERIODS = 8
UNDATED = "no date"


def are_dates(entries: Sequence[str]) -> bool:
    """Tell whether nine of ten entries that are not empty have a year, and they are not all the same year and month."""
    written = [entry for entry in entries if entry.strip()]
    dated = [entry for entry in written if YEAR.search(entry)]
    return len(dated) >= MOSTLY * len(written) and len({when(entry) for entry in dated}) > 1


def when(entry: str) -> tuple[int, int] | None:
    """Return the year and month of a date, the month 0 if none is written after the year; None without a year."""
    year, month = YEAR.search(entry), MONTH.search(entry)
    return (int(year[1]), int(month[1]) if month else 0) if year else None


def periods(entries: Sequence[str], length: int | None = None) -> list[str]:
    """Name the period of each date; periods have `length` years, by default the fewest that make at most eight.

    Names sort by time. An entry without a year is `UNDATED`.
    """
    times = [when(entry) for entry in entries]
    years = {time[0] for time in times if time}
    if len(years) == 1 and length is None:
        return [UNDATED if time is None else f"{time[0]}-{time[1]:02}" if time[1] else str(time[0]) for time in times]
    if length is None:
        fitting = (step for step in LENGTHS if len({year // step for year in years}) <= MOST_PERIODS)
        length = next(fitting, LENGTHS[-1])
    return [UNDATED if time is None else name_of(time[0], length) for time in times]


def name_of(year: int, length: int) -> str:
    """Name the period of so many years that holds a year: "1850", or "1850–1859"."""
    first = year - year % length
    return str(first) if length == 1 else f"{first}–{first + length - 1}"
