"""NumPy and SciPy peer of the suite `reservoir`: states of an echo state net collected, and its readout solved.

A reservoir of tanh units with a sparse matrix (scipy.sparse, CSR), one input and a bias, driven by a sum of two sines;
states [steps, units + 1] in float64; ridge regression by the Gram matrix and Cholesky's method (scipy.linalg.solve).

Usage: python3 numpy_reservoir.py [--units 1000] [--density 0.01] [--steps 10000] [--repeats 3] [--device cpu]
Prints one JSON line. The times are milliseconds of the processor, in one thread, of the fastest repetition of each.
"""
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import argparse
import json
import time

import numpy as np
import scipy.linalg
import scipy.sparse

p = argparse.ArgumentParser()
p.add_argument("--units", type=int, default=1000)
p.add_argument("--density", type=float, default=0.01)
p.add_argument("--steps", type=int, default=10000)
p.add_argument("--repeats", type=int, default=3)
p.add_argument("--device", choices=["cpu"], default="cpu")
a = p.parse_args()
rng = np.random.default_rng(1)
# No radius is needed for time: weights of the size that a radius of .9 asks for.
links = a.density * a.units
w = scipy.sparse.random(a.units, a.units, a.density, format="csr", random_state=rng,
                        data_rvs=lambda n: rng.uniform(-1, 1, n)) * (0.9 / np.sqrt(links / 3))
t = np.arange(a.steps + 1)
series = np.sin(t / 5) + 0.5 * np.sin(t / 3.3)
w_in = rng.uniform(-0.5, 0.5, a.units)
bias = rng.uniform(-0.2, 0.2, a.units)


def collect():
    x = np.zeros(a.units)
    states = np.empty((a.steps, a.units + 1))
    states[:, a.units] = 1
    for step in range(a.steps):
        x = np.tanh(w @ x + w_in * series[step] + bias)
        states[step, : a.units] = x
    return states


def solve(states):
    gram = states.T @ states
    gram[np.diag_indices_from(gram)] += 1e-4
    return scipy.linalg.solve(gram, states.T @ series[1:], assume_a="pos")


def timed(work):
    times = []
    for _ in range(a.repeats):
        begin = time.process_time()
        result = work()
        times.append(1e3 * (time.process_time() - begin))
    return result, min(times)


states, collecting = timed(collect)
_, solving = timed(lambda: solve(states))
print(json.dumps({"peer": "numpy", "numpy": np.__version__, "scipy": scipy.__version__, "units": a.units,
                  "steps": a.steps, "collect_ms": collecting, "solve_ms": solving, "both_ms": collecting + solving}))
