import { replaceQuery } from '../core/router.js';
import { axes } from './axes.js';

const stored = 'curves';

/** How a run's curves are shown: in the address, so that it can be kept and sent; axis and smoothing also for the next run. */
export function readView(query) {
  const usual = remembered();
  const axis = query.get('x') ?? usual.axis;
  const smoothing = Number(query.get('smooth') ?? usual.smoothing);
  const [from, to] = [query.get('from'), query.get('to')].map((text) => (text === null || text === '' ? NaN : Number(text)));
  return {
    axis: Object.hasOwn(axes, axis) ? axis : 'epoch',
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : 0,
    range: Number.isFinite(from) && Number.isFinite(to) && from < to ? [from, to] : null,
    find: query.get('find') ?? '',
    logs: new Set(query.getAll('log')),
  };
}

export function writeView(path, view) {
  const query = new URLSearchParams();
  if (view.axis !== 'epoch') query.set('x', view.axis);
  if (view.smoothing > 0) query.set('smooth', view.smoothing);
  if (view.range) {
    query.set('from', view.range[0]);
    query.set('to', view.range[1]);
  }
  if (view.find) query.set('find', view.find);
  for (const name of view.logs) query.append('log', name);
  replaceQuery(path, query);
  try {
    localStorage.setItem(stored, JSON.stringify({ axis: view.axis, smoothing: view.smoothing }));
  } catch {
    // Storage is switched off or full: the address alone holds it.
  }
}

function remembered() {
  try {
    const { axis, smoothing } = JSON.parse(localStorage.getItem(stored) ?? '{}');
    return { axis: axis ?? 'epoch', smoothing: smoothing ?? 0 };
  } catch {
    // Storage is switched off, or holds something else.
    return { axis: 'epoch', smoothing: 0 };
  }
}
