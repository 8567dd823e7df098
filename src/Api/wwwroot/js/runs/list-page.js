import { errorBox } from '../core/errors.js';
import { fill, h, setText } from '../core/dom.js';
import { count } from '../core/format.js';
import { coalesce } from '../core/schedule.js';
import { parse, replaceQuery, setTitle } from '../core/router.js';
import { ColumnMenu } from './column-menu.js';
import { column, usual } from './columns.js';
import { FilterBox } from './filter-box.js';
import { RunList } from './run-list.js';
import { RunRow } from './run-row.js';

/** All runs, or those that match a filter, with live state. The address holds filter, order and columns: a view is saved by keeping the address. */
export function listPage(container, _, query, { api, live }) {
  setTitle('Runs');
  const rows = new Map();
  const selected = new Set();
  const view = { filter: query.get('filter') ?? stateFilter(query.get('state')), sort: query.get('sort') ?? '' };
  let columns = (query.get('columns')?.split(',') ?? usual).map(column).filter(Boolean);

  const filter = new FilterBox({ value: view.filter, changed: (text) => show({ filter: text }) });
  const menu = new ColumnMenu(columns.map((c) => c.key), (keys) => {
    columns = keys.map(column);
    remember();
    drawHead();
    draw();
  });
  const compare = h('button', { type: 'button', class: 'primary', disabled: true, data: { testid: 'compare' }, on: { click: openComparison } }, 'Compare');
  const table = h('a', { class: 'button', download: 'runs.csv', data: { testid: 'csv' } }, 'CSV');
  const all = h('input', { type: 'checkbox', 'aria-label': 'Select all that are shown', on: { change: selectAll } });
  const head = h('tr', {});
  const body = h('tbody', {});
  const more = h('button', { type: 'button', hidden: true, data: { testid: 'load-more' }, on: { click: () => list.loadMore() } }, 'Load more');
  const total = h('span', { class: 'quiet', role: 'status', data: { testid: 'total' } });
  const notice = h('div', {});
  const runsTable = h('table', { class: 'runs' }, h('caption', { class: 'visually-hidden' }, 'Runs'), h('thead', {}, head), body);
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'Runs'), h('div', { class: 'actions' }, menu.element, table, compare, h('a', { class: 'button primary', href: '#/submit' }, 'New run'))),
    filter.element, notice, h('div', { class: 'card flush scroll' }, runsTable), h('div', { class: 'center' }, more, total));

  const list = new RunList(api, live, { changed: coalesce(draw, 150), failed });
  drawHead();
  list.show(view);
  api.fields().then((fields) => { filter.fields = fields; menu.fields = fields; }).catch((error) => fill(notice, errorBox(error)));
  const clock = setInterval(() => rows.forEach((row) => row.tick()), 1000);

  function show(change) {
    Object.assign(view, change);
    remember();
    drawHead();
    list.show(view);
  }

  function failed(error) {
    filter.show(error.status === 400 ? error : null);
    if (error.status === 400) fill(notice);
    else fill(notice, errorBox(error, () => list.start()));
  }

  function draw() {
    const { runs } = list;
    if (list.isLoaded) filter.show(null);
    const wanted = new Set(runs.map((run) => run.id));
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    runs.forEach((run, index) => {
      let row = rows.get(run.id);
      if (row) row.update(run, columns);
      else rows.set(run.id, row = new RunRow(run, { selected: selected.has(run.id), onSelect: select, columns }));
      if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    });
    runsTable.hidden = runs.length === 0;
    more.hidden = !list.hasMore;
    setText(total, list.isLoaded && list.total !== null && runs.length > 0 ? `${count(runs.length)} of ${count(list.total)} runs` : '');
    fill(notice, runs.length === 0 && list.isLoaded && (view.filter
      ? h('p', { class: 'empty-state' }, 'No run matches the filter.')
      : h('div', { class: 'empty-state' }, h('p', {}, 'No runs yet.'), h('a', { class: 'button primary', href: '#/submit' }, 'Start the first one'))));
    table.href = api.comparisonUrl(selected.size > 0 ? { ids: [...selected] } : { filter: view.filter });
  }

  function drawHead() {
    fill(head, h('th', { scope: 'col', class: 'pick' }, all), sortable({ label: 'Run', sort: 'name' }), columns.map(sortable));
  }

  function sortable({ label, sort }) {
    const turned = sort.split(',').map((key) => `-${key}`).join();
    const direction = view.sort === sort ? 'ascending' : view.sort === turned ? 'descending' : null;
    const upwards = direction === null ? sort === 'name' || sort.startsWith('params.') || sort.includes('loss') : direction === 'descending';
    const next = upwards ? sort : turned;
    return h('th', { scope: 'col', 'aria-sort': direction }, h('button', { type: 'button', class: 'sort', on: { click: () => show({ sort: next }) } },
      label, h('span', { class: 'sort-mark', 'aria-hidden': 'true' }, { ascending: ' ↑', descending: ' ↓' }[direction] ?? '')));
  }

  function select(id, on) {
    if (on) selected.add(id);
    else selected.delete(id);
    compare.disabled = selected.size < 2;
    compare.textContent = selected.size === 0 ? 'Compare' : `Compare ${selected.size}`;
    table.href = api.comparisonUrl(selected.size > 0 ? { ids: [...selected] } : { filter: view.filter });
  }

  function selectAll() {
    for (const [id, row] of rows) {
      row.element.querySelector('input').checked = all.checked;
      select(id, all.checked);
    }
  }

  function openComparison() {
    // In the order of the list, so that colours follow what people see.
    const ids = [...rows.keys()].filter((id) => selected.has(id));
    location.hash = `#/compare?runs=${(ids.length > 1 ? ids : [...selected]).join(',')}`;
  }

  function remember() {
    const { path } = parse(location.hash);
    const next = new URLSearchParams();
    if (view.filter) next.set('filter', view.filter);
    if (view.sort) next.set('sort', view.sort);
    const keys = columns.map((c) => c.key).join();
    if (keys !== usual.join()) next.set('columns', keys);
    replaceQuery(path, next);
  }

  return () => {
    clearInterval(clock);
    list.stop();
  };
}

// Addresses of before there were filters.
const stateFilter = (state) => (state && /^[a-z]+$/.test(state) ? `state = ${state}` : '');
