"""Charts as SVG, drawn on the server: numbers and words in, one picture out. Pure.

The same picture stands on the page and in the PDF. It carries no script and no style: colours
are classes, with presentation attributes for readers without the stylesheet, and every state
has its pattern and its number beside its colour.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 360
FONT = 13
LINE = 17
BAR = 22
LETTERS = 44  # that fit into WIDTH in FONT's size, with room for the figure beside them
FIGURE = 6  # letters of a figure for which there is room; a longer one narrows the label


@dataclass(frozen=True)
class Part:
    """A state that a bar is made of. `tone` is done, now, todo or gone: colour and pattern."""

    key: str
    label: str
    tone: str


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, how many in each part, and the figure that stands beside it."""

    label: str
    counts: Mapping[str, int]
    figure: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Point:
    """How many on one day, with the day as the reader writes it."""

    date: dt.date
    value: int
    label: str


@dataclass(frozen=True)
class Chart:
    """A picture whose title states the finding, and the table of the same numbers."""

    title: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


# tone: (ground, ink on it, pattern drawn over the ground)
TONES: dict[str, tuple[str, str, str]] = {
    "done": ("#17633a", "#ffffff", ""),
    "now": ("#e6eff9", "#123a6b", "M-2,8 L8,-2 M3,13 L13,3"),
    "todo": ("#ffffff", "#2f3a38", "M5,4 h1 v1 h-1 z"),
    "gone": ("#edf1f0", "#485856", "M0,0 L10,10 M10,0 L0,10"),
}
LINES = {"done": "#17633a", "now": "#1c559d", "todo": "#51605d", "gone": "#8a9995"}
NOTHING = SafeString("")


def stacked_bars(
    bars: Sequence[Bar], parts: Sequence[Part], *, name: str, title: str, description: str
) -> str:
    """Bars in parts, all to one scale, each under its own label, with a key of the parts.

    `name` keeps the picture's ids apart from those of other pictures on the page.
    """
    most = max((bar.total for bar in bars), default=0) or 1
    shown = [part for part in parts if any(bar.counts.get(part.key) for bar in bars)]
    key, y = _key(shown, name)
    drawn = [key]
    for bar in bars:
        letters = LETTERS - max(0, len(bar.figure) - FIGURE)
        for line in textwrap.wrap(bar.label, letters)[:2] or [""]:
            y += LINE
            drawn.append(_text(0, y - 4, line, "chart-label"))
        if bar.figure:
            drawn.append(_text(WIDTH, y - 4, bar.figure, "chart-figure", anchor="end"))
        drawn.append(_bar(bar, shown, name, y, WIDTH / most))
        y += BAR + 10
    return _svg(drawn, name, y, title, description, {part.tone for part in shown})


def progress_bar(
    bar: Bar, parts: Sequence[Part], *, name: str, title: str, description: str
) -> str:
    """One bar over the whole width, whatever it is out of."""
    return stacked_bars([bar], parts, name=name, title=title, description=description)


def line_over_time(
    points: Sequence[Point], *, most: int, name: str, title: str, description: str
) -> str:
    """A line from day to day on a scale from 0 to `most`, with the number at each point."""
    height, top, left, right = 150, 24, 30, 30
    if not points:
        return _svg([], name, 1, title, description, set())
    first, last = points[0].date, points[-1].date
    days = (last - first).days or 1
    across = WIDTH - left - right
    places = [
        (
            left + across * (point.date - first).days / days,
            top + height * (1 - point.value / (most or 1)),
        )
        for point in points
    ]
    bottom = top + height
    path = " ".join(
        f"{'L' if number else 'M'}{_n(x)},{_n(y)}" for number, (x, y) in enumerate(places)
    )
    area = f"{path} L{_n(places[-1][0])},{bottom} L{_n(places[0][0])},{bottom} Z"
    drawn = [
        format_html('<path class="chart-area" d="{}" fill="#e6eff9"/>', area),
        format_html(
            '<path class="chart-axis" d="M0,{} H{}" stroke="#6f7f7b" fill="none"/>', bottom, WIDTH
        ),
        format_html(
            '<path class="chart-line" d="{}" fill="none" stroke="#1c559d" stroke-width="2.5"/>',
            path,
        ),
    ]
    room = 0.0
    for point, (x, y) in zip(points, places, strict=True):
        drawn.append(
            format_html(
                '<circle class="chart-point" cx="{}" cy="{}" r="4.5" fill="#ffffff" '
                'stroke="#1c559d" stroke-width="2.5"/>',
                _n(x),
                _n(y),
            )
        )
        drawn.append(_text(x, y - 10, str(point.value), "chart-figure", anchor="middle"))
        half = len(point.label) * FONT * 0.27
        centre = min(max(x, half), WIDTH - half)
        if centre - half >= room:
            drawn.append(_text(centre, bottom + LINE, point.label, "chart-label", anchor="middle"))
            room = centre + half + 4
    return _svg(drawn, name, bottom + LINE + 8, title, description, set())


