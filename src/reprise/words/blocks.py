"""Small dense products between rows of embedding tables, for one window of text at a time.

The inner loops of the word-vector trainers in the level-3 form of Ji et al. 2016 (arXiv 1604.04661): all inputs of
a window meet all of its outputs in one product, two rows by four, so that a number that was loaded is used several
times; without this the loads, not the multiplications, are what takes the time. Rows are padded with zeros to a
multiple of 16 floats and begin on a cache line (:func:`aligned`), which leaves no remainder to the vector units; padding
stays zero, since every update is a combination of rows.

Everything here is compiled, and works on float32 arrays that a caller owns; nothing is allocated.
"""

from __future__ import annotations

from typing import Any, no_type_check

import numba
import numpy as np
from jaxtyping import Float32
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANE = 16  # floats: a cache line, and what two 256-bit registers hold
REACH = 16.0  # logits beyond this are taken as this
TABLE = 4096


def aligned(rows: int, dim: int) -> Float32[np.ndarray, "rows width"]:
    """Zeros; ``dim`` rounded up to a multiple of 16, the first row at the beginning of a cache line."""
    width = -(-dim // LANE) * LANE
    raw = np.zeros(rows * width * 4 + 64, dtype=np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + rows * width * 4].view(np.float32).reshape(rows, width)


def sigmoid_table() -> Float32[np.ndarray, " entries"]:
    """The logistic function on [-16, 16] for :func:`sigmoid`."""
    x = np.linspace(-REACH, REACH, TABLE + 1)
    return (1 / (1 + np.exp(-x))).astype(np.float32)


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False, inline="always")
@no_type_check
def sigmoid(x, table):
    """The logistic function, interpolated: at most 1e-6 off."""
    place = (min(max(x, np.float32(-15.999)), np.float32(15.999)) + np.float32(REACH)) * np.float32(
        TABLE / (2 * REACH)
    )
    left = np.uint64(place)
    share = place - np.float32(left)
    return table[left] + share * (table[left + np.uint64(1)] - table[left])


@intrinsic
def _prefetch(typingctx: Any, array: Any, row: Any, column: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        struct = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = cgutils.get_item_pointer(
            context, builder, signature.args[0], struct, [arguments[1], arguments[2]], wraparound=False, boundscheck=False
        )  # fmt: skip
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [byte, word, word, word]), "llvm.prefetch.p0"
        )
        builder.call(function, [builder.bitcast(pointer, byte), word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, row, column), generate


@numba.njit(nogil=True, cache=True, boundscheck=False)
@no_type_check
def fetch_ahead(array, row):
    """Ask for a row that will be needed soon: tables are larger than caches, and a miss costs as much as a product."""
    for column in range(0, array.shape[1], LANE):
        _prefetch(array, np.int64(row), np.int64(column))


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def gather(source, rows, count, block):
    """``block[k] = source[rows[k]]`` for the first ``count``, then zeros up to a multiple of four."""
    width = block.shape[1]
    for k in range(count):
        row = np.uint64(rows[k])
        for j in range(width):
            block[k, j] = source[row, j]
    for k in range(count, -(-count // 4) * 4):
        for j in range(width):
            block[k, j] = np.float32(0.0)


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def scores(inputs, rows, count, outputs, size, out):
    """``out[i, k] = inputs[rows[i]] . outputs[k]`` for ``count`` rows and ``size`` outputs, rounded up to four.

    ``outputs`` is a block that :func:`gather` filled.
    """
    width = outputs.shape[1]
    for i in range(0, count - 1, 2):
        a, b = np.uint64(rows[i]), np.uint64(rows[i + 1])
        for k in range(0, size, 4):
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = np.float32(0.0)
            for j in range(width):
                x, y = inputs[a, j], inputs[b, j]
                c0, c1, c2, c3 = outputs[k, j], outputs[k + 1, j], outputs[k + 2, j], outputs[k + 3, j]
                a0 += x * c0
                a1 += x * c1
                a2 += x * c2
                a3 += x * c3
                b0 += y * c0
                b1 += y * c1
                b2 += y * c2
                b3 += y * c3
            out[i, k], out[i, k + 1], out[i, k + 2], out[i, k + 3] = a0, a1, a2, a3
            out[i + 1, k], out[i + 1, k + 1], out[i + 1, k + 2], out[i + 1, k + 3] = b0, b1, b2, b3
    if count % 2:
        a = np.uint64(rows[count - 1])
        for k in range(0, size, 4):
            a0 = a1 = a2 = a3 = np.float32(0.0)
            for j in range(width):
                x = inputs[a, j]
                a0 += x * outputs[k, j]
                a1 += x * outputs[k + 1, j]
                a2 += x * outputs[k + 2, j]
                a3 += x * outputs[k + 3, j]
            out[count - 1, k], out[count - 1, k + 1] = a0, a1
            out[count - 1, k + 2], out[count - 1, k + 3] = a2, a3


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def accumulate(target, rows, count, factors, source, others, size):
    """``target[rows[i]] += sum over k of factors[i, k] * source[others[k]]``.

    ``count`` rows are changed, ``size`` are read. Up to the next multiple of four, ``others`` must hold rows that exist
    (they are read and not used) and ``factors`` columns (they are set to 0). A row may stand twice in ``rows``.
    """
    width = target.shape[1]
    if size == 1:
        c = np.uint64(others[0])
        for i in range(count):
            a, f = np.uint64(rows[i]), factors[i, 0]
            for j in range(width):
                target[a, j] += f * source[c, j]
        return
    full = -(-size // 4) * 4
    for i in range(count):
        for k in range(size, full):
            factors[i, k] = np.float32(0.0)
    for i in range(0, count - 1, 2):
        a, b = np.uint64(rows[i]), np.uint64(rows[i + 1])
        for k in range(0, full, 4):
            f0, f1, f2, f3 = factors[i, k], factors[i, k + 1], factors[i, k + 2], factors[i, k + 3]
            g0, g1, g2, g3 = (
                factors[i + 1, k],
                factors[i + 1, k + 1],
                factors[i + 1, k + 2],
                factors[i + 1, k + 3],
            )
            c0, c1, c2, c3 = (
                np.uint64(others[k]),
                np.uint64(others[k + 1]),
                np.uint64(others[k + 2]),
                np.uint64(others[k + 3]),
            )
            for j in range(width):
                x0, x1, x2, x3 = source[c0, j], source[c1, j], source[c2, j], source[c3, j]
                target[a, j] += f0 * x0 + f1 * x1 + f2 * x2 + f3 * x3
                target[b, j] += g0 * x0 + g1 * x1 + g2 * x2 + g3 * x3
    if count % 2:
        a = np.uint64(rows[count - 1])
        i = count - 1
        for k in range(0, full, 4):
            f0, f1, f2, f3 = factors[i, k], factors[i, k + 1], factors[i, k + 2], factors[i, k + 3]
            c0, c1, c2, c3 = (
                np.uint64(others[k]),
                np.uint64(others[k + 1]),
                np.uint64(others[k + 2]),
                np.uint64(others[k + 3]),
            )
            for j in range(width):
                target[a, j] += (
                    f0 * source[c0, j] + f1 * source[c1, j] + f2 * source[c2, j] + f3 * source[c3, j]
                )
