import { toNumber } from '../core/format.js';
import { coalesce } from '../core/schedule.js';

const pause = 150;
const maxPoints = 2000;
const keptRanges = 300;

/**
 * Points of a stretch of an axis at full detail, asked from the service for the charts that are in view, where the page holds a thinned course only. What
 * has been read is kept; what has come live since is added by who draws.
 */
export class CurveDetails {
  #id;
  #api;
  #arrived;
  #failed;
  #known = new Map();
  #wanted = new Map();
  #reading = new AbortController();
  #ask = coalesce(() => this.#read(), pause);

  constructor(id, api, arrived, failed) {
    this.#id = id;
    this.#api = api;
    this.#arrived = arrived;
    this.#failed = failed;
  }

  /** Points a chart needs at least before it has to be read closer. */
  static enough = maxPoints * 0.75;

  /** What is known of metrics in a range: `{ series, counts, buckets, lastSeq }` by metric, or null while it is on its way. */
  of(names, axis, range) {
    const key = keyOf(names, axis, range);
    if (this.#known.has(key)) return this.#known.get(key);
    if (!this.#wanted.has(key)) this.#wanted.set(key, { names, axis, range });
    this.#ask();
    return null;
  }

  /** Drops what is waiting or on its way: another range is shown. */
  forget() {
    this.#wanted.clear();
    this.#reading.abort();
    this.#reading = new AbortController();
  }

  stop() {
    this.#ask.cancel();
    this.#reading.abort();
  }

  async #read() {
    const wanted = [...this.#wanted.entries()];
    if (wanted.length === 0) return;
    this.#wanted.clear();
    const { signal } = this.#reading;
    const { axis, range } = wanted[0][1];
    try {
      const keys = [...new Set(wanted.flatMap(([, { names }]) => names))];
      const history = await this.#api.metrics(this.#id, { keys, axis, from: range?.[0] ?? null, to: range?.[1] ?? null, maxPoints }, signal);
      for (const [key, { names }] of wanted) this.#keep(key, names, history);
      this.#arrived();
    } catch (error) {
      if (error.name !== 'AbortError') this.#failed(error);
    }
  }

  #keep(key, names, history) {
    const of = (member, otherwise) => Object.fromEntries(names.map((name) => [name, history[member]?.[name] ?? otherwise]));
    const series = of('series', []);
    for (const name of names) series[name] = series[name].map((point) => ({ ...point, value: toNumber(point.value) }));
    this.#known.set(key, { series, counts: of('counts', { points: 0 }), buckets: of('buckets', null), lastSeq: history.last_seq });
    while (this.#known.size > keptRanges) this.#known.delete(this.#known.keys().next().value);
  }
}

const keyOf = (names, axis, range) => `${axis} ${range?.join(' ') ?? ''} ${names.join(' ')}`;
