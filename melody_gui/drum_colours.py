"""A colour for every drum: a standard set, and one for colour-blind people, on dark and light.

Drums of a family are shades of one hue, so that they read as one instrument at a glance. The
safe set begins with hues of Okabe and Ito (2008); the others keep their distance from them and
from each other without the red or the green cones too.
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

# Drums of a family differ by lightness first, which every eye sees.
_SAFE = {
    "dark": {
        "kick": "#56b4e9", "snare": "#e69f00", "side_stick": "#7c5816",
        "hihat_closed": "#f0e442", "hihat_open": "#fdfdb1", "hihat_pedal": "#bdbf75",
        "tom_high": "#6ee5bf", "tom_mid": "#009e73", "tom_low": "#2f8c35",
        "crash": "#b04895", "ride": "#8d8fff", "ride_bell": "#fee6ff", "china": "#962caa",
        "splash": "#d1aece", "cowbell": "#576564", "tambourine": "#9caa9f", "clap": "#8b98a4",
    },
    "light": {
        "kick": "#0072b2", "snare": "#d55e00", "side_stick": "#5e5931",
        "hihat_closed": "#5c4a00", "hihat_open": "#a39a52", "hihat_pedal": "#301900",
        "tom_high": "#2aa9af", "tom_mid": "#008a5e", "tom_low": "#0c432e",
        "crash": "#741e64", "ride": "#5872fb", "ride_bell": "#152a85", "china": "#34002f",
        "splash": "#a5447a", "cowbell": "#27373e", "tambourine": "#909d8e", "clap": "#4c5f53",
    },
}  # fmt: skip


def drum_colours(name: str, *, is_dark: bool) -> dict[str, QColor]:
    """The colours of all drums of the kit in the set "standard" or "safe"."""
    colours = (_SAFE if name == "safe" else _STANDARD)["dark" if is_dark else "light"]
    return {drum.name: QColor(colours[drum.name]) for drum in KIT}
