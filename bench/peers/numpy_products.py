"""Matrix products by NumPy, which hands them to its BLAS: seconds per product, the mean over a few milliseconds at a time."""
import time

import numpy as np

from job import Job, serve


def main():
    job = Job()
    a, b = (np.load(job.folder + "/data.npz")[name] for name in ("x", "y"))
    left = a.T if job.orientation == "WeightGradient" else a
    right = b.T if job.orientation == "Forward" else b
    c = np.empty((left.shape[0], right.shape[1]), a.dtype)

    def turn():
        for _ in range(job.warm_up):
            np.matmul(left, right, out=c)
        start = time.perf_counter()
        for _ in range(job.steps):
            np.matmul(left, right, out=c)
        return (time.perf_counter() - start) / job.steps, float(np.square(c, dtype=np.float64).sum())

    serve("NumPy " + np.__version__, turn)


main()
