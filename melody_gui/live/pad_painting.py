"""How drums and cymbals look, at rest and struck: painting only, in the field's units."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QConicalGradient,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
    QTransform,
)

from melody_gui.live.strokes import FIELD_HEIGHT, FIELD_WIDTH, PADS, Pad, Shape
from melody_gui.theme import Colours


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Between two colours: `share` 0 gives the first, 1 the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def faded(colour: QColor, alpha: float) -> QColor:
    """The colour, see-through: `alpha` 0 is not there, 1 is solid."""
    result = QColor(colour)
    result.setAlphaF(min(max(alpha, 0.0), 1.0))
    return result


def head_rect(pad: Pad) -> QRectF:
    """The struck surface, round the origin."""
    return QRectF(-pad.width / 2, -pad.height / 2, pad.width, pad.height)


def placed(pad: Pad) -> QTransform:
    """From coordinates round the pad's middle to the field."""
    return QTransform().translate(pad.x, pad.y).rotate(pad.tilt)


@lru_cache(maxsize=64)
def head_path(pad: Pad) -> QPainterPath:
    """The struck surface in the field."""
    path = QPainterPath()
    if pad.shape is Shape.COWBELL:
        path.addPolygon(_cowbell_corners(pad))
        path.closeSubpath()
    else:
        path.addEllipse(head_rect(pad))
    return placed(pad).map(path)


@lru_cache(maxsize=64)
def outline(pad: Pad) -> QPainterPath:
    """All that the pad covers in the field: a drum's shell, too."""
    path = head_path(pad)
    if pad.depth:
        local = QPainterPath()
        rect = head_rect(pad)
        local.addRect(QRectF(rect.left(), 0, rect.width(), pad.depth))
        lower = QPainterPath()
        lower.addEllipse(rect.translated(0, pad.depth))
        path = path.united(placed(pad).map(local)).united(placed(pad).map(lower))
    return path


@lru_cache(maxsize=64)
def visible_head(pad: Pad) -> QPainterPath:
    """The part of the struck surface that no pad nearer to the drummer covers."""
    path = head_path(pad)
    for nearer in PADS[PADS.index(pad) + 1 :]:
        path = path.subtracted(outline(nearer))
    return path


@lru_cache(maxsize=64)
def _uncovered_field(pad: Pad) -> QPainterPath:
    """The field without the pads that are nearer to the drummer than this one."""
    path = QPainterPath()
    path.addRect(QRectF(-40, -40, FIELD_WIDTH + 80, FIELD_HEIGHT + 80))
    for nearer in PADS[PADS.index(pad) + 1 :]:
        path = path.subtracted(outline(nearer))
    return path


@dataclass(frozen=True)
class Materials:
    """The kit's surfaces, made of the theme's colours."""

    chrome: QColor
    shell: QColor
    shell_light: QColor
    skin: QColor
    skin_edge: QColor
    metal: QColor
    metal_light: QColor
    shadow: QColor

    @staticmethod
    def of(colours: Colours) -> "Materials":
        """What the kit is made of in these colours."""
        far = 0.0 if colours.is_dark else 0.06
        return Materials(
            chrome=mixed(colours.panel, colours.text, 0.5 - 2 * far),
            shell=mixed(colours.panel, colours.text, 0.06 + 2 * far),
            shell_light=mixed(colours.panel, colours.text, 0.2 + far),
            skin=mixed(colours.panel, colours.text, 0.22 if colours.is_dark else 0.015),
            skin_edge=mixed(colours.panel, colours.text, 0.12),
            metal=mixed(colours.panel, colours.text, 0.18),
            metal_light=mixed(colours.panel, colours.text, 0.42 if colours.is_dark else 0.03),
            shadow=faded(QColor(Qt.GlobalColor.black), 0.4 if colours.is_dark else 0.12),
        )


