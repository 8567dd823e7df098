"""Trains a network with PyTorch in float64 and writes what happened, for the C# tests to follow step by step.

A golden is one .npz: `golden.json` (our spec and the data's schema), the rows, the initial weights, the loss of each of the 20 batches, every
gradient of the first update, norm and projection of every gradient of every update, and the final weights; all in our names and layouts
(NHWC, kernels [kh, kw, in, out], dense [in, out]). Written with fixed dates, so that the same numbers give the same bytes.
"""

import io
import json
import zipfile

import numpy as np
import torch

STEPS = 20
CASES = {}

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def case(name):
    """Registers a function that returns a Case; seeded by its name, so that cases do not depend on their order."""
    def register(make):
        assert name not in CASES, name
        CASES[name] = make
        return make
    return register


class Field:
    """Rows of one field: numbers, or class or token ids; with lengths, what lies at or beyond a row's length is padding."""

    def __init__(self, values, classes=0, lengths=None):
        values = np.asarray(values)
        integer = values.dtype.kind in "iu"
        self.values = values.astype(np.int32 if integer else np.float32)
        self.classes = classes or (int(values.max()) + 1 if integer else 0)
        self.lengths = None if lengths is None else np.asarray(lengths, np.int32)

    def schema(self, name, target):
        integer = self.values.dtype.kind == "i"
        return {"name": name, "kind": "floats" if not integer else "labels" if target else "tokens", "shape": list(self.values.shape[1:]),
                "classes": self.classes, "lengths": self.lengths is not None}


def fields(given, only):
    """A dict of fields; one that stands alone has the name that specs have for the only one."""
    given = given if isinstance(given, dict) else {only: given}
    return {name: value if isinstance(value, Field) else Field(value) for name, value in given.items()}


class Case:
    """A network with its data, and how both sides train it."""

    def __init__(self, net, layers, parameters, inputs, target, loss, *, spec=None, loss_fn=None, optimizer=None, batch=4, full=False,
                 before_step=None, after_step=None, accumulation=1, notes=""):
        self.net = net                      # x -> output; x in our layout
        self.layers = layers                # model.layers of our spec
        self.parameters = parameters        # our name -> (torch parameters, or functions that give buffers; a linear map from their arrays to ours)
        self.inputs = fields(inputs, "input")   # the net is called with a tensor per name, and NAME_lengths where there are any
        self.targets = fields(target, "target")
        self.loss = loss                    # our spec's loss
        self.spec = spec or {}              # other members of our spec
        self.loss_fn = loss_fn              # (output, target) -> mean loss; with several targets, a dict of them
        self.optimizer = optimizer or (lambda p: torch.optim.SGD(p, lr=0.05))  # may be given a `schedule(loss)`, called after each update
        self.batch = batch
        self.full = full                    # one batch of all rows in each of 20 epochs, in place of 20 batches in one epoch
        self.before_step = before_step or (lambda p: None)              # changes gradients that are recorded already (clipping, penalties)
        self.after_step = after_step or (lambda p, rate: None)          # changes weights
        self.accumulation = accumulation    # batches for one update
        self.notes = notes

    @property
    def rows(self):
        return len(next(iter(self.targets.values())).values)


def uniform(rng, *shape, low=-1.7320508, high=1.7320508):
    return rng.uniform(low, high, shape).astype(np.float32)


def identity(a):
    return a


def transpose(a):
    return a.T


def affine(index, module, kernel="kernel", bias="bias"):
    """Parameters of a Linear or ConvNd: [out, in, k...] becomes [k..., in, out]."""
    turned = {2: (1, 0), 3: (2, 1, 0), 4: (2, 3, 1, 0), 5: (2, 3, 4, 1, 0)}[module.weight.dim()]
    found = {f"layers.{index}.{kernel}": ([module.weight], lambda a: a.transpose(turned))}
    if module.bias is not None:
        found[f"layers.{index}.{bias}"] = ([module.bias], identity)
    return found


def ours(mapping, pick):
    parameters, turn = mapping
    tensors = [p() if not torch.is_tensor(p) else p for p in parameters]
    return np.array(turn(*[pick(p).detach().numpy() for p in tensors]), order="C", copy=True)


def fingerprint(gradient):
    """Norm of a gradient and its sum weighted with cos(0.7 i + 0.3): with both, no element can be wrong unseen."""
    flat = gradient.reshape(-1)
    return np.sqrt((flat * flat).sum()), (flat * np.cos(0.7 * np.arange(flat.size) + 0.3)).sum()


def batches(case):
    rows = case.rows
    if case.full:
        return [np.arange(rows)] * STEPS
    cut = [np.arange(rows)[i:i + case.batch] for i in range(0, rows, case.batch)]
    assert len(cut) == STEPS, (len(cut), rows)
    return cut


