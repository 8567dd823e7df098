import { h } from '../core/dom.js';
import { compact, count, duration, metricName, metricValue, none, toNumber } from '../core/format.js';
import { badge } from '../runs/badge.js';

// As columns so many runs fit beside each other; more are rows, one under another.
const columnsUpTo = 12;

/** What differs between the specs of runs. */
export function differencesTable({ runs, parameters }) {
  // These tell runs apart without making them different.
  const rows = parameters.filter(({ name, differs }) => differs && !/^(name|tags(\[.*|\..*)?)$/.test(name));
  if (rows.length === 0) return h('p', { class: 'quiet', data: { testid: 'no-differences' } }, 'The specs are the same, parameter by parameter.');
  return table('differences', 'Parameters that differ', runs, rows.map(({ name, values }) => ({
    label: h('code', {}, name), key: name, cells: values.map((value) => (value === null ? none : typeof value === 'number' ? String(value) : JSON.stringify(value))),
  })));
}

/** Final and best scores, the best of each row marked. */
export function scoresTable({ runs, metrics }) {
  const rows = metrics.filter(({ name }) => /(loss|accuracy|mae|rmse|f1)$/.test(name)).sort((a, b) => /^test_/.test(b.name) - /^test_/.test(a.name));
  const score = (label, key, metric, numbers) => ({ label, key, cells: numbers.map((value) => metricValue(metric.name, value)), best: bestOf(numbers, !metric.lower_is_better) });
  const numbers = (metric, which) => metric.values.map((value) => (value === null ? null : toNumber(value[which])));
  return table('scores', 'Scores', runs, [
    { label: 'State', key: 'state', cells: runs.map((run) => badge(run.state)) },
    ...rows.flatMap((metric) => (/^test_/.test(metric.name) ? [score(metricName(metric.name), metric.name, metric, numbers(metric, 'last'))] : [
      score(`Best ${metricName(metric.name).toLowerCase()}`, `best_${metric.name}`, metric, numbers(metric, 'best')),
      score(`Last ${metricName(metric.name).toLowerCase()}`, `last_${metric.name}`, metric, numbers(metric, 'last')),
    ])),
    { label: 'Epochs', key: 'epochs', cells: runs.map((run) => count(run.epochs)) },
    { label: 'Weights', key: 'parameters', cells: runs.map((run) => count(run.parameters)) },
    { label: 'Duration', key: 'duration', cells: runs.map((run) => duration(run.duration_seconds)) },
    { label: 'Samples/s', key: 'speed', cells: runs.map((run) => compact(run.samples_per_second)) },
  ]);
}

function table(name, title, runs, rows) {
  const corner = h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, title));
  const head = (run, scope) => h('th', { scope }, h('span', { class: 'swatch', style: { '--swatch': `var(--run-${run.id})` } }), run.name);
  const cell = (row, index) => h('td', { class: row.best?.has(index) ? 'best' : '', data: { run: runs[index].id, row: row.key } }, row.cells[index]);
  const [header, body] = runs.length <= columnsUpTo
    ? [runs.map((run) => head(run, 'col')), rows.map((row) => h('tr', { data: { row: row.key } }, h('th', { scope: 'row' }, row.label), runs.map((_, index) => cell(row, index))))]
    : [rows.map((row) => h('th', { scope: 'col' }, row.label)), runs.map((run, index) => h('tr', { data: { run: run.id } }, head(run, 'row'), rows.map((row) => cell(row, index))))];
  return h('div', { class: 'scroll table-of-runs', tabindex: '0', role: 'region', 'aria-label': title },
    h('table', { class: 'figures across', data: { testid: name } }, h('thead', {}, h('tr', {}, corner, header)), h('tbody', {}, body)));
}

/** Places of the best value; none when there is nothing to choose between. */
function bestOf(values, higher) {
  const finite = values.filter((value) => Number.isFinite(value));
  if (new Set(finite).size < 2) return new Set();
  const best = higher ? Math.max(...finite) : Math.min(...finite);
  return new Set(values.flatMap((value, index) => (value === best ? [index] : [])));
}