def paint_kit(painter: QPainter, colours: Colours) -> None:
    """The whole kit at rest."""
    materials = Materials.of(colours)
    _paint_rug(painter, colours)
    _paint_stands(painter, materials)
    for pad in PADS:
        painter.save()
        painter.setTransform(placed(pad), combine=True)
        colour = colours.drums[pad.drums[0]]
        if pad.shape is Shape.KICK:
            _paint_kick(painter, pad, materials, colour)
        elif pad.shape is Shape.DRUM:
            _paint_drum(painter, pad, materials, colour)
        elif pad.shape is Shape.COWBELL:
            _paint_cowbell(painter, pad, materials, colour)
        elif pad.shape is Shape.SMALL:
            _paint_small(painter, pad, materials, colour)
        else:
            if pad.shape is Shape.HIHAT:
                painter.translate(0, 2.2)
                _paint_cymbal(painter, pad, materials, colour)
                painter.translate(0, -2.2)
            _paint_cymbal(painter, pad, materials, colour)
        painter.restore()


def _paint_rug(painter: QPainter, colours: Colours) -> None:
    gradient = QRadialGradient(QPointF(0, 0), 1.0)
    gradient.setColorAt(0.0, mixed(colours.window, colours.text, 0.085))
    gradient.setColorAt(0.75, mixed(colours.window, colours.text, 0.03))
    gradient.setColorAt(1.0, faded(colours.window, 0.0))
    painter.save()
    painter.translate(80, 62)
    painter.scale(84, 42)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(gradient))
    painter.drawEllipse(QPointF(0, 0), 1.0, 1.0)
    painter.restore()


def _paint_stands(painter: QPainter, materials: Materials) -> None:
    pen = QPen(faded(materials.chrome, 0.45), 0.7, c=Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for pad in PADS:
        if pad.shape not in (Shape.CYMBAL, Shape.HIHAT):
            continue
        foot = min(pad.y + 40, 93.0)
        top, bottom = QPointF(pad.x, pad.y), QPointF(pad.x, foot)
        painter.drawLine(top, bottom)
        fork = QPointF(pad.x, foot - 7)
        for side in (-5.5, 0.0, 5.5):
            painter.drawLine(fork, QPointF(pad.x + side, foot + (0.0 if side else 2.0)))


def _soft_shadow(painter: QPainter, rect: QRectF, materials: Materials) -> None:
    gradient = QRadialGradient(QPointF(0, 0), 1.0)
    gradient.setColorAt(0.6, materials.shadow)
    gradient.setColorAt(1.0, faded(materials.shadow, 0.0))
    painter.save()
    painter.translate(rect.center())
    painter.scale(rect.width() / 2, rect.height() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(gradient))
    painter.drawEllipse(QPointF(0, 0), 1.0, 1.0)
    painter.restore()


def _paint_drum(painter: QPainter, pad: Pad, materials: Materials, colour: QColor) -> None:
    rect = head_rect(pad)
    _soft_shadow(painter, rect.translated(0, pad.depth + 2).adjusted(-3, -1, 3, 2), materials)
    tinted = mixed(materials.shell, colour, 0.45)
    body = QLinearGradient(rect.topLeft(), rect.topRight())
    body.setColorAt(0.0, mixed(tinted, materials.shell, 0.6))
    body.setColorAt(0.3, mixed(tinted, materials.shell_light, 0.4))
    body.setColorAt(0.6, tinted)
    body.setColorAt(1.0, mixed(tinted, materials.shell, 0.7))
    path = QPainterPath()
    path.addRect(QRectF(rect.left(), 0, rect.width(), pad.depth))
    lower = QPainterPath()
    lower.addEllipse(rect.translated(0, pad.depth))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(body))
    painter.drawPath(path.united(lower))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded(materials.chrome, 0.6), 0.9))
    painter.drawArc(rect.translated(0, pad.depth - 0.4), 180 * 16, 180 * 16)
    _paint_lugs(painter, pad, materials)
    _paint_skin(painter, rect, materials, colour)


def _paint_lugs(painter: QPainter, pad: Pad, materials: Materials) -> None:
    painter.setPen(QPen(faded(materials.chrome, 0.75), 0.8, c=Qt.PenCapStyle.RoundCap))
    for across in (-0.36, -0.13, 0.13, 0.36):
        x = across * pad.width
        bow = (1 - (2 * across) ** 2) ** 0.5 * pad.height / 2
        painter.drawLine(QPointF(x, bow + 0.24 * pad.depth), QPointF(x, bow + 0.8 * pad.depth))


