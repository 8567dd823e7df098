const perStretch = 5;

/**
 * At most about so many points, of equal stretches their first, last, smallest and largest and their first that is no number: as the service thins, for
 * what has come live since. No peak is lost.
 */
export function keepPeaks(points, most) {
  if (points.length <= most) return points;
  const size = 2 ** Math.ceil(Math.log2((points.length * perStretch) / most));
  const kept = [];
  for (let from = 0; from < points.length; from += size) {
    const to = Math.min(points.length, from + size) - 1;
    let [least, largest, broken] = [-1, -1, -1];
    for (let i = from; i <= to; i++) {
      const { value } = points[i];
      if (!Number.isFinite(value)) broken = broken < 0 ? i : broken;
      else {
        if (least < 0 || value < points[least].value) least = i;
        if (largest < 0 || value > points[largest].value) largest = i;
      }
    }
    const places = new Set([from, to, least, largest, broken].filter((place) => place >= 0));
    kept.push(...[...places].sort((a, b) => a - b).map((place) => points[place]));
  }
  return kept;
}
