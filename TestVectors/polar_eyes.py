"""Normalised irises that belong to nobody: textures in polar form, and captures of them with the errors that a camera and
a segmentation make. make_iris_embedding.py learns from them. Needs torch.

Lengths are parts of the limbus radius; the picture's y axis points down; every draw comes from the generator `g`.
"""

import math

import torch

TEXTURE_ROWS, TEXTURE_COLUMNS = 96, 1024
# Rows sampled beyond both boundaries, so that blur brings in what lies there.
MARGIN_ROWS = 6
# Texture components: periods round the eye, periods from pupil to limbus, weights; each range is drawn from.
BANDS = [
    ((4, 14), (1.5, 6), (0.3, 1.0)), ((12, 40), (1.5, 6), (0.4, 1.0)), ((30, 90), (1.0, 5), (0.2, 0.9)),
    ((60, 160), (1.5, 6), (0.0, 0.5)), ((10, 50), (6, 20), (0.1, 0.5)),
]
# Displacement of the found boundaries: deviation of each harmonic for good and for bad pictures, share of bad ones.
BOUNDARY_GOOD, BOUNDARY_BAD, BAD_SHARE = 0.012, 0.04, 0.6
# Largest uneven stretch of the tissue; turn of the eye in columns, which the matcher cannot undo.
STRETCH, TURN_COLUMNS = 0.25, 1.0
# Radius of the limbus and blur in pixels of the picture, contrast and noise in gray levels.
RADIUS, BLUR, CONTRAST, NOISE, SLOPE = (48, 125), (0.4, 1.6), (5, 22), (1.0, 5.0), 10.0
LID_ERROR, LID_MARGIN, LASHES, LASHES_FOUND = 0.04, 0.02, 14, 0.6


def uniform(g, low, high, *shape):
    return low + (high - low) * torch.rand(*shape, generator=g)


def log_uniform(g, bounds, *shape):
    return torch.exp(uniform(g, math.log(bounds[0]), math.log(bounds[1]), *shape))


def band_field(g, count, rows, radial, angular, slope, spread):
    """Gaussian fields [count, rows, columns] of unit variance, periodic in columns: a hump of power round `angular` periods,
    falling from `radial` periods on."""
    tall = rows + 32
    spectrum = torch.fft.rfft2(torch.randn(count, tall, TEXTURE_COLUMNS, generator=g))
    across = torch.fft.fftfreq(tall)[None, :, None].abs() * rows
    around = torch.fft.rfftfreq(TEXTURE_COLUMNS)[None, None, :] * TEXTURE_COLUMNS
    radial, angular, slope, spread = (v[:, None, None] for v in (radial, angular, slope, spread))
    gain = torch.exp(-0.5 * (torch.log((around + 1) / (angular + 1)) / spread) ** 2)
    gain = gain / (1 + (across / radial) ** 2) ** (slope / 2)
    field = torch.fft.irfft2(spectrum * gain, s=(tall, TEXTURE_COLUMNS))[:, :rows]
    return field / field.std(dim=(1, 2), keepdim=True)


def line(g, count, low, high):
    """Smooth closed lines [count, 1, columns] with low...high periods round the eye."""
    fill = lambda value: torch.full((count,), value)
    return band_field(g, count, 1, fill(1e3), uniform(g, low, high, count), fill(2.0), fill(0.6))


def textures(g, count):
    """Iris textures [count, rows, columns] of mean 0 and variance 1."""
    column = lambda low, high: uniform(g, low, high, count)[:, None, None]
    depth = (torch.arange(TEXTURE_ROWS) + 0.5)[None, :, None] / TEXTURE_ROWS
    total = torch.zeros(count, TEXTURE_ROWS, TEXTURE_COLUMNS)
    for angular, radial, weight in BANDS:
        field = band_field(
            g, count, TEXTURE_ROWS, log_uniform(g, radial, count), log_uniform(g, angular, count),
            uniform(g, 2.0, 4.0, count), uniform(g, 0.35, 0.8, count))
        # Crypts and fibres are not Gaussian: some fields are skewed.
        skew = column(-1.0, 1.0)
        field = torch.where(skew.abs() > 0.4, torch.sinh(skew * field.clamp(-3, 3)), field)
        field = field - field.mean(dim=(1, 2), keepdim=True)
        field = field / field.std(dim=(1, 2), keepdim=True)
        # Each field is strongest in a zone of its own.
        zone = 0.3 + torch.exp(-0.5 * ((depth - column(0, 1)) / column(0.2, 0.8)) ** 2)
        total += column(*weight) * zone * field
    # Collarette: a zigzag ridge and step round the pupil.
    place = column(0.15, 0.45) + column(0.01, 0.05) * line(g, count, 6, 30)
    distance = (depth - place) / column(0.02, 0.07)
    total += column(0, 1.2) * torch.exp(-0.5 * distance**2) + column(-0.6, 0.6) * torch.tanh(distance)
    # Contraction furrows: dark arcs at constant depth.
    for _ in range(4):
        arc = line(g, count, 1, 5).clamp(min=0)
        distance = (depth - column(0.35, 0.95)) / column(0.012, 0.03)
        total -= column(0, 0.8) * arc * torch.exp(-0.5 * distance**2)
    total = total - total.mean(dim=(1, 2), keepdim=True)
    return total / total.std(dim=(1, 2), keepdim=True)


