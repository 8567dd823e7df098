import { fill, h } from '../core/dom.js';
import { ago, bytes, count, dateTime } from '../core/format.js';
import { setTitle } from '../core/router.js';
import { saveDraft } from '../submit/draft.js';
import { columnsTable } from './columns-table.js';
import { previewTable } from './preview.js';
import { problemBox, warningList } from './problems.js';
import { specFor } from './train.js';

/** One dataset: what is in it, its versions, and the way to training on it. */
export function datasetPage(container, { name }, query, { api }) {
  name = decodeURIComponent(name);
  setTitle(name);
  const leaving = new AbortController();
  const { signal } = leaving;
  const notice = h('div', {});
  const content = h('div', { class: 'stack' });
  const actions = h('div', { class: 'actions' });
  container.append(h('div', { class: 'head' }, h('h1', {}, name), actions), h('div', { class: 'stack' }, notice, content));
  load();

  async function load() {
    try {
      const dataset = await api.dataset(name, signal);
      const versions = await api.versions(name, signal);
      const version = versions.find((each) => each.version.startsWith(query.get('version') ?? '')) ?? versions[0];
      const part = version.parts.some((each) => each.name === query.get('part')) ? query.get('part') : version.parts[0].name;
      const [columns, preview] = await Promise.all([api.columns(name, version.version, signal), api.preview(name, version.version, part, signal)]);
      show({ dataset, versions, version, columns, preview });
    } catch (error) {
      if (error.name !== 'AbortError') fill(notice, problemBox(error));
    }
  }

  function show({ dataset, versions, version, columns, preview }) {
    fill(actions,
      !dataset.is_bundled && h('button', { type: 'button', class: 'danger', data: { testid: 'delete-version' }, on: { click: () => confirmDelete(version) } }, 'Delete this version'),
      h('button', { type: 'button', class: 'primary', data: { testid: 'train' }, on: { click: () => train(version, columns) } }, 'Train on it'));
    fill(content,
      warningList(version.warnings ?? []),
      h('section', { class: 'card', 'aria-label': 'Overview' }, dataset.description && h('p', {}, dataset.description), dataset.licence && h('p', { class: 'quiet' }, dataset.licence),
        facts(version), h('p', { class: 'hash sub' }, 'Version ', h('code', {}, version.version))),
      h('section', { class: 'card', 'aria-label': 'Rows' }, h('h2', {}, 'Rows'), partLinks(version, preview.part),
        previewTable(preview, columns, (part, row, column) => api.imageUrl(name, version.version, part, row, column))),
      h('section', { class: 'card', 'aria-label': 'Columns' }, h('h2', {}, 'Columns'), columnsTable(columns, preview.part)),
      versions.length > 1 && versionsTable(versions, version));
  }

  function facts(version) {
    const figure = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, value));
    return h('dl', { class: 'figures-row', data: { testid: 'facts' } },
      version.parts.map((part) => figure(`Rows of ${part.name}`, count(part.rows))), figure('Columns', count(version.column_count)),
      figure('Target', version.target ?? '—'), figure('Format', version.format), figure('On disk', bytes(version.bytes)), figure('Added', ago(version.created_at)),
      figure(version.file_count === 1 ? 'File' : 'Files', version.file_count === 1 ? version.files[0].name : count(version.file_count)));
  }

  function partLinks(version, shown) {
    if (version.parts.length < 2) return null;
    return h('p', { class: 'actions' }, version.parts.map((part) => h('a', {
      class: 'button', href: `#/datasets/${encodeURIComponent(name)}?version=${version.version.slice(0, 12)}&part=${part.name}`, 'aria-current': part.name === shown && 'true',
    }, part.name)));
  }

  function versionsTable(versions, shown) {
    return h('section', { class: 'card', 'aria-label': 'Versions' }, h('h2', {}, 'Versions'), h('div', { class: 'scroll' }, h('table', { class: 'figures' },
      h('tbody', {}, versions.map((version) => h('tr', {},
        h('th', { scope: 'row' }, h('a', { href: `#/datasets/${encodeURIComponent(name)}?version=${version.version.slice(0, 12)}`, 'aria-current': version === shown && 'true' }, version.version.slice(0, 12))),
        h('td', {}, dateTime(version.created_at)), h('td', {}, version.parts.map((part) => `${count(part.rows)} ${part.name}`).join(', ')), h('td', {}, bytes(version.bytes))))))));
  }

  function train(version, columns) {
    saveDraft(JSON.stringify(specFor(name, version, columns), null, 2));
    location.hash = '#/submit';
  }

  function confirmDelete(version) {
    const dialog = h('dialog', {}, h('h2', {}, 'Delete this version?'), h('p', {}, `${name} ${version.version.slice(0, 12)} is removed from the disk. This can’t be undone.`),
      h('div', { class: 'actions' },
        h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Keep it'),
        h('button', { type: 'button', class: 'danger', data: { testid: 'confirm-delete' }, on: { click: () => { dialog.close(); remove(version); } } }, 'Delete')));
    dialog.addEventListener('close', () => dialog.remove());
    container.append(dialog);
    dialog.showModal();
  }

  async function remove(version) {
    try {
      await api.deleteVersion(name, version.version);
      location.hash = '#/datasets';
    } catch (error) {
      fill(notice, problemBox(error));
    }
  }

  return () => leaving.abort();
}