def as_torch(a, dtype):
    return torch.from_numpy(np.array(a)).to(torch.int64 if a.dtype.kind in "iu" else dtype)


def run(name, dtype=torch.float64):
    seed = sum(ord(letter) * (i + 1) for i, letter in enumerate(name))
    torch.manual_seed(seed)
    made = CASES[name](np.random.default_rng(seed))
    trained = [p for p in made.net.parameters() if p.requires_grad]
    mapped = {id(p) for parameters, _ in made.parameters.values() for p in parameters}
    assert all(id(p) in mapped for p in trained), "a parameter is not mapped"
    with torch.no_grad():
        for tensor in list(made.net.parameters()) + [b for b in made.net.buffers() if b.is_floating_point()]:
            tensor.copy_(tensor.float())
    made.net.to(dtype)
    arrays = {f"init/{key}": ours(m, lambda p: p.data) for key, m in made.parameters.items()}
    optimizer = made.optimizer(trained)
    inputs = {key: as_torch(field.values, dtype) for key, field in made.inputs.items()}
    inputs.update({f"{key}_lengths": as_torch(field.lengths, dtype) for key, field in made.inputs.items() if field.lengths is not None})
    targets = {key: as_torch(field.values, dtype) for key, field in made.targets.items()}
    targets.update({f"{key}_lengths": as_torch(field.lengths, dtype) for key, field in made.targets.items() if field.lengths is not None})
    learned = {key: m for key, m in made.parameters.items() if any(torch.is_tensor(p) and p.requires_grad for p in m[0])}
    losses, prints, done = [], [], 0
    made.net.train()
    for step, rows in enumerate(batches(made)):
        if step % made.accumulation == 0:
            optimizer.zero_grad()
        output = made.net(**{key: value[rows] for key, value in inputs.items()})
        wanted = {key: value[rows] for key, value in targets.items()}
        loss = made.loss_fn(output, wanted if len(wanted) > 1 else next(iter(wanted.values())))
        (loss / made.accumulation).backward()
        losses.append(loss.item())
        if (step + 1) % made.accumulation != 0:
            continue
        gradients = {key: ours(m, lambda p: p.grad) for key, m in learned.items()}
        prints.append([fingerprint(g) for g in gradients.values()])
        if done == 0:
            arrays.update({f"gradient/{key}": g for key, g in gradients.items()})
        made.before_step(trained)
        rate = optimizer.param_groups[0]["lr"]
        optimizer.step()
        made.after_step(trained, rate)
        if hasattr(optimizer, "schedule"):
            optimizer.schedule(losses[-1])
        done += 1
    arrays.update({f"final/{key}": ours(m, lambda p: p.data) for key, m in made.parameters.items()})
    for key, field in {**made.inputs, **made.targets}.items():
        arrays[f"rows/{key}"] = field.values
        if field.lengths is not None:
            arrays[f"lengths/{key}"] = field.lengths
    arrays = {key: a.astype(np.int32 if a.dtype.kind in "iu" else np.float32) for key, a in arrays.items()}
    arrays["losses"] = np.array(losses)
    arrays["fingerprints"] = np.array(prints)
    spec = {
        "dataset": {"name": name},
        "model": {"layers": made.layers},
        **({"loss": made.loss} if made.loss is not None else {}),
        "training": {"epochs": STEPS, "batch_size": "full"} if made.full else {"epochs": 1, "batch_size": made.batch},
    }
    for key, value in made.spec.items():
        spec[key] = {**spec[key], **value} if isinstance(spec.get(key), dict) and isinstance(value, dict) else value
    schema = {"rows": made.rows, "accumulation": made.accumulation, "inputs": [f.schema(key, False) for key, f in made.inputs.items()],
              "targets": [f.schema(key, True) for key, f in made.targets.items()]}
    return arrays, {"spec": spec, "schema": schema, "trained": list(learned), "notes": made.notes}


def deviation(double, single):
    """How far PyTorch in float32 strays from itself in float64, as the C# tests measure it: losses, later gradients, weights."""
    losses = np.max(np.abs(double["losses"] - single["losses"]) / np.maximum(np.abs(double["losses"]), 0.01))
    norms = np.maximum(double["fingerprints"][:, :, :1], 1e-3)
    gradients = np.max(np.abs(double["fingerprints"] - single["fingerprints"]) / norms)
    weights = 0
    for key in (key for key in double if key.startswith("final/")):
        moved = np.max(np.abs(double[key] - double["init/" + key[6:]]))
        weights = max(weights, np.max(np.abs(double[key] - single[key])) / (moved + 1e-9)) if moved > 0 else weights
    return losses, gradients, weights


def write(path, arrays, description):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        def add(name, content):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
        add("golden.json", json.dumps(description, indent=1))
        for key, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            add(f"{key}.npy", buffer.getvalue())
