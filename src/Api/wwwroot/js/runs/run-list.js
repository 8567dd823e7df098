import { applyEvent, isTerminal } from '../live/run-states.js';

const pageSize = 50;
const refreshPause = 1500;

/**
 * The runs that match a filter, in the service's order, kept up to date by the feed of all runs. That feed replays nothing, so each of its starts is
 * followed by a fresh read; and since only the service knows what matches, a run that is new or changes its state makes the list be read again.
 */
export class RunList {
  isLoaded = false;
  total = null;

  #api;
  #live;
  #listener;
  #runs = new Map();
  #order = [];
  #cursor = null;
  #view = { filter: '', sort: '' };
  #subscription = null;
  #reading = new AbortController();
  #refreshing = new Map();
  #again = null;

  /** @param {object} listener `changed()` and `failed(error)`. */
  constructor(api, live, listener) {
    this.#api = api;
    this.#live = live;
    this.#listener = listener;
  }

  get runs() {
    return this.#order.map((id) => this.#runs.get(id));
  }

  get hasMore() {
    return this.#cursor !== null;
  }

  /** @param {{filter: string, sort: string}} view What to list; '' for all, newest first. */
  show(view) {
    this.#view = view;
    this.#runs.clear();
    this.#order = [];
    this.#cursor = null;
    this.isLoaded = false;
    this.start();
  }

  start() {
    if (this.#subscription) return this.#read();
    this.#subscription = this.#live.subscribe({
      method: 'WatchRuns',
      args: () => {
        this.#read();
        return [];
      },
      next: (event) => this.#take(event),
      ended: () => true,
    });
    // The page shows stored runs even while there is no live connection.
    return this.#read();
  }

  stop() {
    this.#reading.abort();
    this.#subscription?.close();
    this.#refreshing.forEach(clearTimeout);
    clearTimeout(this.#again);
  }

  /** Reads one page more. */
  async loadMore() {
    const { signal } = this.#reading;
    await this.#guarded(async () => {
      const page = await this.#api.listRuns({ ...this.#view, limit: pageSize, cursor: this.#cursor }, signal);
      if (signal.aborted) return;
      this.#cursor = page.next_cursor ?? null;
      this.#order = [...new Set([...this.#order, ...page.items.map((run) => run.id)])];
      page.items.forEach((run) => this.#put(run));
      this.#listener.changed();
    });
  }

  /** Reads what is shown anew, as many pages as there are. */
  async #read() {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    await this.#guarded(async () => {
      const items = [];
      let page;
      do {
        page = await this.#api.listRuns({ ...this.#view, limit: pageSize, cursor: page?.next_cursor ?? null, total: !page }, signal);
        if (signal.aborted) return;
        this.total = page.total ?? this.total;
        items.push(...page.items);
      } while (page.next_cursor && items.length < this.#order.length);
      this.#cursor = page.next_cursor ?? null;
      this.#order = [...new Set(items.map((run) => run.id))];
      const shown = new Set(this.#order);
      for (const id of this.#runs.keys()) if (!shown.has(id)) this.#runs.delete(id);
      items.forEach((run) => this.#put(run));
      this.isLoaded = true;
      this.#listener.changed();
    });
  }

  #put(run) {
    const known = this.#runs.get(run.id);
    if (!known || known.version <= run.version) this.#runs.set(run.id, run);
  }

  #take(event) {
    const run = this.#runs.get(event.run_id);
    if (!run) {
      if (event.type === 'state') this.#readSoon();
      return;
    }
    const epoch = run.progress?.epoch;
    if (!applyEvent(run, event)) return;
    this.#listener.changed();
    if (event.type === 'state') this.#readSoon();
    // Metrics and result are only in the resource.
    if (event.type === 'state' && isTerminal(event.state)) this.#refresh(run.id, 0);
    else if (event.type === 'epoch' || run.progress?.epoch !== epoch) this.#refresh(run.id, refreshPause);
  }

  /** At most once in a while, however many runs change. */
  #readSoon() {
    this.#again ??= setTimeout(() => {
      this.#again = null;
      this.#read();
    }, this.#view.filter || this.#view.sort ? refreshPause : 150);
  }

  #refresh(id, pause) {
    if (this.#refreshing.has(id)) {
      if (pause > 0) return;
      clearTimeout(this.#refreshing.get(id));
    }
    this.#refreshing.set(id, setTimeout(() => {
      this.#refreshing.delete(id);
      this.#guarded(async () => {
        const run = await this.#api.run(id);
        if (!this.#runs.has(id)) return;
        this.#put(run);
        this.#listener.changed();
      });
    }, pause));
  }

  async #guarded(work) {
    try {
      await work();
    } catch (error) {
      if (error.name !== 'AbortError') this.#listener.failed(error);
    }
  }
}
