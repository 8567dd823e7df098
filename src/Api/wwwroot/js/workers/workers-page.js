import { errorBox } from '../core/errors.js';
import { fill, h, setText } from '../core/dom.js';
import { ago, bytes, dateTime } from '../core/format.js';
import { setTitle } from '../core/router.js';
import { badge } from '../runs/badge.js';

/** Who works, and what waits in which order: read once, then told by the service whenever it changes. */
export function workersPage(container, _, __, { api, live }) {
  setTitle('Workers and queue');
  const notice = h('div', {});
  const body = h('div', { class: 'stack' }, h('p', { class: 'quiet' }, 'Loading…'));
  container.append(notice, body);
  const leaving = new AbortController();
  let update = null;

  function show(next) {
    update = next;
    // Built anew with each heartbeat: a button that has the focus keeps it.
    const focused = document.activeElement?.closest('[data-worker]')?.dataset.worker;
    fill(notice);
    fill(body, workersPanel(next.workers, drain), queuePanel(next.queue));
    if (focused) body.querySelector(`[data-worker="${CSS.escape(focused)}"] button`)?.focus({ preventScroll: true });
  }

  // Also without a live connection the page shows what there is.
  async function read() {
    try {
      const [workers, queue] = await Promise.all([api.workers(leaving.signal), api.queue(leaving.signal)]);
      show({ workers, queue });
    } catch (error) {
      if (error.name !== 'AbortError') fill(notice, errorBox(error, read));
    }
  }

  async function drain(id, draining) {
    try {
      const worker = await api.setDraining(id, draining);
      if (update) show({ ...update, workers: update.workers.map((other) => (other.id === id ? worker : other)) });
    } catch (error) {
      fill(notice, errorBox(error));
    }
  }

  const subscription = live.subscribe({ method: 'WatchQueue', args: () => [], next: show, ended: () => true });
  // Heartbeats are told as they come; only how long ago they were is reckoned here.
  const clock = setInterval(() => body.querySelectorAll('[data-heartbeat]').forEach((cell) => setText(cell, ago(cell.dataset.heartbeat))), 1000);
  read();
  return () => {
    leaving.abort();
    clearInterval(clock);
    subscription.close();
  };
}

function workersPanel(workers, drain) {
  return h('section', { class: 'card', 'aria-labelledby': 'workers-title' }, h('h1', { id: 'workers-title' }, 'Workers'),
    workers.length === 0
      ? h('p', { class: 'quiet' }, 'No worker has been heard of within the last day. Runs wait until one starts.')
      : table('workers', ['Name', 'State', 'Device', 'Slots', 'Trains', 'Load', 'Memory', 'Last heard of', ''], workers.map((worker) => h('tr', { data: { worker: worker.id } },
        h('th', { scope: 'row' }, worker.name, h('span', { class: 'sub' }, `${worker.host}, process ${worker.process_id}`)),
        h('td', {}, badge(worker.state)), h('td', {}, worker.device, h('span', { class: 'sub' }, `${worker.threads} threads`)), h('td', {}, worker.slots),
        h('td', {}, worker.runs.map((id) => h('a', { href: `#/runs/${id}` }, id.slice(-6)))),
        h('td', {}, `${Math.round(worker.load * 100)} %`), h('td', {}, bytes(worker.memory_bytes)),
        h('td', { title: dateTime(worker.heartbeat_at), data: { heartbeat: worker.heartbeat_at } }, ago(worker.heartbeat_at)),
        h('td', {}, (worker.state === 'active' || worker.state === 'draining') && h('button', {
          type: 'button', title: 'A draining worker finishes what it has and takes nothing new.',
          on: { click: () => drain(worker.id, worker.state === 'active') },
        }, worker.state === 'active' ? 'Drain' : 'Take runs again'))))));
}

function queuePanel(queue) {
  return h('section', { class: 'card', 'aria-labelledby': 'queue-title' }, h('h2', { id: 'queue-title' }, 'Queue'),
    h('p', {}, `${queue.waiting} waiting, ${queue.held} in training, ${queue.slots} slots`,
      queue.owners.length > 1 && ` · ${queue.owners.map((o) => `${o.owner}: ${o.waiting} waiting, ${o.held} in training`).join(' · ')}`),
    queue.next.length === 0
      ? h('p', { class: 'quiet' }, 'Nothing waits.')
      : table('queue', ['Place', 'Run', 'Owner', 'Priority', 'Expected start'], queue.next.map((run) => h('tr', {},
        h('td', {}, run.place.place), h('th', { scope: 'row' }, h('a', { href: `#/runs/${run.id}` }, run.name)),
        h('td', {}, run.owner), h('td', {}, run.priority), h('td', {}, run.place.expected_start ? dateTime(run.place.expected_start) : 'not known')))));
}

const table = (testid, names, rows) => h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': testid },
  h('table', { data: { testid } }, h('thead', {}, h('tr', {}, names.map((name) => h('th', { scope: 'col' }, name)))), h('tbody', {}, rows)));
