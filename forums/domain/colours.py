"""A forum's own colour, made readable in light and in dark. Pure."""

from __future__ import annotations

import colorsys

LIGHT_PAPER = "#f3f6f5"
DARK_PAPER = "#1b2726"
READABLE = 4.7
"""A little more than the 4.5 to 1 that WCAG 2.2 (1.4.3) asks for: tints lie between."""
READABLE_IN_THE_DARK = 7.0
"""More, because colours on a dark ground look dull at the least that is allowed."""


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if (part := channel / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, *, on: str, least: float, lighter: bool) -> str:
    """The colour itself, or its nearest lighter (or darker) shade with that contrast on `on`."""
    red, green, blue = (channel / 255 for channel in _channels(colour))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    end = 1.0 if lighter else 0.0
    calm = saturation * 0.6 if lighter else saturation
    for step in range(101):
        shade = lightness + (end - lightness) * step / 100
        parts = colorsys.hls_to_rgb(hue, shade, calm if step else saturation)
        found = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
        if contrast(found, on) >= least:
            return found
    return "#ffffff" if lighter else "#000000"


def stylesheet(colour: str) -> str:
    """The forum's colour for paper and for the dark scheme, as CSS custom properties."""
    light = readable(colour, on=LIGHT_PAPER, least=READABLE, lighter=False)
    dark = readable(colour, on=DARK_PAPER, least=READABLE_IN_THE_DARK, lighter=True)
    return f":root {{ --forum-colour: {light}; --forum-colour-dark: {dark}; }}\n"
