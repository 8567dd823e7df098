import { compact, duration } from '../core/format.js';

const rounded = (x) => String(Math.round(x * 100) / 100);

/** What curves can be drawn over: how a place reads, and where a point is. */
export const axes = {
  epoch: { name: 'epoch', label: 'Epoch', format: rounded, place: (point) => point.epoch, unit: 1 },
  step: { name: 'step', label: 'Training step', format: (x) => (x >= 100_000 ? compact(x) : rounded(x)), place: (point) => point.step, unit: 1 },
  time: { name: 'time', label: 'Time', format: (x) => duration(x), place: (point, begin) => (new Date(point.at) - begin) / 1000, unit: 0 },
};

/** When a run's time axis begins. */
export const beginOf = (run) => new Date(run.started_at ?? run.created_at);