def _paint_skin(painter: QPainter, rect: QRectF, materials: Materials, colour: QColor) -> None:
    skin = QRadialGradient(QPointF(rect.center().x() - 0.15 * rect.width(), 0), 0.62 * rect.width())
    skin.setColorAt(0.0, materials.skin)
    skin.setColorAt(1.0, materials.skin_edge)
    painter.setPen(QPen(materials.chrome, 1.5))
    painter.setBrush(QBrush(skin))
    painter.drawEllipse(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded(colour, 0.85), 0.55))
    painter.drawEllipse(rect.adjusted(1.2, 0.8, -1.2, -0.8))


def _paint_kick(painter: QPainter, pad: Pad, materials: Materials, colour: QColor) -> None:
    rect = head_rect(pad)
    _soft_shadow(
        painter, QRectF(-pad.width * 0.62, pad.height * 0.4, pad.width * 1.24, 12), materials
    )
    painter.setPen(QPen(mixed(materials.shell_light, colour, 0.4), 3.4))
    skin = QRadialGradient(QPointF(-0.1 * pad.width, -0.15 * pad.height), 0.68 * pad.width)
    skin.setColorAt(0.0, materials.skin)
    skin.setColorAt(1.0, materials.skin_edge)
    painter.setBrush(QBrush(skin))
    painter.drawEllipse(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(materials.chrome, 0.6))
    painter.drawEllipse(rect.adjusted(-1.7, -1.7, 1.7, 1.7))
    painter.drawEllipse(rect.adjusted(1.7, 1.7, -1.7, -1.7))
    painter.setPen(QPen(faded(colour, 0.85), 0.55))
    painter.drawEllipse(rect.adjusted(2.8, 2.8, -2.8, -2.8))
    painter.setPen(QPen(faded(materials.chrome, 0.4), 0.35))
    painter.setBrush(faded(materials.shell, 0.5))
    painter.drawEllipse(QPointF(0, 6.5), 4.2, 4.2)
    _paint_pedal(painter, materials, QPointF(0, pad.height / 2))


