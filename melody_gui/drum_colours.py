"""A colour for every drum: a standard set, and one for colour-blind people, on dark and light.

Drums of a family are shades of one hue, so that they read as one instrument at a glance. The
safe set takes its hues from Okabe and Ito (2008), on light ground with lightnesses that keep
them apart without the red or the green cones too.
"""

from PySide6.QtGui import QColor

from core.kit import KIT

_STANDARD = {
    "dark": {
        "kick": "#5aa9ff", "snare": "#ff8f5a", "side_stick": "#ffbd99",
        "hihat_closed": "#f5cf4a", "hihat_open": "#ffe796", "hihat_pedal": "#c9a636",
        "tom_high": "#8fe8b3", "tom_mid": "#4fcf90", "tom_low": "#2fab7b",
        "crash": "#f27ab8", "ride": "#b78cff", "ride_bell": "#d6c1ff", "china": "#e0558f",
        "splash": "#ffb0d8", "cowbell": "#c9b89a", "tambourine": "#86d3d8", "clap": "#a3b6ca",
    },
    "light": {
        "kick": "#1668c7", "snare": "#d2521b", "side_stick": "#a5673a",
        "hihat_closed": "#987200", "hihat_open": "#b3860a", "hihat_pedal": "#735807",
        "tom_high": "#2a935f", "tom_mid": "#13804c", "tom_low": "#0a6343",
        "crash": "#c8327f", "ride": "#7a47d1", "ride_bell": "#966be0", "china": "#a01a58",
        "splash": "#d55b97", "cowbell": "#7d6a48", "tambourine": "#1b7f85", "clap": "#55697e",
    },
}  # fmt: skip

_SAFE_CLASSES = {
    "dark": {
        "kick": "#56b4e9", "snare": "#e69f00", "hihat": "#f0e442", "toms": "#009e73",
        "cymbals": "#cc79a7", None: "#b0b4ba",
    },
    "light": {
        "kick": "#0072b2", "snare": "#d55e00", "hihat": "#5c4a00", "toms": "#009e73",
        "cymbals": "#8f2f66", None: "#6b7078",
    },
}  # fmt: skip
# Lightness tells drums of a family apart where the hue is the same; in percent.
_SAFE_SHADES = {
    "hihat_open": 125, "hihat_pedal": 80, "tom_high": 125, "tom_low": 80, "ride": 118,
    "ride_bell": 135, "china": 85, "splash": 110,
}  # fmt: skip


def drum_colours(name: str, *, is_dark: bool) -> dict[str, QColor]:
    """The colours of all drums of the kit in the set "standard" or "safe"."""
    ground = "dark" if is_dark else "light"
    if name == "safe":
        return {drum.name: _safe_colour(drum.name, drum.class_5, ground) for drum in KIT}
    return {drum.name: QColor(_STANDARD[ground][drum.name]) for drum in KIT}


def _safe_colour(drum: str, class_5: str | None, ground: str) -> QColor:
    colour = QColor(_SAFE_CLASSES[ground][class_5])
    percent = _SAFE_SHADES.get(drum, 100)
    if ground == "light" and percent > 100:
        # On paper-like ground a lighter shade would fade away.
        percent = 100 + (percent - 100) // 3
    return colour.lighter(percent)
