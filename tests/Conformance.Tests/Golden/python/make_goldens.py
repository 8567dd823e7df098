#!/usr/bin/python3
"""Makes the golden trajectories in ../data with PyTorch (Debian: apt-get install python3-torch; made with 1.13.0).

    ./make_goldens.py            all of them
    ./make_goldens.py lstm gru   those whose names begin so
"""

import pathlib
import sys

import torch

import cases_blocks  # noqa: F401  (importing registers the cases)
import cases_images  # noqa: F401
import cases_losses  # noqa: F401
import cases_objectives  # noqa: F401
import cases_sequences  # noqa: F401
import cases_spatial  # noqa: F401
import cases_text  # noqa: F401
import goldens

data = pathlib.Path(__file__).resolve().parent.parent / "data"
wanted = tuple(sys.argv[1:]) or ("",)
for name in sorted(goldens.CASES):
    if not name.startswith(wanted):
        continue
    arrays, description = goldens.run(name)
    goldens.write(data / f"{name}.npz", arrays, description)
    losses = arrays["losses"]
    strays = goldens.deviation(arrays, goldens.run(name, torch.float32)[0])
    print(f"{name:44} {losses[0]:8.5f} -> {losses[-1]:8.5f}  {(data / f'{name}.npz').stat().st_size:6} bytes"
          f"  float32: losses {strays[0]:.0e} gradients {strays[1]:.0e} weights {strays[2]:.0e}")
if not sys.argv[1:]:
    for path in data.glob("*.npz"):
        if path.stem not in goldens.CASES:
            path.unlink()
