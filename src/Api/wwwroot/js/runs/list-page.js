import { errorBox } from '../core/errors.js';
import { fill, h, setText } from '../core/dom.js';
import { count } from '../core/format.js';
import { coalesce } from '../core/schedule.js';
import { parse, replaceQuery, setTitle } from '../core/router.js';
import { BulkBar } from './bulk-bar.js';
import { ColumnMenu } from './column-menu.js';
import { column, usual } from './columns.js';
import { FilterBox } from './filter-box.js';
import { RunList } from './run-list.js';
import { RunRow } from './run-row.js';
import { SavedViews } from './saved-views.js';
import { Selection } from './selection.js';

/** All runs, or those that match a filter, with live state. The address holds filter, order, columns and the name of the view. */
export function listPage(container, _, query, { api, live }) {
  setTitle('Runs');
  const rows = new Map();
  // Of those too that have gone: what became of them is still to be told.
  const names = new Map();
  const selection = new Selection();
  const view = { filter: query.get('filter') ?? stateFilter(query.get('state')), sort: query.get('sort') ?? '' };
  let columns = (query.get('columns')?.split(',') ?? usual).map(column).filter(Boolean);

  const filter = new FilterBox({ value: view.filter, changed: (text) => show({ filter: text }) });
  const menu = new ColumnMenu(columns.map((c) => c.key), (keys) => {
    columns = keys.map(column);
    remember();
    drawHead();
    draw();
  });
  const views = new SavedViews(query);
  const compare = h('button', { type: 'button', class: 'primary', disabled: true, data: { testid: 'compare' }, on: { click: openComparison } }, 'Compare');
  const table = h('a', { class: 'button', download: 'runs.csv', data: { testid: 'csv' } }, 'CSV');
  const all = h('input', { type: 'checkbox', 'aria-label': 'Select all that are shown', on: { change: () => selection.setAll(order(), all.checked) } });
  const head = h('tr', {});
  const body = h('tbody', {});
  const more = h('button', { type: 'button', hidden: true, data: { testid: 'load-more' }, on: { click: () => list.loadMore() } }, 'Load more');
  const total = h('span', { class: 'quiet', role: 'status', data: { testid: 'total' } });
  const notice = h('div', {});
  const runsTable = h('table', { class: 'runs' }, h('caption', { class: 'visually-hidden' }, 'Runs'), h('thead', {}, head), body);
  const bulk = new BulkBar(api, selection, {
    order, filter: () => view.filter, total: () => list.total, acted: () => list.start(),
    nameOf: (id) => names.get(id) ?? id,
  });
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'Runs'), h('div', { class: 'actions' }, views.element, menu.element, table, compare, h('a', { class: 'button primary', href: '#/submit' }, 'New run'))),
    filter.element, bulk.element, notice, h('div', { class: 'card flush scroll' }, runsTable), h('div', { class: 'center' }, more, total));

  const list = new RunList(api, live, { changed: coalesce(draw, 150), failed });
  drawHead();
  remember();
  list.show(view);
  selection.addEventListener('change', drawSelection);
  runsTable.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') selection.clear();
    if (event.key !== 'a' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    selection.setAll(order(), true);
  });
  api.fields().then((fields) => { filter.fields = fields; menu.fields = fields; }).catch((error) => fill(notice, errorBox(error)));
  const clock = setInterval(() => rows.forEach((row) => row.tick()), 1000);

  function show(change) {
    Object.assign(view, change);
    selection.leaveEverything();
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
      names.set(run.id, run.name);
      let row = rows.get(run.id);
      if (row) row.update(run, columns);
      else rows.set(run.id, row = new RunRow(run, { selected: selection.has(run.id), onSelect: select, onMove: move, columns }));
      if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    });
    runsTable.hidden = runs.length === 0;
    more.hidden = !list.hasMore;
    setText(total, list.isLoaded && list.total !== null && runs.length > 0 ? `${count(runs.length)} of ${count(list.total)} runs` : '');
    fill(notice, runs.length === 0 && list.isLoaded && (view.filter
      ? h('p', { class: 'empty-state' }, 'No run matches the filter.')
      : h('div', { class: 'empty-state' }, h('p', {}, 'No runs yet.'), h('a', { class: 'button primary', href: '#/submit' }, 'Start the first one'))));
    drawSelection();
  }

  function drawSelection() {
    const { size, everything, ids } = selection;
    rows.forEach((row, id) => { row.selected = selection.has(id); });
    const shown = order();
    const chosen = shown.filter((id) => selection.has(id)).length;
    all.checked = shown.length > 0 && chosen === shown.length;
    all.indeterminate = chosen > 0 && chosen < shown.length;
    compare.disabled = size < 2;
    setText(compare, size === 0 ? 'Compare' : `Compare ${size}`);
    table.href = api.comparisonUrl(size > 0 && !everything ? { ids } : { filter: view.filter });
    bulk.update();
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

  function order() {
    return list.runs.map((run) => run.id);
  }

  function select(id, on, isRange) {
    if (isRange) selection.extendTo(id, order(), on);
    else selection.set(id, on);
  }

  /** To the row above or below, with the shift key choosing it too. */
  function move(id, steps, isRange) {
    const ids = order();
    const next = ids[ids.indexOf(id) + steps];
    if (!next) return;
    rows.get(next).focus();
    if (!isRange) return;
    if (selection.size === 0) selection.set(id, true);
    selection.extendTo(next, ids);
  }

  function openComparison() {
    // In the order of the list, so that colours follow what people see.
    const shown = order().filter((id) => selection.has(id));
    location.hash = `#/compare?runs=${[...shown, ...selection.ids.filter((id) => !shown.includes(id))].join(',')}`;
  }

  function remember() {
    const { path } = parse(location.hash);
    const next = new URLSearchParams();
    if (view.filter) next.set('filter', view.filter);
    if (view.sort) next.set('sort', view.sort);
    const keys = columns.map((c) => c.key).join();
    if (keys !== usual.join()) next.set('columns', keys);
    replaceQuery(path, views.follow(next));
  }

  return () => {
    clearInterval(clock);
    list.stop();
  };
}

// Addresses of before there were filters.
const stateFilter = (state) => (state && /^[a-z]+$/.test(state) ? `state = ${state}` : '');