def harmonics(g, angle, orders, scale):
    """Random closed curves [count, angles]; the deviation of a harmonic falls with its order from `scale` [count]."""
    result = torch.zeros(len(scale), angle.shape[-1])
    for order in orders:
        a, b = torch.randn(2, len(scale), 1, generator=g) * scale[:, None] / max(order, 1) ** 0.7
        result += a * torch.cos(order * angle) + b * torch.sin(order * angle)
    return result


def unrolled(g, rows, columns, count):
    """Where the samples of an unwrap between wrongly found boundaries truly lie: picture coordinates x and y, depth (0 at the
    pupil, 1 at the limbus), angle, all [count, rows, columns]; and the pupil's radius [count, 1, 1]."""
    angle = 2 * math.pi * torch.arange(columns)[None, :] / columns
    along = ((torch.arange(rows + 2 * MARGIN_ROWS) - MARGIN_ROWS + 0.5) / rows)[None, :, None]
    pupil = uniform(g, 0.22, 0.62, count)
    centre = torch.randn(count, 2, generator=g) * 0.03
    bad = torch.rand(count, generator=g) < BAD_SHARE
    scale = torch.where(bad, BOUNDARY_BAD, BOUNDARY_GOOD)
    inner = pupil[:, None] + harmonics(g, angle, range(7), scale * uniform(g, 0.2, 0.8, count))
    outer = 1 + harmonics(g, angle, range(5), scale * uniform(g, 0.4, 1.2, count))
    ix, iy = centre[:, :1] + inner * torch.cos(angle), centre[:, 1:] + inner * torch.sin(angle)
    ox, oy = outer * torch.cos(angle), outer * torch.sin(angle)
    x = ix[:, None] + along * (ox - ix)[:, None]
    y = iy[:, None] + along * (oy - iy)[:, None]
    # Depth and angle between the true circles depend on each other: three rounds settle them.
    theta = torch.atan2(y, x)
    px, py, rho = centre[:, 0, None, None], centre[:, 1, None, None], pupil[:, None, None]
    for _ in range(3):
        c, s = torch.cos(theta), torch.sin(theta)
        depth = ((x - px) * c + (y - py) * s - rho) / (1 - px * c - py * s - rho)
        theta = torch.atan2(y - (1 - depth) * py, x - (1 - depth) * px)
    return x, y, depth, theta, rho


def tissue(g, texture, depth, theta, columns):
    """Texture values where the samples lie; tissue does not stretch evenly when the pupil widens."""
    count = len(texture)
    inside = depth.clamp(0, 1)
    inside = inside + uniform(g, -STRETCH, STRETCH, count)[:, None, None] * inside * (1 - inside)
    turn = uniform(g, -0.5, 0.5, count)[:, None, None] * (2 * math.pi * TURN_COLUMNS / columns)
    place = ((theta + turn) / (2 * math.pi)) % 1.0 * TEXTURE_COLUMNS
    wide = torch.cat([texture[:, :, -2:], texture, texture[:, :, :2]], dim=2)[:, None]
    grid = torch.stack([(place + 2.5) * 2 / (TEXTURE_COLUMNS + 4) - 1, inside * 2 - 1], dim=-1)
    return torch.nn.functional.grid_sample(wide, grid, padding_mode="border", align_corners=False)[:, 0]


def add_lids(g, light, covered, x, y, gray):
    """Both lids as parabolas with shadow and dark rim; where they are found to be is a little wrong."""
    count = len(light)
    column = lambda low, high: uniform(g, low, high, count)[:, None, None]
    normal = lambda: torch.randn(count, generator=g)[:, None, None]
    skin = gray + column(-10, 90)
    for low, high, sign in ((-1.15, -0.3, -1), (0.55, 1.25, 1)):
        beyond = (y - column(low, high) + sign * column(0.1, 0.4) * x * x - 0.08 * normal() * x) * sign
        light = light * (1 - column(0, 0.4) * torch.exp(beyond.clamp(max=0) / column(0.04, 0.15)))
        light = torch.where(beyond > 0, skin, light)
        light = torch.where((beyond > -0.03) & (beyond < 0.02), light - 30, light)
        covered |= beyond + LID_MARGIN + LID_ERROR * (normal() + normal() * x) > 0
    return light