def _paint_pedal(painter: QPainter, materials: Materials, top: QPointF) -> None:
    painter.setPen(QPen(materials.chrome, 0.8, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(top + QPointF(0, 3), top + QPointF(0, -10.5))
    painter.setBrush(materials.chrome)
    painter.drawEllipse(top + QPointF(0, -12.2), 1.7, 2.0)
    board = QPainterPath()
    board.moveTo(top + QPointF(-2.6, 1))
    board.lineTo(top + QPointF(2.6, 1))
    board.lineTo(top + QPointF(3.6, 13.5))
    board.quadTo(top + QPointF(0, 15.5), top + QPointF(-3.6, 13.5))
    board.closeSubpath()
    painter.setPen(QPen(faded(materials.chrome, 0.8), 0.4))
    painter.setBrush(materials.shell_light)
    painter.drawPath(board)
    for step in range(3):
        y = 4.0 + 3.0 * step
        painter.drawLine(top + QPointF(-1.8, y), top + QPointF(1.8, y))


def _paint_cymbal(painter: QPainter, pad: Pad, materials: Materials, colour: QColor) -> None:
    rect = head_rect(pad)
    _soft_shadow(painter, rect.translated(0, 3.4).adjusted(-1, -1, 1, 2), materials)
    dull, bright = mixed(materials.metal, colour, 0.2), mixed(materials.metal_light, colour, 0.14)
    painter.save()
    painter.scale(1.0, pad.height / pad.width)
    radius = pad.width / 2
    shine = QConicalGradient(QPointF(0, 0), 25)
    for at, share in (
        (0.0, 0.1),
        (0.1, 0.9),
        (0.2, 0.15),
        (0.45, 0.3),
        (0.6, 1.0),
        (0.72, 0.2),
        (1.0, 0.1),
    ):
        shine.setColorAt(at, mixed(dull, bright, share))
    painter.setPen(QPen(faded(colour, 0.9), 0.8))
    painter.setBrush(QBrush(shine))
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index in range(1, 6):
        painter.setPen(QPen(faded(materials.shell, 0.35), 0.25))
        painter.drawEllipse(QPointF(0, 0), radius * index / 6.2, radius * index / 6.2)
    bell = QRadialGradient(QPointF(-0.06 * pad.width, -0.1 * pad.width), 0.2 * pad.width)
    bell.setColorAt(0.0, mixed(bright, materials.skin, 0.4))
    bell.setColorAt(1.0, dull)
    painter.setPen(QPen(faded(materials.shell, 0.6), 0.4))
    painter.setBrush(QBrush(bell))
    painter.drawEllipse(QPointF(0, -0.4), 0.15 * pad.width, 0.15 * pad.width)
    painter.restore()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(materials.chrome)
    painter.drawEllipse(QPointF(0, -0.5), 0.9, 0.8)


def _cowbell_corners(pad: Pad) -> list[QPointF]:
    half, top = pad.width / 2, pad.height / 2
    return [
        QPointF(-half, -0.55 * top), QPointF(half, -top), QPointF(half, top),
        QPointF(-half, 0.55 * top),
    ]  # fmt: skip


def _paint_cowbell(painter: QPainter, pad: Pad, materials: Materials, colour: QColor) -> None:
    painter.setPen(QPen(faded(colour, 0.9), 0.6, j=Qt.PenJoinStyle.RoundJoin))
    metal = QLinearGradient(QPointF(0, -pad.height / 2), QPointF(0, pad.height / 2))
    metal.setColorAt(0.0, mixed(materials.metal_light, colour, 0.1))
    metal.setColorAt(1.0, materials.metal)
    painter.setBrush(QBrush(metal))
    painter.drawPolygon(_cowbell_corners(pad))


def _paint_small(painter: QPainter, pad: Pad, materials: Materials, colour: QColor) -> None:
    rect = head_rect(pad)
    _soft_shadow(painter, rect.translated(0, 1.5).adjusted(-1, -1, 1, 1), materials)
    painter.setPen(QPen(faded(colour, 0.8), 0.6))
    painter.setBrush(materials.skin_edge)
    painter.drawEllipse(rect)


def paint_light(painter: QPainter, pad: Pad, colour: QColor, drum: str) -> None:
    """The full light of a struck pad; weaker ones are the same, seen through."""
    _paint_halo(painter, pad, colour)
    painter.save()
    path = visible_head(pad)
    painter.setPen(Qt.PenStyle.NoPen)
    local = placed(pad)
    painter.setClipPath(path)
    if drum not in ("side_stick", "ride_bell"):
        painter.fillPath(path, _glow(pad, colour, local))
    painter.setTransform(local, combine=True)
    white = mixed(colour, QColor(Qt.GlobalColor.white), 0.55)
    if drum == "ride_bell":
        painter.setBrush(white)
        painter.drawEllipse(QPointF(0, 0), 0.17 * pad.width, 0.17 * pad.height)
    elif drum == "side_stick":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 4.0))
        painter.drawEllipse(head_rect(pad))
    painter.restore()


def _glow(pad: Pad, colour: QColor, local: QTransform) -> QBrush:
    gradient = QRadialGradient(QPointF(0, 0), 0.5)
    gradient.setColorAt(0.0, mixed(colour, QColor(Qt.GlobalColor.white), 0.45))
    gradient.setColorAt(0.75, faded(colour, 0.9))
    gradient.setColorAt(1.0, faded(colour, 0.65))
    brush = QBrush(gradient)
    brush.setTransform(QTransform().scale(pad.width, pad.height) * local)
    return brush


def _paint_halo(painter: QPainter, pad: Pad, colour: QColor) -> None:
    """Light around the pad: seen from the corner of the eye."""
    painter.save()
    painter.setClipPath(_uncovered_field(pad))
    painter.setTransform(placed(pad), combine=True)
    halo = QRadialGradient(QPointF(0, 0), 0.5)
    halo.setColorAt(0.0, faded(colour, 0.0))
    halo.setColorAt(0.6, faded(colour, 0.45))
    halo.setColorAt(0.64, faded(colour, 0.3))
    halo.setColorAt(1.0, faded(colour, 0.0))
    painter.scale(pad.width * HALO, pad.height * HALO)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(halo))
    painter.drawEllipse(QPointF(0, 0), 0.5, 0.5)
    painter.restore()


HALO = 1.55


def light_rect(pad: Pad) -> QRectF:
    """All of the field that the pad's light can reach."""
    rect = head_rect(pad)
    grown = QRectF(0, 0, rect.width() * HALO + 2, rect.height() * HALO + 2)
    grown.moveCenter(QPointF(0, 0))
    return placed(pad).mapRect(grown)
