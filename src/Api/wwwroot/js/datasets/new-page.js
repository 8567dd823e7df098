import { fill, h } from '../core/dom.js';
import { bytes, count } from '../core/format.js';
import { setTitle } from '../core/router.js';
import { columnsTable } from './columns-table.js';
import { detectionForm, partChoices } from './detection.js';
import { dropZone } from './drop-zone.js';
import { suggestName, toSources } from './files.js';
import { pending } from './pending.js';
import { previewTable } from './preview.js';
import { problemBox, warningList } from './problems.js';
import { Transfer } from './transfer.js';
import { forget } from './tus.js';

const pause = 500;

/** Upload, see what was understood, put right what was not, keep it. */
export function newDatasetPage(container, _, query, { api }) {
  setTitle('New dataset');
  const leaving = new AbortController();
  const { signal } = leaving;
  const options = {};
  let sources = [];
  let uploads = [];
  let looking = 0;

  const begin = h('div', {}, dropZone(start));
  const transfer = h('div', {});
  const outcome = h('div', { class: 'stack', 'aria-live': 'polite' });
  const name = h('input', { id: 'dataset-name', type: 'text', autocomplete: 'off', spellcheck: 'false', value: query.get('name') ?? '', data: { testid: 'dataset-name' } });
  const keep = h('button', { type: 'button', class: 'primary', disabled: true, data: { testid: 'keep' }, on: { click: publish } }, 'Create dataset');
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'New dataset'), h('div', { class: 'actions' }, h('label', { for: 'dataset-name' }, 'Name'), name, keep)),
    h('div', { class: 'stack' }, begin, transfer, outcome));
  if (pending.files) start(pending.files);
  pending.files = null;

  async function start(files) {
    try {
      sources = toSources(files);
      if (sources.length === 0) return;
      if (!name.value) name.value = suggestName(sources[0].name);
      begin.hidden = true;
      const shown = new Transfer(sources, signal);
      fill(transfer, shown.element);
      uploads = await shown.run();
      await look();
    } catch (error) {
      failed(error);
      begin.hidden = false;
    }
  }

  async function look() {
    const turn = ++looking;
    outcome.setAttribute('aria-busy', 'true');
    if (!outcome.hasChildNodes()) fill(outcome, h('p', { class: 'quiet' }, 'Looking at the files…'));
    try {
      const inspection = await api.detect({ uploads, options }, signal);
      if (turn === looking) show(inspection);
    } catch (error) {
      if (turn === looking) failed(error);
    } finally {
      if (turn === looking) outcome.removeAttribute('aria-busy');
    }
  }

  function show({ header, previews }) {
    keep.disabled = false;
    const change = {
      of: (column) => options.columns?.[column],
      set: (column, option) => {
        options.columns = { ...options.columns, [column]: { ...options.columns?.[column], ...option } };
        look();
      },
    };
    const single = sources.filter((source) => !source.count).map((source) => source.name);
    const first = previews[0];
    fill(outcome,
      warningList(header.warnings ?? []),
      h('section', { class: 'card', 'aria-label': 'How the files are read' }, h('h2', {}, 'How the files are read'),
        detectionForm(header, options, look), partChoices(single, header, options, look)),
      first && h('section', { class: 'card', 'aria-label': 'First rows' }, h('h2', {}, 'First rows'), previewTable(first, header.columns)),
      h('section', { class: 'card', 'aria-label': 'Columns' }, h('h2', {}, 'Columns'),
        h('p', { class: 'quiet' }, 'Told from the beginning of the files. Change what is wrong; all rows are counted when the dataset is created.'),
        columnsTable(header.columns, header.parts[0]?.name, change)));
  }

  async function publish() {
    keep.disabled = true;
    keep.setAttribute('aria-busy', 'true');
    try {
      let made = await api.publish(name.value, { uploads, options }, signal);
      while (made.state === 'importing') {
        showImport(made);
        await new Promise((done) => setTimeout(done, pause));
        made = await api.import(made.id, signal);
      }
      if (made.state === 'failed') throw Object.assign(new Error(made.problems[0].detail), { title: 'The files can’t be used', problems: made.problems });
      sources.forEach((source) => forget(source.key));
      location.hash = `#/datasets/${encodeURIComponent(name.value)}`;
    } catch (error) {
      failed(error);
      keep.disabled = false;
    } finally {
      keep.removeAttribute('aria-busy');
    }
  }

  function showImport({ stage, done_bytes: done, total_bytes: total, rows }) {
    const share = total > 0 ? done / total : 0;
    fill(transfer, h('section', { class: 'card', 'aria-label': 'Import' }, h('h2', {}, 'Reading all rows'),
      h('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Import', 'aria-valuenow': String(Math.round(100 * share)), style: { '--share': String(share) } }),
      h('p', { class: 'quiet' }, `${stage}: ${bytes(done)} of ${bytes(total)}, ${count(rows)} rows`)));
  }

  function failed(error) {
    if (error.name === 'AbortError') return;
    const old = outcome.querySelector('[data-testid=problems], [data-testid=error]');
    old?.remove();
    outcome.querySelector(':scope > p.quiet')?.remove();
    outcome.prepend(problemBox(error));
  }

  return () => leaving.abort();
}
