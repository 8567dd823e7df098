import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { ago, bytes, count, none } from '../core/format.js';
import { setTitle } from '../core/router.js';
import { dropZone } from './drop-zone.js';
import { pending } from './pending.js';

/** All datasets, and a place to drop new ones. */
export function datasetsPage(container, _, query, { api }) {
  setTitle('Datasets');
  const leaving = new AbortController();
  const body = h('tbody', {});
  const notice = h('div', {});
  const table = h('table', { class: 'figures datasets', data: { testid: 'datasets' } }, h('caption', { class: 'visually-hidden' }, 'Datasets'),
    h('thead', {}, h('tr', {}, ['Dataset', 'Rows', 'Columns', 'Format', 'Versions', 'On disk', 'Added'].map((name) => h('th', { scope: 'col' }, name)))), body);
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'Datasets')),
    h('div', { class: 'stack' },
      dropZone((files) => {
        if (files.length === 0) return;
        pending.files = files;
        location.hash = '#/datasets/new';
      }),
      notice, h('section', { class: 'card', 'aria-label': 'Datasets' }, h('div', { class: 'scroll' }, table))));
  load();

  async function load() {
    try {
      fill(notice);
      fill(body, (await api.datasets(leaving.signal)).map(row));
    } catch (error) {
      if (error.name !== 'AbortError') fill(notice, errorBox(error, load));
    }
  }

  return () => leaving.abort();
}

function row(dataset) {
  const rows = dataset.parts ? dataset.parts.map((part) => `${count(part.rows)} ${part.name}`).join(', ') : `${count(dataset.training_rows)} train, ${count(dataset.test_rows)} test`;
  return h('tr', { data: { dataset: dataset.name } },
    h('th', { scope: 'row' }, h('a', { href: `#/datasets/${encodeURIComponent(dataset.name)}` }, dataset.name), dataset.is_bundled && h('span', { class: 'tag' }, 'bundled'),
      dataset.warnings > 0 && h('span', { class: 'tag' }, `${dataset.warnings} ${dataset.warnings === 1 ? 'warning' : 'warnings'}`), dataset.description && h('span', { class: 'sub' }, dataset.description)),
    h('td', {}, rows), h('td', {}, dataset.column_count ?? dataset.columns?.length ?? none), h('td', {}, dataset.format ?? none),
    h('td', {}, dataset.versions ?? none), h('td', {}, dataset.bytes === undefined ? none : bytes(dataset.bytes)), h('td', {}, dataset.created_at ? ago(dataset.created_at) : none));
}
