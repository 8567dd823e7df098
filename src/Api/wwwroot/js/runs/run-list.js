import { applyEvent, isTerminal } from '../live/run-states.js';

const pageSize = 50;
const refreshPause = 1500;

/** The runs of the list, kept up to date by the feed of all runs. That feed replays nothing, so each of its starts is followed by a fresh read. */
export class RunList {
  isLoaded = false;

  #api;
  #live;
  #listener;
  #runs = new Map();
  #cursor = null;
  #state = '';
  #subscription = null;
  #reading = new AbortController();
  #refreshing = new Map();

  /** @param {object} listener `changed()` and `failed(error)`. */
  constructor(api, live, listener) {
    this.#api = api;
    this.#live = live;
    this.#listener = listener;
  }

  /** Newest first: ids sort by time of submission. */
  get runs() {
    return [...this.#runs.values()].sort((a, b) => (a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1));
  }

  get hasMore() {
    return this.#cursor !== null;
  }

  /** Lists the runs in one state, or all for ''. */
  show(state) {
    this.#state = state;
    this.#runs.clear();
    this.#cursor = null;
    this.isLoaded = false;
    this.#listener.changed();
    this.start();
  }

  start() {
    this.#subscription ??= this.#live.subscribe({
      method: 'WatchRuns',
      args: () => {
        this.#read(null);
        return [];
      },
      next: (event) => this.#take(event),
      ended: () => true,
    });
    // The page shows stored runs even while there is no live connection.
    this.#read(null);
  }

  stop() {
    this.#reading.abort();
    this.#subscription?.close();
    this.#refreshing.forEach(clearTimeout);
  }

  loadMore() {
    return this.#read(this.#cursor);
  }

  async #read(cursor) {
    if (!cursor) {
      this.#reading.abort();
      this.#reading = new AbortController();
    }
    const { signal } = this.#reading;
    try {
      const page = await this.#api.listRuns({ states: this.#state ? [this.#state] : [], limit: pageSize, cursor }, signal);
      if (signal.aborted) return;
      // A fresh read of the first page keeps pages loaded before; only the first read or a further page says where the next begins.
      if (cursor || !this.isLoaded) this.#cursor = page.next_cursor ?? null;
      for (const run of page.items) this.#put(run);
      this.isLoaded = true;
      this.#listener.changed();
    } catch (error) {
      if (error.name !== 'AbortError') this.#listener.failed(error);
    }
  }

  #put(run) {
    const known = this.#runs.get(run.id);
    if (known && known.version > run.version) return;
    if (this.#state && run.state !== this.#state) this.#runs.delete(run.id);
    else this.#runs.set(run.id, run);
  }

  #take(event) {
    const run = this.#runs.get(event.run_id);
    if (!run) {
      if (event.type === 'state' && (!this.#state || event.state === this.#state)) this.#refresh(event.run_id, 0);
      return;
    }
    const epoch = run.progress?.epoch;
    if (!applyEvent(run, event)) return;
    this.#put(run);
    this.#listener.changed();
    // Metrics and result are only in the resource.
    if (event.type === 'state' && isTerminal(event.state)) this.#refresh(run.id, 0);
    else if (event.type === 'epoch' || run.progress?.epoch !== epoch) this.#refresh(run.id, refreshPause);
  }

  #refresh(id, pause) {
    if (this.#refreshing.has(id)) {
      if (pause > 0) return;
      clearTimeout(this.#refreshing.get(id));
    }
    this.#refreshing.set(id, setTimeout(async () => {
      this.#refreshing.delete(id);
      const { signal } = this.#reading;
      try {
        const run = await this.#api.run(id, signal);
        if (signal.aborted) return;
        this.#put(run);
        this.#listener.changed();
      } catch (error) {
        if (error.name !== 'AbortError') this.#listener.failed(error);
      }
    }, pause));
  }
}
