/**
 * The exponential moving average of a curve, free of the pull towards its first value (Kingma and Ba 2014, section 3). A step is the mean distance of
 * what is drawn, so that it smooths as much at every zoom. Of a thinned curve the means of its stretches are averaged, not the peaks that were kept.
 * @param {object[]} points `{ x, epoch, value }` by epoch.
 * @param {number} weight 0 (the curve itself) to below 1.
 * @param {object[]} [stretches] `{ first_epoch, last_epoch, points, mean }` of a thinned curve.
 * @returns {object[]} `{ x, value }`
 */
export function smoothed(points, weight, stretches = null) {
  const basis = (stretches ? middles(stretches, points) : points.map((point) => ({ ...point, count: 1 }))).filter((point) => Number.isFinite(point.value));
  if (basis.length < 2 || weight <= 0) return basis.map(({ x, value }) => ({ x, value }));
  const step = (basis.at(-1).epoch - basis[0].epoch) / (basis.length - 1) || 1;
  let mean = basis[0].value;
  let total = 0;
  return basis.map((point, index) => {
    const kept = index === 0 ? 0 : weight ** ((point.epoch - basis[index - 1].epoch) / step);
    total = total * kept + point.count;
    // By differences: what is constant stays so to the bit, and draws no noise.
    mean += (point.value - mean) * (point.count / total);
    return { x: point.x, value: mean };
  });
}

function middles(stretches, points) {
  return stretches.map((stretch) => {
    const epoch = (stretch.first_epoch + stretch.last_epoch) / 2;
    return { epoch, x: placeOf(epoch, points), value: stretch.mean ?? NaN, count: stretch.points };
  });
}

/** Where an epoch is on the axis, between the points around it. */
function placeOf(epoch, points) {
  let [low, high] = [0, points.length - 1];
  if (high < 0) return epoch;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].epoch < epoch) low = middle + 1;
    else high = middle;
  }
  const [after, before] = [points[low], points[Math.max(0, low - 1)]];
  if (after.epoch === before.epoch) return after.x;
  return before.x + (after.x - before.x) * Math.min(1, (epoch - before.epoch) / (after.epoch - before.epoch));
}
