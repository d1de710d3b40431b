#!/usr/bin/env python3
"""Writes Models/iris-gabor.onnx: two Gabor filters on a 45 x 512 normalised iris.

Formula and the parameters of the first filter are those of worldcoin/open-iris (41x21 samples on a
128 x 1024 image); everything else is explained in Models/iris-gabor.md. Needs onnx and numpy:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install onnx==1.23.2 numpy==2.4.6
    /tmp/venv/bin/python TestVectors/make_iris_gabor.py
"""

import pathlib
import sys

import numpy as np
import onnx

from integer_onnx import Graph

ROWS, COLUMNS = 45, 512
ROW_STRIDE, COLUMN_STRIDE = 3, 2
KERNEL_ROWS, KERNEL_COLUMNS = 7, 21
# Samples of the 128 x 1024 image that one sample of this one covers.
ROW_STEP, COLUMN_STEP = 128 / ROWS, 1024 / COLUMNS
# Columns of each kernel, and its parameters in samples of the 128 x 1024 image.
FILTERS = [
    dict(columns=21, sigma_phi=7.0, sigma_rho=6.13, wavelength=28.0),
    dict(columns=21, sigma_phi=11.0, sigma_rho=6.13, wavelength=44.0),
]
# Largest weight: 7 bits and sign, in two digits for ConvInteger.
LARGEST_WEIGHT = 127
# Share of the pixels under a kernel that must be visible.
VISIBLE_SHARE = 0.75


def kernel(columns, sigma_phi, sigma_rho, wavelength):
    """Complex Gabor kernel [row, column], its envelope subtracted so that the real part has mean zero."""
    rho = (np.arange(KERNEL_ROWS) - KERNEL_ROWS // 2)[:, None] * ROW_STEP
    phi = (np.arange(columns) - columns // 2)[None, :] * COLUMN_STEP
    exponent = -0.5 * ((phi / sigma_phi) ** 2 + (rho / sigma_rho) ** 2)
    wave = np.exp(exponent + 2j * np.pi * phi / wavelength)
    # Direct-current correction in the shape of the envelope: both parts answer 0 to even grey.
    envelope = np.exp(exponent)
    return wave - envelope * (wave.real.sum() / envelope.sum())


def quantised(values):
    """Integer weights with the largest at LARGEST_WEIGHT and a sum of exactly zero.

    The remainder of rounding is spread over the weights whose rounding error it reduces most.
    """
    scaled = values * (LARGEST_WEIGHT / np.abs(values).max())
    weights = np.rint(scaled).astype(np.int64)
    while weights.sum() != 0:
        step = -int(np.sign(weights.sum()))
        gain = (scaled - weights) * step
        gain[np.abs(weights + step) > LARGEST_WEIGHT] = -np.inf
        weights[np.unravel_index(np.argmax(gain), gain.shape)] += step
    return weights


def filter_bank():
    """Weights [4, 1, rows, columns]: real and imaginary part of each filter, centred; and the supports."""
    bank, supports = [], []
    for parameters in FILTERS:
        values = kernel(**parameters)
        for part in (values.real, values.imag):
            margin = (KERNEL_COLUMNS - parameters["columns"]) // 2
            bank.append(np.pad(quantised(part), ((0, 0), (margin, margin))))
            supports.append(np.pad(np.ones_like(part, dtype=np.int64), ((0, 0), (margin, margin))))
    return np.stack(bank)[:, None], np.stack(supports)[:, None]


def main():
    weights, supports = filter_bank()
    assert (weights.sum(axis=(1, 2, 3)) == 0).all()
    graph = Graph(1, ROWS, COLUMNS, name="iris-gabor")
    half = KERNEL_COLUMNS // 2
    strides = (ROW_STRIDE, COLUMN_STRIDE)
    pixels = graph.pad(graph.pixels(), columns=(half, half))
    graph.positive(graph.convolve(pixels, weights, np.zeros(4), strides), "bits")
    thresholds = np.ceil(supports.sum(axis=(1, 2, 3)) * VISIBLE_SHARE).astype(int)
    visible = graph.pad(graph.visibility(), columns=(half, half))
    graph.positive(graph.convolve(visible, supports, 1 - thresholds, strides), "mask")
    model = graph.model(("bits", "mask"))
    path = pathlib.Path(__file__).resolve().parent.parent / "Models" / "iris-gabor.onnx"
    if len(sys.argv) > 1:
        path = pathlib.Path(sys.argv[1])
    onnx.save(model, path)
    largest = np.abs(weights).sum(axis=(1, 2, 3)) * 255 // 2
    print(f"{path.name}: {path.stat().st_size} bytes, thresholds {thresholds}, |sum| <= {largest}")
    np.set_printoptions(linewidth=200)
    for channel in weights[:, 0]:
        print(channel)


if __name__ == "__main__":
    main()
