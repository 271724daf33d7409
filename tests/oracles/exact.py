"""Functions of one variable in so many digits that rounding once gives the correctly rounded result."""
import math

from mpmath import mp, mpf

# The products of two subnormal doubles need about 2,150 bits next to 1.
mp.prec = 2400
FAR = mpf(5000)  # beyond it every function here has reached its limit in double precision
TINY = mpf(2) ** -3000


def rounded(value, digits=53, lowest=-1074, highest=1024):
    """The nearest binary floating-point number, ties to even, with subnormals and overflow; the defaults are those of double."""
    value = mpf(value)
    if mp.isnan(value):
        return math.nan
    if mp.isinf(value):
        return float(value)
    sign, mantissa, exponent, bits = value._mpf_
    if mantissa == 0:
        return 0.0
    drop = max(bits - digits, lowest - exponent)
    if drop > 0:
        mantissa, rest = (mantissa >> drop, mantissa & ((1 << drop) - 1)) if drop <= bits + 1 else (0, 0)
        half = 1 << (drop - 1)
        mantissa += rest > half or (rest == half and mantissa & 1)
        exponent += drop
    mantissa = int(mantissa)
    if mantissa.bit_length() + exponent > highest:
        result = math.inf
    else:
        result = math.ldexp(float(mantissa), exponent)
    return -result if sign else result


def rounded_single(value):
    return rounded(value, 24, -149, 128)


def clip(x):
    return min(max(x, -FAR), FAR)


def sigmoid(x):
    return 1 / (1 + mp.exp(-clip(x)))


def normal_share(x):
    return mp.erfc(-clip(x) / mp.sqrt(2)) / 2


def normal_density(x):
    x = clip(x)
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def erf(x):
    return mp.erf(clip(x))


def erf_slope(x):
    x = clip(x)
    return 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)


def erfc(x):
    return mp.erfc(clip(x))


def exp(x):
    return mp.exp(clip(x))


def expm1(x):
    return mp.expm1(clip(x))


def tanh(x):
    return mp.tanh(clip(x))


def tanh_slope(x):
    return mp.sech(clip(x)) ** 2


def softplus(x):
    return x if x > FAR else mp.log1p(mp.exp(clip(x)))


def gelu(x):
    return x if x > FAR else -TINY if x < -FAR else x * normal_share(x)


def gelu_slope(x):
    return mpf(1) if x > FAR else -TINY if x < -FAR else normal_share(x) + x * normal_density(x)


def silu(x):
    return x if x > FAR else -TINY if x < -FAR else x * sigmoid(x)


def silu_slope(x):
    return mpf(1) if x > FAR else -TINY if x < -FAR else sigmoid(x) * (1 + x * sigmoid(-x))


def softsign(x):
    return x / (1 + abs(x))


def activation(spec):
    """Value and slope of an elementwise activation record; at a kink the slope is the one PyTorch takes."""
    kind = spec["type"]
    if kind == "leaky_relu":
        slope = mpf(spec["slope"])
        return lambda x: x if x > 0 else slope * x, lambda x: mpf(1) if x > 0 else slope
    if kind == "elu":
        alpha = mpf(spec["alpha"])
        return lambda x: x if x > 0 else alpha * expm1(x), lambda x: mpf(1) if x > 0 else alpha * exp(x)
    return {
        "identity": (lambda x: x, lambda x: mpf(1)),
        "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
        "tanh": (tanh, tanh_slope),
        "relu": (lambda x: max(x, mpf(0)), lambda x: mpf(1 if x > 0 else 0)),
        "gelu": (gelu, gelu_slope),
        "silu": (silu, silu_slope),
        "softplus": (softplus, sigmoid),
        "softsign": (softsign, lambda x: 1 / (1 + abs(x)) ** 2),
    }[kind]
