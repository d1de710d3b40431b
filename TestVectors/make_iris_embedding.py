#!/usr/bin/env python3
"""Trains and writes Models/iris-embedding.onnx: a bank of filters learned on irises that belong to nobody.

What it computes and why is in Models/iris-embedding.md. About 40 seconds of one core. Needs torch, onnx, numpy:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch==2.13.0 onnx==1.23.2 numpy==2.4.6
    /tmp/venv/bin/python TestVectors/make_iris_embedding.py [FILE.onnx]
"""

import math
import pathlib
import sys

import numpy as np
import onnx
import torch

from integer_onnx import Graph
from make_iris_gabor import quantised
from polar_eyes import pool

SEED = 2026
ROWS, COLUMNS = 45, 256
KERNEL_ROWS, KERNEL_COLUMNS, STRIDES = 13, 25, (3, 1)
# Wavelengths of the Gabor pairs that learning starts from, in samples of a 128 x 1024 image.
WAVELENGTHS = (20.0, 28.0, 44.0)
# Share of the pixels under a kernel that must be visible.
VISIBLE_SHARE = 0.85
IDENTITIES, SHOTS, STEPS, EYES_PER_STEP, RATE = 320, 4, 300, 24, 0.01
# How sharp the soft sign is at the start and at the end; separation that is good enough, in deviations.
SHARPNESS, ENOUGH = (1.0, 2.5), 14.0
# Share of the bits at which a comparison has full weight.
REFERENCE_SHARE = 0.6


def first_weights(g):
    rho = (torch.arange(KERNEL_ROWS) - KERNEL_ROWS // 2)[:, None] * 128 / ROWS
    phi = (torch.arange(KERNEL_COLUMNS) - KERNEL_COLUMNS // 2)[None] * 1024 / COLUMNS
    bank = []
    for wavelength in WAVELENGTHS:
        envelope = torch.exp(-0.5 * ((phi * 4 / wavelength) ** 2 + (rho / 7) ** 2))
        angle = 2 * math.pi * phi / wavelength
        bank += [envelope * torch.cos(angle), envelope * torch.sin(angle)]
    bank = torch.stack(bank)
    return 3 * bank / bank.norm(dim=(1, 2), keepdim=True) + 0.02 * torch.randn(bank.shape, generator=g)


def wrapped(values):
    half = KERNEL_COLUMNS // 2
    return torch.cat([values[..., -half:], values, values[..., :half]], -1)[:, None]


def answers(pixels, weights):
    """What the bank answers to uint8 [count, rows, columns], and which answers count, both [count, channel, row, column]."""
    visible = (pixels > 0).float()
    centred = torch.where(pixels > 0, pixels.float(), 128.0) - 128
    bank = torch.nn.functional.conv2d(wrapped(centred / 32), weights[:, None], stride=STRIDES)
    area = torch.nn.functional.avg_pool2d(wrapped(visible), (KERNEL_ROWS, KERNEL_COLUMNS), STRIDES)
    return bank, (area >= VISIBLE_SHARE - 1e-4).float().expand_as(bank)


def loss(bank, counts, eyes, sharpness):
    """Genuine pairs shall agree by many deviations of how impostor pairs agree by chance.

    The sign is a tanh here, agreement the correlation over what both see, weighted as the matcher weighs the number of bits.
    """
    level = ((bank**2 * counts).sum((0, 2, 3)) / counts.sum((0, 2, 3))).sqrt().detach()
    soft = (torch.tanh(sharpness * bank / level[None, :, None, None]) * counts).flatten(1)
    counts = counts.flatten(1)
    energy = (soft**2) @ counts.T
    agreement = soft @ soft.T / (energy * energy.T).sqrt().clamp(min=1)
    agreement = agreement * (counts @ counts.T / (REFERENCE_SHARE * soft.shape[1])).sqrt()
    same = eyes[:, None] == eyes[None]
    deviation = (agreement[~same] ** 2).mean().sqrt()
    genuine = agreement[same & ~torch.eye(len(eyes), dtype=torch.bool)]
    return 2 * torch.nn.functional.softplus((ENOUGH - genuine / deviation) / 2).mean()


def train():
    g = torch.Generator().manual_seed(SEED)
    irises = pool(g, IDENTITIES, SHOTS, ROWS, COLUMNS)
    weights = torch.nn.Parameter(first_weights(g))
    optimizer = torch.optim.Adam([weights], lr=RATE)
    eyes = torch.arange(EYES_PER_STEP).repeat_interleave(2)
    total = 0.0
    for step in range(STEPS):
        who = torch.randperm(IDENTITIES, generator=g)[:EYES_PER_STEP]
        shots = torch.stack([torch.randperm(SHOTS, generator=g)[:2] for _ in who])
        # Mean zero: even grey answers 0. Length one: only the sign of an answer counts.
        bank = weights - weights.mean((1, 2), keepdim=True)
        bank = bank / bank.norm(dim=(1, 2), keepdim=True)
        done = step / STEPS
        value = loss(
            *answers(irises[who[:, None], shots].flatten(0, 1), bank), eyes,
            SHARPNESS[0] + (SHARPNESS[1] - SHARPNESS[0]) * done)
        optimizer.param_groups[0]["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * done))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        total += value.item()
        if step % 50 == 49:
            print(f"step {step + 1}: mean loss {total / 50:.3f}", flush=True)
            total = 0.0
    return np.stack([quantised(channel) for channel in bank.detach().double().numpy()])[:, None]


def main():
    torch.set_num_threads(1)
    weights = train()
    assert (weights.sum(axis=(1, 2, 3)) == 0).all()
    graph = Graph(1, ROWS, COLUMNS, name="iris-embedding")
    half = KERNEL_COLUMNS // 2
    pixels = graph.pad(graph.pixels(), columns=(half, half))
    graph.positive(graph.convolve(pixels, weights, np.zeros(len(weights)), STRIDES), "bits")
    # One mask for all channels: they look at the same pixels.
    support = np.ones((1, 1, KERNEL_ROWS, KERNEL_COLUMNS), dtype=np.int64)
    threshold = math.ceil(support.sum() * VISIBLE_SHARE)
    visible = graph.pad(graph.visibility(), columns=(half, half))
    graph.positive(graph.convolve(visible, support, [1 - threshold], STRIDES), "mask")
    path = pathlib.Path(__file__).resolve().parent.parent / "Models" / "iris-embedding.onnx"
    if len(sys.argv) > 1:
        path = pathlib.Path(sys.argv[1])
    onnx.save(graph.model(("bits", "mask")), path)
    print(f"{path.name}: {path.stat().st_size} bytes, {threshold} of {support.sum()} pixels must be visible")


if __name__ == "__main__":
    main()
