"""Writes every reference value into data/ beside this file: python3 generate.py"""
import pathlib
import platform

import mpmath
import numpy
import torch

import initializers
import layers
import losses
import optimizers
import schedules
import special
import trajectories
from storage import write_json


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    torch.use_deterministic_algorithms(True)
    data = pathlib.Path(__file__).resolve().parent / "data"
    data.mkdir(exist_ok=True)
    fixed, scheduled = optimizers.cases()
    files = {
        "layers": layers.cases(), "losses": losses.cases(), "optimizers": fixed, "optimizers_scheduled": scheduled,
        "schedules": schedules.cases(),
        "initializers": initializers.cases(), "erf": special.erf_tables(), "special": special.tables(),
    }
    for name, cases in files.items():
        names = [(case["name"], case.get("precision")) for case in cases]
        assert len(set(names)) == len(names), f"a name occurs twice in {name}"
        write_json(data / f"{name}.json", cases)
    trajectories.write(data / "trajectories")
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "torch": torch.__version__, "mpmath": mpmath.__version__}
    write_json(data / "versions.json", versions)


if __name__ == "__main__":
    main()
