import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { coalesce } from '../core/schedule.js';
import { parse, replaceQuery, setTitle } from '../core/router.js';
import { states } from '../live/run-states.js';
import { RunList } from './run-list.js';
import { RunRow } from './run-row.js';

/** All runs, newest first, with live state. */
export function listPage(container, _, query, { api, live }) {
  setTitle('Runs');
  const rows = new Map();
  const selected = new Set();
  const filter = h('select', { id: 'state-filter', on: { change: changeFilter } },
    h('option', { value: '' }, 'All states'), states.map((state) => h('option', { value: state }, state)));
  filter.value = states.includes(query.get('state')) ? query.get('state') : '';

  const compare = h('button', { type: 'button', class: 'primary', disabled: true, data: { testid: 'compare' }, on: { click: openComparison } }, 'Compare');
  const body = h('tbody', {});
  const more = h('button', { type: 'button', hidden: true, data: { testid: 'load-more' }, on: { click: () => list.loadMore() } }, 'Load more');
  const notice = h('div', {});
  const table = h('table', { class: 'runs' }, h('caption', { class: 'visually-hidden' }, 'Runs, newest first'),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Select')),
      ['Run', 'State', 'Progress', 'Loss', 'Accuracy', 'Started'].map((name) => h('th', { scope: 'col' }, name)))), body);
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'Runs'), h('div', { class: 'actions' },
      h('label', { class: 'visually-hidden', for: 'state-filter' }, 'Show only'), filter, compare, h('a', { class: 'button primary', href: '#/submit' }, 'New run'))),
    notice, h('div', { class: 'card flush' }, table), h('div', { class: 'center' }, more));

  const list = new RunList(api, live, { changed: coalesce(draw, 150), failed: (error) => fill(notice, errorBox(error, () => list.start())) });
  list.show(filter.value);
  const clock = setInterval(() => rows.forEach((row) => row.tick()), 1000);

  function draw() {
    const runs = list.runs;
    const wanted = new Set(runs.map((run) => run.id));
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    runs.forEach((run, index) => {
      let row = rows.get(run.id);
      if (row) row.update(run);
      else rows.set(run.id, row = new RunRow(run, { selected: selected.has(run.id), onSelect: select }));
      if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    });
    table.hidden = runs.length === 0;
    more.hidden = !list.hasMore;
    fill(notice, runs.length === 0 && list.isLoaded && (filter.value
      ? h('p', { class: 'empty-state' }, `No run is ${filter.value}.`)
      : h('div', { class: 'empty-state' }, h('p', {}, 'No runs yet.'), h('a', { class: 'button primary', href: '#/submit' }, 'Start the first one'))));
  }

  function select(id, on) {
    if (on) selected.add(id);
    else selected.delete(id);
    compare.disabled = selected.size < 2;
    compare.textContent = selected.size === 0 ? 'Compare' : `Compare ${selected.size}`;
  }

  function openComparison() {
    // In the order of the list, so that colours follow what people see.
    const ids = [...rows.keys()].filter((id) => selected.has(id));
    location.hash = `#/compare?runs=${(ids.length > 1 ? ids : [...selected]).join(',')}`;
  }

  function changeFilter() {
    const { path } = parse(location.hash);
    replaceQuery(path, new URLSearchParams(filter.value ? { state: filter.value } : {}));
    list.show(filter.value);
  }

  return () => {
    clearInterval(clock);
    list.stop();
  };
}
