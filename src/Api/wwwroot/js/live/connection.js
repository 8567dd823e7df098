import '../../lib/microsoft-signalr-10.0.11/signalr.min.js';
import { backoff } from '../core/schedule.js';

const { HttpTransportType, HubConnectionBuilder, LogLevel } = globalThis.signalR;
const hubUrl = new URL('../../hubs/runs', import.meta.url).href;
const probeUrl = new URL('../../icon.svg', import.meta.url).href;
const probeTimeout = 3000;

/**
 * The one SignalR connection of the page. It connects with the first subscription and from then on comes back by itself, without end; after each
 * return every subscription starts its stream anew, with arguments that say where it stands. Fires `change` when `state` does.
 */
export class LiveConnection extends EventTarget {
  /** `idle`, `connecting`, `live` or `down`. */
  state = 'idle';

  #hub = null;
  #subscriptions = new Set();
  #attempt = 0;
  #timer = null;

  constructor() {
    super();
    // A sleeping laptop or a pulled cable leaves a socket that looks alive: ask whether the server is there.
    for (const type of ['offline', 'online', 'pageshow']) addEventListener(type, () => this.#check());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#check());
  }

  /**
   * @param {object} stream `method`, `args()` asked at every start, `next(item)`, and `ended()` when the server has closed it in order: returning
   * true starts it again.
   */
  subscribe(stream) {
    const subscription = new Subscription(stream, this);
    this.#subscriptions.add(subscription);
    if (this.state === 'live') subscription.start(this.#hub);
    else if (this.state === 'idle') this.#connect();
    return subscription;
  }

  /** Tries at once instead of after the pause. */
  retryNow() {
    if (this.state !== 'down') return;
    this.#attempt = 0;
    this.#connect();
  }

  /** For a subscription that is closed. */
  forget(subscription) {
    this.#subscriptions.delete(subscription);
  }

  get hub() {
    return this.state === 'live' ? this.#hub : null;
  }

  async #connect() {
    clearTimeout(this.#timer);
    this.#set(this.state === 'idle' ? 'connecting' : 'down');
    // Failures are shown on the page; the client's own log would only repeat them in the console.
    // A negotiation is remembered by the replica that had it, and the next request may reach another: a WebSocket needs none. Where there are no
    // WebSockets on the way, every other try negotiates for what there is.
    const transport = this.#attempt % 2 === 0 ? { skipNegotiation: true, transport: HttpTransportType.WebSockets } : {};
    const hub = new HubConnectionBuilder().withUrl(hubUrl, transport).configureLogging(LogLevel.None).build();
    const previous = this.#hub;
    this.#hub = hub;
    previous?.stop();
    hub.onclose(() => this.#lost(hub));
    try {
      await hub.start();
    } catch {
      this.#lost(hub);
      return;
    }
    if (hub !== this.#hub) return;
    this.#attempt = 0;
    this.#set('live');
    for (const subscription of this.#subscriptions) subscription.start(hub);
  }

  #lost(hub) {
    if (hub !== this.#hub) return;
    this.#hub = null;
    this.#set('down');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), backoff(this.#attempt++));
  }

  async #check() {
    if (this.state === 'down') return this.retryNow();
    if (this.state !== 'live') return;
    const hub = this.#hub;
    try {
      await fetch(probeUrl, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(probeTimeout) });
    } catch {
      // Not reachable: give the socket up, now rather than after its own timeout.
      this.#lost(hub);
      hub.stop();
    }
  }

  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

class Subscription {
  #stream;
  #connection;
  #current = null;
  #generation = 0;
  #attempt = 0;
  #timer = null;

  constructor(stream, connection) {
    this.#stream = stream;
    this.#connection = connection;
  }

  start(hub) {
    this.#drop();
    // What an older stream still delivers must not reach the reader, who already stands elsewhere.
    const generation = this.#generation;
    const mine = (action) => (value) => generation === this.#generation && action(value);
    this.#current = hub.stream(this.#stream.method, ...this.#stream.args()).subscribe({
      next: mine((item) => {
        this.#attempt = 0;
        this.#stream.next(item);
      }),
      complete: mine(() => this.#stream.ended() && this.#again()),
      error: mine(() => this.#again()),
    });
  }

  /** Starts the stream anew from where the reader stands. */
  restart() {
    const hub = this.#connection.hub;
    if (hub) this.start(hub);
  }

  close() {
    this.#drop();
    this.#connection.forget(this);
  }

  #again() {
    this.#drop();
    this.#timer = setTimeout(() => this.restart(), backoff(this.#attempt++));
  }

  #drop() {
    this.#generation++;
    clearTimeout(this.#timer);
    try {
      this.#current?.dispose();
    } catch {
      // The connection it belonged to is gone, and the stream with it.
    }
    this.#current = null;
  }
}
