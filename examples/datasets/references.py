#!/usr/bin/python3
"""Reference scores for the tasks whose data names none (Debian: apt-get install python3-sklearn; made with scikit-learn 1.2).

    references.py FOLDER MADE    FOLDER: the open data; MADE: what make.py wrote
"""

import gzip
import json
import pathlib
import sys
import zipfile
import zlib

import numpy as np
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer


def idx(path):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16).reshape(-1, 784).astype(np.float32)


def rmse(a, b):
    return float(np.sqrt(np.mean((a.astype(np.float64) - b) ** 2)))


def autoencoder(folder):
    train, test = (idx(folder / "mnist" / f"{name}-images-idx3-ubyte.gz") for name in ("train", "t10k"))
    pca = PCA(16, random_state=0).fit(train)
    print(f"mnist-autoencoder: RMSE of grey values: mean image {rmse(test, train.mean(0)):.2f}, PCA of 16 components "
          f"{rmse(test, pca.inverse_transform(pca.transform(test))):.2f}")


def denoising(made):
    def read(part):
        with np.load(made / f"noisy-fashion-{part}.npz") as arrays:
            return [arrays[name].reshape(-1, 784).astype(np.float32) for name in ("noisy", "clean")]

    (x, y), (test, wanted) = read("train"), read("test")
    scores = {f"ridge {alpha:.0e}": rmse(np.clip(Ridge(alpha).fit(x, y).predict(test), 0, 255), wanted) for alpha in (1e6, 1e7, 1e8)}
    for k in (32, 64, 128):
        pca = PCA(k, random_state=0).fit(x)
        scores[f"PCA {k}"] = rmse(np.clip(pca.inverse_transform(pca.transform(test)), 0, 255), wanted)
    print(f"noisy-fashion: RMSE of grey values: untouched {rmse(test, wanted):.2f}, " + ", ".join(f"{name} {score:.2f}" for name, score in scores.items()))


def overlap(a, b):
    low, high = np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    return float(np.mean(shared / (np.prod(a[:, 2:], axis=1) + np.prod(b[:, 2:], axis=1) - shared)))


def boxes(made):
    def grey(png):
        at, data = 8, b""
        while at < len(png):
            size = int.from_bytes(png[at:at + 4], "big")
            data += png[at + 8:at + 8 + size] if png[at + 4:at + 8] == b"IDAT" else b""
            at += 12 + size
        return np.frombuffer(zlib.decompress(data), np.uint8).reshape(48, 49)[:, 1:]

    with zipfile.ZipFile(made / "digit-boxes.zip") as archive:
        def read(part):
            document = json.loads(archive.read(f"{part}.json"))
            pixels = np.stack([grey(archive.read(f"{part}/{image['file_name']}")) for image in document["images"]])
            return pixels.reshape(len(pixels), -1).astype(np.float32) / 255, np.array([a["bbox"] for a in document["annotations"]], float)

        (x, y), (test, wanted) = read("train"), read("test")
    ink = []
    for image in test.reshape(-1, 48, 48):
        ys, xs = np.nonzero(image > 60 / 255)
        ink.append([xs.min(), ys.min(), xs.max() + 1 - xs.min(), ys.max() + 1 - ys.min()])
    print(f"digit-boxes: mean IoU: mean box {overlap(np.tile(y.mean(0), (len(test), 1)), wanted):.3f}, around all ink {overlap(np.array(ink, float), wanted):.3f}, "
          f"ridge on pixels {max(overlap(Ridge(alpha).fit(x, y).predict(test), wanted) for alpha in (10, 100, 1000)):.3f}")


def sounds(folder):
    def read(part):
        lines = (folder / "pairs" / f"cmudict-g2p-{part}.tsv").read_text().splitlines()[1:]
        return zip(*((word, set(sounds.split(" "))) for word, sounds in (line.split("\t") for line in lines)))

    (words, labels), (test, wanted) = read("train"), read("test")
    grams = CountVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=3, binary=True).fit(words)
    names = MultiLabelBinarizer().fit(labels)
    model = OneVsRestClassifier(LogisticRegression(max_iter=200, solver="liblinear")).fit(grams.transform(words), names.transform(labels))
    found, right = model.predict(grams.transform(test)), names.transform(wanted)
    print(f"word-sounds: F1 over all labels {f1_score(right, found, average='micro'):.3f}, mean over labels {f1_score(right, found, average='macro'):.3f}, "
          f"labels right {np.mean(found == right):.4f}; none at all {np.mean(right == 0):.4f} right")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    open_data, made_data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    autoencoder(open_data)
    denoising(made_data)
    boxes(made_data)
    sounds(open_data)
