import { count, metricName } from '../core/format.js';
import { axes } from './axes.js';
import { CurveDetails } from './curve-details.js';

const inPairs = ['loss', 'accuracy'];

/** The lines of one chart, from what the page holds and what it reads closer, and what is to be said of them. */
export function curvesOf(metric, { metrics, details, axis, range, begin }) {
  const { place } = axes[axis];
  const keys = [metric, `val_${metric}`].filter((key) => metrics.points(key).length > 0);
  const needsMore = keys.some((key) => metrics.isThinned(key) && (range || metrics.points(key).length < CurveDetails.enough));
  const detail = needsMore ? details.of(keys, axis, range) : null;
  const within = (point) => !range || (place(point, begin) >= range[0] && place(point, begin) <= range[1]);

  const series = keys.map((key) => {
    const held = metrics.points(key);
    const known = detail?.series[key];
    // What came after the closer look was taken is in the live points.
    const points = known ? [...known, ...held.filter((point) => point.seq > detail.lastSeq && within(point))] : range ? withNeighbours(held, within) : held;
    return {
      key,
      label: keys.length > 1 || key.startsWith('val_') || inPairs.includes(metric) ? (key === metric ? 'training' : 'validation') : metricName(metric).toLowerCase(),
      metric,
      last: metrics.last(key),
      points: points.map((point) => ({ x: place(point, begin), epoch: point.epoch, value: point.value })),
      stretches: known ? detail.buckets[key] : range ? null : metrics.stretches(key),
    };
  });
  return { series, note: noteOf(keys, series, { metrics, detail, range, needsMore }), whole: wholeOf(keys, metrics, (point) => place(point, begin)) };
}

/** The points within and one on each side, so that lines reach the edges. */
function withNeighbours(points, within) {
  const first = points.findIndex(within);
  if (first < 0) return [];
  const last = points.findLastIndex(within);
  return points.slice(Math.max(0, first - 1), last + 2);
}

function noteOf(keys, series, { metrics, detail, range, needsMore }) {
  if (!keys.some((key) => metrics.isThinned(key))) return '';
  if (needsMore && !detail) return 'Reading more of the points…';
  const shown = Math.max(...series.map((s) => s.points.length));
  const all = Math.max(...keys.map((key) => (range && detail ? detail.counts[key].points : metrics.count(key))));
  const where = range ? ' in this range' : '';
  return shown < all ? `${count(all)} points${where}, ${count(shown)} of them drawn, every peak among them. Zoom in for more.` : `All ${count(all)} points${where}.`;
}

function wholeOf(keys, metrics, place) {
  const ends = keys.flatMap((key) => [metrics.points(key)[0], metrics.points(key).at(-1)]).map(place);
  return ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : null;
}
