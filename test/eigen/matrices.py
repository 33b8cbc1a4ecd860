#!/usr/bin/env python3
"""The 1,000 matrices of matrices.ts, bit for bit, and their spectral radii by LAPACK's dgeev (numpy).

    python3 test/eigen/matrices.py > test/eigen/lapack-radii.csv

Every product is summed in ascending order of the inner index, as the TypeScript does, so that both languages hold the
same bits. `sum` is the plain sum of all entries in row-major order: the test compares it first.
"""
import numpy as np

M32 = 0xFFFFFFFF


class Lcg:
    """Numerical Recipes' linear congruential generator, mod 2^32."""

    def __init__(self, seed):
        self.x = seed & M32

    def next(self):
        self.x = (1664525 * self.x + 1013904223) & M32
        return self.x

    def uniform(self):
        """In [-1, 1)."""
        return self.next() / 2147483648 - 1

    def integer(self, below):
        return self.next() * below // 4294967296


def uniforms(lcg, size):
    return np.array([[lcg.uniform() for _ in range(size)] for _ in range(size)])


def product(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for k in range(a.shape[1]):
        result = result + np.outer(a[:, k], b[k, :])
    return result


def householder(lcg, size):
    v = [lcg.integer(9) - 4 for _ in range(size)]
    v[0] = v[0] or 1
    square = sum(x * x for x in v)
    return np.array([[(1.0 if i == j else 0.0) - 2 * v[i] * v[j] / square for j in range(size)] for i in range(size)])


def orthogonal(lcg, size):
    return product(householder(lcg, size), householder(lcg, size))


def shuffled(lcg, matrix):
    """The rows and columns in another order, the same for both."""
    size = len(matrix)
    order = list(range(size))
    for k in range(size - 1, 0, -1):
        other = lcg.integer(k + 1)
        order[k], order[other] = order[other], order[k]
    return np.array([[matrix[order[i]][order[j]] for j in range(size)] for i in range(size)])


def jordan(values, chain):
    """Blocks of `chain` equal values with ones above the diagonal."""
    size = len(values)
    matrix = np.zeros((size, size))
    for i in range(size):
        matrix[i][i] = values[i // chain]
        if i + 1 < size and (i + 1) % chain != 0:
            matrix[i][i + 1] = 1
    return matrix


def sheared(lcg, matrix):
    """Similar, by integer shears: row i gains c times row j, then column j loses c times column i. Exact for integers."""
    matrix = matrix.copy()
    size = len(matrix)
    for _ in range(2 * size):
        i = lcg.integer(size)
        j = lcg.integer(size)
        c = lcg.integer(3) - 1
        if i != j:
            matrix[i, :] = matrix[i, :] + c * matrix[j, :]
            matrix[:, j] = matrix[:, j] - c * matrix[:, i]
    return matrix


def family(name, lcg, size, number):
    if name == "random":
        return uniforms(lcg, size)
    if name == "sparse":
        return np.array([[lcg.uniform() if lcg.integer(size) < 5 else 0.0 for _ in range(size)] for _ in range(size)])
    if name == "integers":
        return np.array([[float(lcg.integer(3) - 1) for _ in range(size)] for _ in range(size)])
    if name == "near-identity":
        noise = [0.0, 1e-16, 1e-12, 1e-8, 1e-5, 1e-3][number % 6]
        return np.eye(size) * (0.5 + 0.5 * lcg.integer(4)) + noise * uniforms(lcg, size)
    if name == "orthogonal":
        if number % 3 == 0:
            return shuffled(lcg, np.roll(np.eye(size), 1, axis=0))
        return orthogonal(lcg, size)
    if name == "near-orthogonal":
        return orthogonal(lcg, size) + [1e-14, 1e-9, 1e-4][number % 3] * uniforms(lcg, size)
    if name == "nearly-equal":
        q = orthogonal(lcg, size)
        gap = [1e-15, 1e-10, 1e-6, 1e-3][number % 4]
        values = np.diag([1 + gap * lcg.uniform() for _ in range(size)])
        return product(product(q, values), q.T.copy())
    if name == "defective":
        chain = 2 + number % 4
        values = [float(lcg.integer(7) - 3) for _ in range(size)]
        return sheared(lcg, jordan(np.array([values[i] for i in range(size)]), chain))
    if name == "nilpotent":
        return sheared(lcg, jordan(np.zeros(size), 2 + number % 4))
    if name == "rank-one":
        u = [lcg.uniform() for _ in range(size)]
        v = [lcg.uniform() for _ in range(size)]
        return np.outer(u, v)
    raise KeyError(name)


COUNTS = {"random": 150, "sparse": 50, "integers": 100, "near-identity": 150, "orthogonal": 120, "near-orthogonal": 60,
          "nearly-equal": 120, "defective": 100, "nilpotent": 100, "rank-one": 50}
LARGEST = {"integers": 6, "defective": 12, "nilpotent": 12}

print("family,number,sum,radius")
for which, (name, count) in enumerate(COUNTS.items()):
    for number in range(count):
        lcg = Lcg(7919 * (1000 * which + number) + 17)
        size = 1 + lcg.integer(LARGEST.get(name, 60))
        matrix = family(name, lcg, size, number)
        total = 0.0
        for value in matrix.ravel():
            total += float(value)
        radius = float(np.max(np.abs(np.linalg.eigvals(matrix))))
        print(f"{name},{number},{total!r},{radius!r}")
