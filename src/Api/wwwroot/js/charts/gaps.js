import { number } from '../core/format.js';

/** Runs of neighbouring points without a finite value: `{ from, to, first, last, kinds }` on the x axis and in epochs. */
export function gaps(points) {
  const found = [];
  let open = null;
  points.forEach((point, index) => {
    if (Number.isFinite(point.value)) {
      open = null;
      return;
    }
    if (!open) {
      const before = points[index - 1]?.x ?? point.x;
      open = { from: (before + point.x) / 2, to: point.x, first: point.epoch, last: point.epoch, kinds: new Set() };
      found.push(open);
    }
    const after = points[index + 1]?.x ?? point.x;
    open.to = (point.x + after) / 2;
    open.last = point.epoch;
    open.kinds.add(number(point.value));
  });
  return found;
}

/** `loss: NaN in epochs 3–7` */
export function describeGaps(name, found) {
  const parts = found.map((gap) => {
    const epochs = gap.first === gap.last ? `epoch ${gap.first}` : `epochs ${gap.first}–${gap.last}`;
    return `${[...gap.kinds].join(', ')} in ${epochs}`;
  });
  return `${name}: ${parts.join('; ')}`;
}
