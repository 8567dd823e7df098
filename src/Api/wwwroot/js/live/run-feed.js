import { backoff } from '../core/schedule.js';
import { MetricStore } from './metric-store.js';
import { applyEvent, isTerminal } from './run-states.js';

const fewMetrics = 12;
const fewestPoints = 200;
const pointsInAll = 60_000;

/** Points of each series to begin with: as many as the service gives (null), or fewer of each where there are many. */
const pointsFor = (metrics) => (metrics <= fewMetrics ? null : Math.max(fewestPoints, Math.floor(pointsInAll / metrics)));

/**
 * One run, kept up to date: history first, then the live stream from the history's last number on, and after every break again from the highest
 * number seen. Numbers have no gaps, so a missed event is noticed and fetched, and one that comes twice is dropped.
 */
export class RunFeed {
  run = null;
  metrics = new MetricStore();

  #id;
  #api;
  #live;
  #listener;
  #subscription = null;
  #askedAgainAt = -1;
  #leaving = new AbortController();

  /** @param {object} listener `run()` when the resource changed, `metrics()` when points did, `log(event)` for a line of its log,
   * `failed(error)` when it can't be loaded. */
  constructor(id, api, live, listener) {
    this.#id = id;
    this.#api = api;
    this.#live = live;
    this.#listener = listener;
  }

  async start() {
    if (!await this.#load() || this.#leaving.signal.aborted) return;
    this.#listener.metrics();
    this.#listener.run();
    if (!isTerminal(this.run.state) || this.metrics.lastSeq < this.run.last_seq) this.#subscribe();
  }

  #subscribe() {
    this.#subscription = this.#live.subscribe({
      method: 'WatchRun',
      args: () => [this.#id, this.metrics.lastSeq],
      next: (event) => this.#take(event),
      ended: () => !isTerminal(this.run.state),
    });
  }

  stop() {
    this.#leaving.abort();
    this.#subscription?.close();
  }

  /** Reads the resource again, for what events don't carry (the result). */
  async refresh() {
    const run = await this.#persistently(() => this.#api.run(this.#id, this.#leaving.signal));
    if (!run || run.version < this.run.version) return;
    this.run = run;
    this.#listener.run();
  }

  /** Takes over a resource that the API answered to a change. */
  adopt(run) {
    if (run.version < this.run.version) return;
    const wasOver = isTerminal(this.run.state);
    this.run = run;
    this.#listener.run();
    // Another attempt: the feed goes on where it had ended.
    if (!wasOver || isTerminal(run.state)) return;
    if (this.#subscription) this.#subscription.restart();
    else this.#subscribe();
  }

  async #load() {
    // How many metrics there are says how much of each is worth reading at first.
    const known = await this.#persistently(() => this.#api.run(this.#id, this.#leaving.signal));
    const maxPoints = pointsFor(Object.keys(known?.metrics ?? {}).length);
    // The metrics first: the resource is then at least as new, and what happened between them is replayed.
    const history = known && await this.#persistently(() => this.#api.metrics(this.#id, { maxPoints }, this.#leaving.signal));
    const run = history && await this.#persistently(() => this.#api.run(this.#id, this.#leaving.signal));
    if (!run) return false;
    this.metrics.load(history);
    this.run = run;
    return true;
  }

  #take(event) {
    if (event.seq === null || event.seq === undefined) {
      if (applyEvent(this.run, event)) this.#listener.run();
      return;
    }
    const expected = this.metrics.lastSeq + 1;
    if (event.seq < expected) return;
    if (event.seq > expected && this.#askedAgainAt !== expected) {
      // Ask once; if the server has nothing in between, it is right.
      this.#askedAgainAt = expected;
      this.#subscription.restart();
      return;
    }
    this.metrics.lastSeq = event.seq;
    if (event.type === 'epoch') {
      this.metrics.add(event);
      this.#listener.metrics();
    }
    if (applyEvent(this.run, event)) this.#listener.run();
    if (event.type === 'log') this.#listener.log(event);
    // What may be done in the new state, and what came out, is only in the resource.
    if (event.type === 'state') this.refresh();
  }

  /** Repeats a request that fails for the moment; null when it is no use or the page is left. */
  async #persistently(call) {
    for (let attempt = 0; !this.#leaving.signal.aborted; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (this.#leaving.signal.aborted) return null;
        this.#listener.failed(error);
        if (!error.isTemporary) return null;
        await new Promise((resolve) => setTimeout(resolve, backoff(attempt)));
      }
    }
    return null;
  }
}
