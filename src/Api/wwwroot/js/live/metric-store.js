import { toNumber } from '../core/format.js';

/**
 * A run's points by metric and epoch. Each (metric, epoch) is held once: a re-sent epoch (a run taken up from an older checkpoint) replaces.
 * Points are `{ seq, epoch, step, at, value }`, ordered by epoch; values may be NaN or infinite.
 */
export class MetricStore {
  /** Number of the newest event that is in here. */
  lastSeq = 0;

  #series = new Map();
  #counts = new Map();
  #stretches = new Map();

  /** Takes the whole history as `GET …/metrics` gives it. */
  load(history) {
    this.#series.clear();
    this.#counts.clear();
    for (const [name, points] of Object.entries(history.series)) {
      for (const point of points) this.#put(name, point);
      this.#counts.set(name, history.counts?.[name]?.points ?? points.length);
    }
    this.#stretches = new Map(Object.entries(history.buckets ?? {}));
    this.lastSeq = history.last_seq;
  }

  /** Takes an `epoch` event. */
  add(event) {
    for (const [name, value] of Object.entries(event.metrics ?? {})) {
      this.#put(name, { seq: event.seq, epoch: event.epoch, step: event.step, at: event.at, value });
    }
  }

  get names() {
    return [...this.#series.keys()];
  }

  points(name) {
    return this.#series.get(name) ?? [];
  }

  /** How many points there are, those that a long history left out counted too. */
  count(name) {
    return this.#counts.get(name) ?? 0;
  }

  /** Whether points were left out. */
  isThinned(name) {
    return this.count(name) > this.points(name).length;
  }

  /** Of a thinned series what its stretches hold, with what has come since as stretches of one point; null for others. */
  stretches(name) {
    const stretches = this.#stretches.get(name);
    if (!stretches) return null;
    const last = stretches.at(-1)?.last_epoch ?? 0;
    const since = this.points(name).filter((point) => point.epoch > last);
    return [...stretches, ...since.map(({ epoch, value }) => ({ first_epoch: epoch, last_epoch: epoch, points: 1, mean: Number.isFinite(value) ? value : null }))];
  }

  /** The newest value, or null. */
  last(name) {
    return this.points(name).at(-1)?.value ?? null;
  }

  #put(name, { seq, epoch, step, at, value }) {
    if (!this.#series.has(name)) this.#series.set(name, []);
    const points = this.#series.get(name);
    const point = { seq, epoch, step, at, value: toNumber(value) };
    let place = points.length;
    while (place > 0 && points[place - 1].epoch >= epoch) place--;
    const replaces = points[place]?.epoch === epoch;
    points.splice(place, replaces ? 1 : 0, point);
    if (!replaces) this.#counts.set(name, this.count(name) + 1);
  }
}