def _bar(bar: Bar, parts: Iterable[Part], name: str, y: float, unit: float) -> SafeString:
    x = 0.0
    pieces = []
    for part in parts:
        count = bar.counts.get(part.key, 0)
        if count == 0:
            continue
        width = count * unit
        pieces.append(_piece(part, name, x, y, width))
        if width >= len(str(count)) * 8 + 6:
            ground, ink, _pattern = TONES[part.tone]
            middle = x + width / 2
            size = min(len(str(count)) * 8 + 4, width - 4)
            if TONES[part.tone][2]:
                pieces.append(_rect(middle - size / 2, y + 3, size, BAR - 6, ground, part.tone))
            pieces.append(
                _text(
                    middle,
                    y + BAR / 2 + 4.5,
                    str(count),
                    f"chart-on-{part.tone}",
                    anchor="middle",
                    fill=ink,
                )
            )
        x += width
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _piece(part: Part, name: str, x: float, y: float, width: float) -> SafeString:
    ground, _ink, pattern = TONES[part.tone]
    edge = LINES[part.tone]
    return format_html(
        '<rect class="chart-{}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>{}',
        part.tone,
        _n(x + 0.5),
        _n(y + 0.5),
        _n(max(width - 1.5, 1)),
        BAR - 1,
        ground,
        edge,
        format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-{})"/>',
            _n(x + 0.5), _n(y + 0.5), _n(max(width - 1.5, 1)), BAR - 1, name, part.tone,
        )
        if pattern
        else NOTHING,
    )  # fmt: skip


def _rect(x: float, y: float, width: float, height: float, fill: str, tone: str) -> SafeString:
    return format_html(
        '<rect class="chart-plate chart-{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        tone, _n(x), _n(y), _n(width), _n(height), fill,
    )  # fmt: skip


def _key(parts: Sequence[Part], name: str) -> tuple[SafeString, float]:
    """What the patterns mean, wrapped into lines, and the height that it takes."""
    x, y = 0.0, 0.0
    pieces = []
    for part in parts:
        width = 20 + len(part.label) * FONT * 0.56 + 14
        if x and x + width > WIDTH:
            x, y = 0.0, y + LINE + 4
        ground, _ink, pattern = TONES[part.tone]
        pieces.append(
            format_html(
                '<rect class="chart-{}" x="{}" y="{}" width="14" height="12" fill="{}" '
                'stroke="{}"/>',
                part.tone, _n(x + 0.5), _n(y + 0.5), ground, LINES[part.tone],
            )
        )  # fmt: skip
        if pattern:
            pieces.append(
                format_html(
                    '<rect x="{}" y="{}" width="14" height="12" fill="url(#{}-{})"/>',
                    _n(x + 0.5), _n(y + 0.5), name, part.tone,
                )
            )  # fmt: skip
        pieces.append(_text(x + 20, y + 11, part.label, "chart-label"))
        x += width
    height = y + LINE + 6 if parts else 0.0
    return format_html_join("", "{}", ((piece,) for piece in pieces)), height


def _text(
    x: float, y: float, text: str, css: str, *, anchor: str = "start", fill: str = "#14211f"
) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}" font-size="{}" '
        'font-family="system-ui, Noto Sans, Liberation Sans, DejaVu Sans, sans-serif" '
        'font-weight="{}" fill="{}">{}</text>',
        css, _n(x), _n(y), anchor, FONT, 400 if css == "chart-label" else 700, fill, text,
    )  # fmt: skip


def _svg(
    drawn: Iterable[SafeString], name: str, height: float, title: str, text: str, tones: set[str]
) -> str:
    patterns = format_html_join(
        "",
        '<pattern id="{}-{}" width="10" height="10" patternUnits="userSpaceOnUse">'
        '<path class="chart-pattern-{}" d="{}" fill="none" stroke="{}" stroke-width="1.5"/>'
        "</pattern>",
        (
            (name, tone, tone, TONES[tone][2], LINES[tone])
            for tone in sorted(tones)
            if TONES[tone][2]
        ),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="{}-title {}-text"><title id="{}-title">{}</title>'
        '<desc id="{}-text">{}</desc><defs>{}</defs>{}</svg>',
        WIDTH,
        _n(height),
        name,
        name,
        name,
        title,
        name,
        text,
        patterns,
        format_html_join("", "{}", ((piece,) for piece in drawn)),
    )


def _n(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