def add_lashes(g, light, covered, x, y):
    """Dark strokes down from the upper lid; most of them are found."""
    count = len(light)
    root = uniform(g, -0.9, 0.9, count, LASHES)
    lean = torch.randn(count, LASHES, generator=g) * 0.35
    length = uniform(g, 0.05, 0.6, count, 1) * uniform(g, 0.3, 1.0, count, LASHES)
    found = torch.rand(count, LASHES, generator=g) < LASHES_FOUND
    there = (torch.rand(count, 1, generator=g) < 0.6) & (torch.rand(count, LASHES, generator=g) < 0.8)
    below = y - uniform(g, -0.9, -0.3, count)[:, None, None]
    for k in range(LASHES):
        pick = lambda values: values[:, k, None, None]
        off = (x - pick(root) - pick(lean) * below * (1 + 0.4 * below)).abs()
        stroke = (below > -0.5) & (below < pick(length)) & pick(there)
        light = torch.where(stroke & (off < 0.016), light * 0.45 + 12, light)
        covered |= stroke & (off < 0.03) & pick(found)
    return light


def add_highlights(g, light, covered, x, y):
    """Lamps mirrored on the cornea, with a halo that the mask may miss."""
    count = len(light)
    for _ in range(3):
        where = torch.randn(count, 2, 1, 1, generator=g) * 0.45
        size = uniform(g, 0.02, 0.09, count)[:, None, None]
        shown = (torch.rand(count, generator=g) < 0.6)[:, None, None]
        distance = ((x - where[:, 0]) ** 2 + (y - where[:, 1]) ** 2).sqrt()
        glow = torch.sigmoid((size - distance) / (0.25 * size)) * shown
        light = light * (1 - glow) + 255 * glow
        covered |= (distance < size * uniform(g, 1.0, 1.6, count)[:, None, None]) & shown
    return light


def expose(g, light, rho, columns, rows):
    """Lens, pixel raster and sensor noise, whose sizes in samples depend on how large the eye is in the picture."""
    count, tall = light.shape[:2]
    radius = log_uniform(g, RADIUS, count)[:, None, None]
    blur = log_uniform(g, BLUR, count)[:, None, None]
    # Cycles per pixel of the picture; columns have the length they have half way between pupil and limbus.
    across = torch.fft.fftfreq(tall)[None, :, None] * rows / ((1 - rho) * radius)
    around = torch.fft.rfftfreq(columns)[None, None, :] * columns / (math.pi * (1 + rho) * radius)
    power = -2 * math.pi**2 * (across**2 + around**2)
    pixel = torch.exp(power * 0.45**2)
    grain = torch.fft.irfft2(torch.fft.rfft2(torch.randn(light.shape, generator=g)) * pixel, s=light.shape[1:])
    grain = grain / grain.std(dim=(1, 2), keepdim=True)
    seen = torch.fft.rfft2(light.clamp(0, 255)) * pixel * torch.exp(power * blur**2)
    return torch.fft.irfft2(seen, s=light.shape[1:]) + log_uniform(g, NOISE, count)[:, None, None] * grain


def captures(g, texture, rows, columns):
    """One capture of each texture, uint8 [count, rows, columns]; 0 = occluded."""
    count = len(texture)
    column = lambda low, high: uniform(g, low, high, count)[:, None, None]
    x, y, depth, theta, rho = unrolled(g, rows, columns, count)
    gray = column(60, 150)
    contrast = log_uniform(g, CONTRAST, count)[:, None, None]
    light = gray + contrast * tissue(g, texture, depth, theta, columns)
    # What all irises share or the lamps make says nothing about whose they are: it changes with every capture.
    inside = depth.clamp(0, 1)
    a, b, across, down = torch.randn(4, count, 1, 1, generator=g)
    light = light + 0.7 * contrast * (a * (2 * inside - 1) + 0.7 * b * torch.cos(2 * math.pi * inside))
    light = light + SLOPE * (across * x + down * y)
    edge = torch.sigmoid((depth - 1) * (1 - rho) / column(0.02, 0.08) * 4)
    light = light * (1 - edge) + (gray + column(25, 80)) * edge
    edge = torch.sigmoid(-depth * (1 - rho) / 0.006)
    light = light * (1 - edge) + column(10, 45) * edge
    covered = torch.zeros_like(light, dtype=torch.bool)
    light = add_lids(g, light, covered, x, y, gray)
    light = add_lashes(g, light, covered, x, y)
    light = add_highlights(g, light, covered, x, y)
    pixels = expose(g, light, rho, columns, rows).round().clamp(1, 255)
    pixels[covered] = 0
    return pixels[:, MARGIN_ROWS:-MARGIN_ROWS].to(torch.uint8)


def pool(g, identities, shots, rows, columns, chunk=40):
    """uint8 [identities, shots, rows, columns]."""
    result = torch.empty(identities, shots, rows, columns, dtype=torch.uint8)
    for start in range(0, identities, chunk):
        texture = textures(g, min(chunk, identities - start))
        for shot in range(shots):
            result[start : start + len(texture), shot] = captures(g, texture, rows, columns)
    return result
