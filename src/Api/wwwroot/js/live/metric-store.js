import { toNumber } from '../core/format.js';

/**
 * A run's points by metric and epoch. Each (metric, epoch) is held once: a re-sent epoch (a run taken up from an older checkpoint) replaces.
 * Points are `{ epoch, step, at, value }`, ordered by epoch; values may be NaN or infinite.
 */
export class MetricStore {
  /** Number of the newest event that is in here. */
  lastSeq = 0;

  #series = new Map();

  /** Takes the whole history as `GET …/metrics` gives it. */
  load(history) {
    this.#series.clear();
    for (const [name, points] of Object.entries(history.series)) for (const point of points) this.#put(name, point);
    this.lastSeq = history.last_seq;
  }

  /** Takes an `epoch` event. */
  add(event) {
    for (const [name, value] of Object.entries(event.metrics ?? {})) {
      this.#put(name, { epoch: event.epoch, step: event.step, at: event.at, value });
    }
  }

  get names() {
    return [...this.#series.keys()];
  }

  points(name) {
    return this.#series.get(name) ?? [];
  }

  /** The newest value, or null. */
  last(name) {
    return this.points(name).at(-1)?.value ?? null;
  }

  #put(name, { epoch, step, at, value }) {
    if (!this.#series.has(name)) this.#series.set(name, []);
    const points = this.#series.get(name);
    const point = { epoch, step, at, value: toNumber(value) };
    let place = points.length;
    while (place > 0 && points[place - 1].epoch >= epoch) place--;
    const replaces = points[place]?.epoch === epoch;
    points.splice(place, replaces ? 1 : 0, point);
  }
}
