import { isTerminal } from '../live/run-states.js';

const pause = 1000;

/**
 * What the compare page shows, in two calls however many runs there are: `GET runs/compare` for what is in tables, `GET metrics` for the curves of one metric.
 * Runs that still train are followed by the feed of all runs: a state or an epoch makes their curves be read again, all of them in one call.
 */
export class Comparison {
  /** The answer of `GET runs/compare`, or null. */
  answer = null;

  /** Curves by run: `{ x, y }`. */
  curves = new Map();

  #api;
  #listener;
  #view = null;
  #subscription;
  #epochs = new Map();
  #timer = null;
  #reading = new AbortController();
  #leaving = new AbortController();

  /** @param {object} listener `answer()` when the tables' numbers are there, `curves()` when curves are, `failed(error)`. */
  constructor(ids, api, live, listener) {
    this.ids = ids;
    this.#api = api;
    this.#listener = listener;
    if (ids.length === 0) return;
    this.#readAnswer();
    this.#subscription = live.subscribe({ method: 'WatchRuns', args: () => [], next: (event) => this.#take(event), ended: () => true });
  }

  /** Reads the curves of a metric over an axis. */
  show({ metric, axis, points }) {
    this.#view = { metric, axis, points };
    this.#reading.abort();
    this.#reading = new AbortController();
    this.curves = new Map();
    return this.#readCurves(this.ids, this.#reading.signal);
  }

  remove(id) {
    this.ids = this.ids.filter((other) => other !== id);
    this.curves.delete(id);
    return this.ids.length > 0 ? this.#readAnswer() : null;
  }

  stop() {
    this.#leaving.abort();
    this.#reading.abort();
    clearTimeout(this.#timer);
    this.#subscription?.close();
  }

  #take(event) {
    const run = this.answer?.runs.find(({ id }) => id === event.run_id);
    if (!run) return;
    if (event.type === 'state' && event.state !== run.state) {
      run.state = event.state;
      this.#readSoon();
    } else if (event.type === 'progress' && this.#epochs.get(run.id) !== event.progress.epoch) {
      this.#epochs.set(run.id, event.progress.epoch);
      this.#readSoon();
    }
  }

  #readSoon() {
    this.#timer ??= setTimeout(async () => {
      this.#timer = null;
      // Those that have just ended too: their last epoch is part of it.
      const moving = this.answer.runs.filter(({ id, state }) => !isTerminal(state) || this.#epochs.has(id)).map(({ id }) => id);
      for (const { id, state } of this.answer.runs) if (isTerminal(state)) this.#epochs.delete(id);
      await this.#readAnswer();
      if (this.#view && moving.length > 0) await this.#readCurves(moving, this.#reading.signal);
    }, pause);
  }

  #readAnswer() {
    return this.#guarded(async () => {
      this.answer = await this.#api.compare(this.ids, this.#leaving.signal);
      this.#listener.answer();
    });
  }

  #readCurves(ids, signal) {
    const { metric, axis, points } = this.#view;
    return this.#guarded(async () => {
      const overlay = await this.#api.overlay({ ids, metric, axis, points }, signal);
      for (const { run_id: id, x, y } of overlay.series) this.curves.set(id, { x, y: y.every((value) => typeof value === 'number') ? y : y.map(Number) });
      this.#listener.curves();
    });
  }

  async #guarded(work) {
    try {
      await work();
    } catch (error) {
      if (error.name !== 'AbortError') this.#listener.failed(error);
    }
  }
}
