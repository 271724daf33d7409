"""erf.json and special.json: correctly rounded values and derivatives of the functions of one variable."""
import math
import random

import numpy as np
from mpmath import mp, mpf

import exact

ZERO_AT_ZERO = {"erf", "tanh", "gelu", "silu", "softsign", "elu", "expm1", "log1p"}  # f(-0) = -0
POSITIVE = {"log", "log1p"}
THRESHOLDS = [0.5, 0.84375, 1.25, 1 / 0.35, 5.9215871957945066, 6.0, 8.0, 9.010913, 19.0615, 20.0, 22.0, 27.2, 36.7, 37.43, 38.5, 88.72,
    103.97, 708.4, 709.782712893384, 709.7827128933841, 710.0, 744.44, 745.1332191019412, 746.0]

FUNCTIONS = {
    "exp": (exact.exp, exact.exp),
    "expm1": (exact.expm1, exact.exp),
    "log": (mp.log, lambda x: 1 / x),
    "log1p": (mp.log1p, lambda x: 1 / (1 + x)),
    "erfc": (exact.erfc, lambda x: -exact.erf_slope(x)),
    "tanh": (exact.tanh, exact.tanh_slope),
    "sigmoid": (exact.sigmoid, lambda x: exact.sigmoid(x) * exact.sigmoid(-x)),
    "softplus": (exact.softplus, exact.sigmoid),
    "gelu": (exact.gelu, exact.gelu_slope),
    "silu": (exact.silu, exact.silu_slope),
    "elu": exact.activation({"type": "elu", "alpha": 1.0}),
    "softsign": (exact.softsign, lambda x: 1 / (1 + abs(x)) ** 2),
}


def magnitudes(single, dense):
    """Positive points of all sizes: subnormal, a sweep of powers, the working range, the usual switching points and their neighbours."""
    rng = random.Random(7)
    if single:
        edges, low, high = [1.401298464324817e-45, 1e-40, 1.1754943508222875e-38, 3.4028234663852886e38], -36, 37
    else:
        edges, low, high = [5e-324, 1.5e-323, 1e-310, 2.225073858507201e-308, 2.2250738585072014e-308, 1.7976931348623157e308], -300, 300
    points = edges + [float(f"{rng.uniform(1, 10)!r}e{k}") for k in (range(low, -8, 4) if single else range(low, -8, 24))]
    points += [float(f"{rng.uniform(1, 10)!r}e{k}") for k in range(-9, 0)]
    points += [rng.uniform(0, 1) for _ in range(20 * dense)] + [rng.uniform(1, 7) for _ in range(25 * dense)]
    points += [rng.uniform(7, 40) for _ in range(10)]
    points += [10 ** rng.uniform(1.6, 3) for _ in range(6)] + [10.0 ** k for k in (range(4, high, 11) if single else range(4, high, 74))]
    for value in THRESHOLDS + ([5.0, 12.0, 18.5] if single else []):
        points += [value, float(np.nextafter(np.float32(value), np.float32(0)))] if single else [value, float(np.nextafter(value, 0))]
    if single:
        points = [float(np.float32(point)) for point in points]
    return sorted(set(point for point in points if math.isfinite(point)))


def table(name, value, slope, single, dense=1):
    """A function at its points. Infinite points are given where every formula agrees on the limit."""
    rounded = exact.rounded_single if single else exact.rounded
    positive = [0.0] + magnitudes(single, dense)
    if name == "log":
        points = positive[1:]
    elif name == "log1p":
        points = positive + [-p for p in positive if p < 1]
    else:
        points = [-p for p in reversed(positive)] + positive
    values, derivatives = [], []
    for point in points:
        x = mpf(point)
        values.append(point if point == 0 and name in ZERO_AT_ZERO else rounded(value(x)))
        derivatives.append(rounded(slope(x)))
    limits = {"erf": (-1.0, 1.0, 0.0, 0.0), "exp": (0.0, math.inf, 0.0, math.inf), "tanh": (-1.0, 1.0, 0.0, 0.0),
        "sigmoid": (0.0, 1.0, 0.0, 0.0)}
    if name in limits:
        low, high, low_slope, high_slope = limits[name]
        points, values, derivatives = points + [-math.inf, math.inf], values + [low, high], derivatives + [low_slope, high_slope]
    points, values, derivatives = points + [math.nan], values + [math.nan], derivatives + [math.nan]
    return {"name": name, "precision": "float32" if single else "float64", "source": "mpmath", "points": points, "values": values,
        "derivatives": derivatives}


def erf_tables():
    return [table("erf", exact.erf, exact.erf_slope, single, dense=3) for single in (False, True)]


def tables():
    return [table(name, *pair, single) for name, pair in FUNCTIONS.items() for single in (False, True)]
