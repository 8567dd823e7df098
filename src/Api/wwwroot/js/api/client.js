const root = new URL('../../api/v1/', import.meta.url);

/** An answer of the API that is no success, or none at all (status 0). */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.title = problem.title ?? `Error ${status}`;
    /** The errors of a request's body: pointer, code, detail, expected, did_you_mean. */
    this.errors = problem.errors ?? [];
    /** What is wrong with files: code, detail, file, entry, row, column, expected, remedy. */
    this.problems = problem.problems ?? [];
  }

  /** Whether the same request may succeed later. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

async function request(method, path, { body, headers, signal } = {}) {
  let response;
  try {
    response = await fetch(new URL(path, root), {
      method,
      body,
      signal,
      cache: 'no-store',
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { title: 'No answer from the server', detail: 'It may be stopped, or the network is down.' });
  }

  const text = await response.text().catch(() => '');
  let content = null;
  try {
    content = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new ApiError(response.status, { title: 'The server’s answer is not JSON', detail: text.slice(0, 200) });
  }
  if (!response.ok) throw new ApiError(response.status, content ?? {});
  return content;
}

const items = (answer) => (Array.isArray(answer) ? answer : answer.items ?? []);
const dataset = (name) => `datasets/${encodeURIComponent(name)}`;
// Without hyphens: two hundred ids fit into the 8 KiB that servers and proxies take as an address.
const listed = (ids) => ids.map((id) => id.replaceAll('-', '')).join(',');
const run = (id) => `runs/${encodeURIComponent(id)}`;

export const api = {
  /** @returns {Promise<{items: object[], next_cursor?: string, total?: number}>} */
  listRuns({ filter = '', sort = '', limit = 50, cursor = null, total = false } = {}, signal) {
    const query = new URLSearchParams({ limit });
    if (filter) query.set('filter', filter);
    if (sort) query.set('sort', sort);
    if (cursor) query.set('cursor', cursor);
    if (total) query.set('total', 'true');
    return request('GET', `runs?${query}`, { signal });
  },
  fields: (signal) => request('GET', 'runs/fields', { signal }),
  compare: (ids, signal) => request('GET', `runs/compare?ids=${listed(ids)}`, { signal }),
  /** One metric of many runs, `points` of each at most. */
  overlay: ({ ids, metric, axis, points }, signal) =>
    request('GET', `metrics?${new URLSearchParams({ keys: metric, axis, max_points: points })}&ids=${listed(ids)}`, { signal }),
  /** Where a table of runs is; by filter those that match. */
  comparisonUrl({ ids, filter = '', format = 'csv' }) {
    return new URL(`runs/compare?${ids ? `ids=${listed(ids)}` : new URLSearchParams({ filter })}&format=${format}`, root).href;
  },
  run: (id, signal) => request('GET', run(id), { signal }),
  /** Points of a run's metrics: of some, in a range of an axis, at most so many of each. */
  metrics(id, { keys = null, axis = 'epoch', from = null, to = null, maxPoints = null } = {}, signal) {
    const query = new URLSearchParams();
    if (keys) query.set('keys', keys.join(','));
    if (axis !== 'epoch') query.set('axis', axis);
    if (from !== null) query.set('from', from);
    if (to !== null) query.set('to', to);
    if (maxPoints !== null) query.set('max_points', maxPoints);
    return request('GET', `${run(id)}/metrics${query.size > 0 ? `?${query}` : ''}`, { signal });
  },
  /** Held-out rows with prediction and truth. */
  samples: (id, { part, order, count = 12 }, signal) => request('GET', `${run(id)}/samples?${new URLSearchParams({ part, order, count })}`, { signal }),
  checkpoints: (id, signal) => request('GET', `${run(id)}/checkpoints`, { signal }),
  weightsUrl: (id) => new URL(`${run(id)}/weights`, root).href,
  schema: (signal) => request('GET', 'schema/run-spec', { signal }),
  profile: (id, signal) => request('GET', `${run(id)}/profile`, { signal }),
  /** Pause, resume, stop, cancel, retry; `reproduce` gives the new run, `delete` nothing. */
  act: (id, action) => (action === 'delete' ? request('DELETE', run(id)) : request('POST', `${run(id)}/${action}`)),
  /** One action on many runs: `{ ids }` or `{ filter }`. */
  actOnRuns: (action, which) => request('POST', 'runs/actions', { body: JSON.stringify({ action, ...which }) }),
  edit: (id, patch, etag) => request('PATCH', run(id), { body: JSON.stringify(patch), headers: etag ? { 'If-Match': etag } : {} }),
  logs: (id, { afterSeq = 0, level = 'information', text = '', limit = 500 } = {}, signal) =>
    request('GET', `${run(id)}/logs?${new URLSearchParams({ after_seq: afterSeq, level, limit, ...(text ? { q: text } : {}) })}`, { signal }),
  transitions: (id, signal) => request('GET', `${run(id)}/transitions`, { signal }),
  workers: (signal) => request('GET', 'workers', { signal }),
  setDraining: (id, draining) => request('POST', `workers/${id}/${draining ? 'drain' : 'undrain'}`),
  queue: (signal) => request('GET', 'queue', { signal }),
  /** The text goes out as it was typed, so that the server's pointers fit it. */
  validate: (text, signal) => request('POST', 'runs/validate', { body: text, signal }),
  submit: (text, idempotencyKey) => request('POST', 'runs', { body: text, headers: { 'Idempotency-Key': idempotencyKey } }),
  datasets: async (signal) => items(await request('GET', 'datasets', { signal })),
  dataset: (name, signal) => request('GET', dataset(name), { signal }),
  versions: (name, signal) => request('GET', `${dataset(name)}/versions`, { signal }),
  columns: (name, version, signal) => request('GET', `${dataset(name)}/versions/${version}/columns`, { signal }),
  preview: (name, version, part, signal) => request('GET', `${dataset(name)}/versions/${version}/preview?part=${part}&rows=24`, { signal }),
  imageUrl: (name, version, part, row, column) => new URL(`${dataset(name)}/versions/${version}/images/${part}/${row}?column=${encodeURIComponent(column)}`, root).href,
  /** What files would be: `{ uploads, options }` names finished uploads. */
  detect: (body, signal) => request('POST', 'datasets/detect?rows=500', { body: JSON.stringify(body), signal }),
  /** @returns {Promise<object>} the version, or the import when it takes longer. */
  publish: (name, body, signal) => request('POST', `${dataset(name)}/versions`, { body: JSON.stringify(body), headers: { Prefer: 'wait=2' }, signal }),
  import: (id, signal) => request('GET', `imports/${id}`, { signal }),
  deleteVersion: (name, version) => request('DELETE', `${dataset(name)}/versions/${version}`),
  examples: async (signal) => items(await request('GET', 'examples', { signal })),
};
