"""A replay as a text and as a table on a page."""

from typing import TYPE_CHECKING, Any

from ...language.markup import one_line, shortened, shown

if TYPE_CHECKING:
    import pandas

    from .replay import Replay

__all__ = ["by_problem", "html", "summary", "text"]

ROWS = 20


def text(replay: "Replay") -> str:
    """How many, then the groups with the most calls."""
    lines = [summary(replay)]
    for title, frame in _parts(replay):
        lines += ["", f"{title}:"]
        lines += [f"  {one_line(_sentence(row))}" for _, row in frame.head(ROWS).iterrows()]
        lines += [f"  … and {len(frame) - ROWS} groups more"] * (len(frame) > ROWS)
    return "\n".join(lines)


def _parts(replay: "Replay") -> "list[tuple[str, pandas.DataFrame]]":
    found = [
        ("Newly denied", replay.newly_denied),
        ("Newly allowed", replay.newly_allowed),
        ("Not asked", by_problem(replay)),
    ]
    return [(title, frame) for title, frame in found if len(frame)]


def by_problem(replay: "Replay") -> "pandas.DataFrame":
    """The reasons alone, the most calls first."""
    frame = replay.not_asked.groupby("problem", sort=True)["calls"].sum().reset_index()
    return frame.sort_values("calls", ascending=False, kind="stable", ignore_index=True)


def summary(replay: "Replay") -> str:
    """How many calls, and what becomes of them, in a sentence or two."""
    denied, allowed = _calls(replay.newly_denied), _calls(replay.newly_allowed)
    lost, unlike = _calls(replay.not_asked), _calls(replay.unlike_the_record)
    told = f"{_counted(replay.calls)}: {denied or 'none'} newly denied"
    told += f", {allowed or 'none'} newly allowed"
    told += f", {lost} that cannot be asked" if lost else ""
    doubt = f" The cloud before decides {unlike} of them otherwise than AWS did." if unlike else ""
    return f"{told}.{doubt}"


def _calls(frame: "pandas.DataFrame") -> str:
    number = int(frame["calls"].sum())
    return f"{number:,}" if number else ""


def _counted(number: int) -> str:
    return f"{number:,} recorded call{'s' * (number != 1)}"


def _sentence(row: Any) -> str:
    if "problem" in row:
        return f"{row['calls']:,} x {row['problem']}"
    layer = f", by the {row['layer']}" if row["layer"] else ""
    keys = f"; the record lacks {row['keys lacking']}" if row["keys lacking"] else ""
    return f"{row['calls']:,} x {row['principal']}: {row['action']}{layer}{keys}"


def html(replay: "Replay") -> str:
    """The same as tables; whole ARNs are in the titles."""
    tables = "".join(_table(title, frame) for title, frame in _parts(replay))
    return f"<div><p>{shown(summary(replay))}</p>{tables}</div>"


def _table(title: str, frame: "pandas.DataFrame") -> str:
    columns = [name for name in _COLUMNS if name in frame and (frame[name] != "").any()]
    heads = "".join(f"<th {_LEFT} scope='col'>{name}</th>" for name in ("row", *columns))
    rows = "".join(_row(number, row) for number, row in frame[columns].head(ROWS).iterrows())
    more = f"<p>… and {len(frame) - ROWS} groups more</p>" if len(frame) > ROWS else ""
    caption = f"<caption {_LEFT}><b>{title}</b></caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}"


_COLUMNS = ("calls", "principal", "action", "after", "layer", "keys lacking", "problem")
_LEFT = "style='text-align: left'"


def _row(number: Any, row: Any) -> str:
    return f"<tr><td>{number}</td>{''.join(map(_cell, row))}</tr>"


def _cell(value: Any) -> str:
    if not isinstance(value, str):
        return f"<td style='text-align: right'>{value:,}</td>"
    named = value.split(":", 5)[5] if value.startswith("arn:") and value.count(":") > 4 else value
    short = shortened(named, 90)
    title = f' title="{shown(value)}"' if short != value else ""
    return f"<td {_LEFT}{title}>{shown(short)}</td>"
