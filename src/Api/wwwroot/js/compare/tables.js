import { h } from '../core/dom.js';
import { compact, count, duration, higherIsBetter, metricName, metricValue, none, runSeconds, toNumber } from '../core/format.js';
import { badge } from '../runs/badge.js';
import { differences } from './flatten.js';

/** What differs between the specs of runs. */
export function differencesTable(runs) {
  const rows = differences(runs.map((run) => run.spec));
  if (rows.length === 0) return h('p', { class: 'quiet', data: { testid: 'no-differences' } }, 'The specs are the same, parameter by parameter.');
  return table('differences', 'Parameters that differ', runs, rows.map(({ name, values }) => ({
    label: h('code', {}, name), key: name, cells: values.map((value) => (value === undefined ? none : value)),
  })));
}

/** Final and best scores, the best of each row marked. */
export function scoresTable(runs) {
  const tests = union(runs.map((run) => Object.keys(run.result?.test_metrics ?? {})));
  const metrics = union(runs.map((run) => Object.keys(run.metrics))).filter((name) => /(loss|accuracy)$/.test(name));
  const score = (label, key, metric, values) => ({ label, key, cells: values.map((value) => metricValue(metric, value)), best: bestOf(values, higherIsBetter(metric)) });
  return table('scores', 'Scores', runs, [
    { label: 'State', key: 'state', cells: runs.map((run) => badge(run.state)) },
    ...tests.map((name) => score(metricName(name), name, name, runs.map((run) => numberOf(run.result?.test_metrics[name])))),
    ...metrics.flatMap((name) => [
      score(`Best ${metricName(name).toLowerCase()}`, `best_${name}`, name, runs.map((run) => numberOf(higherIsBetter(name) ? run.metrics[name]?.max : run.metrics[name]?.min))),
      score(`Last ${metricName(name).toLowerCase()}`, `last_${name}`, name, runs.map((run) => numberOf(run.metrics[name]?.last))),
    ]),
    { label: 'Epochs', key: 'epochs', cells: runs.map((run) => count(run.result?.epochs ?? run.progress?.epoch)) },
    { label: 'Parameters', key: 'parameters', cells: runs.map((run) => count(run.result?.parameters)) },
    { label: 'Duration', key: 'duration', cells: runs.map((run) => duration(runSeconds(run))) },
    { label: 'Samples/s', key: 'speed', cells: runs.map((run) => compact(run.result?.samples_per_second ?? run.progress?.samples_per_second)) },
  ]);
}

function table(name, title, runs, rows) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title }, h('table', { class: 'figures across', data: { testid: name } },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, title)),
      runs.map((run) => h('th', { scope: 'col' }, h('span', { class: 'swatch', style: { '--swatch': `var(--run-${run.id})` } }), run.name)))),
    h('tbody', {}, rows.map((row) => h('tr', { data: { row: row.key } }, h('th', { scope: 'row' }, row.label),
      row.cells.map((cell, index) => h('td', { class: row.best?.has(index) ? 'best' : '', data: { run: runs[index].id } }, cell)))))));
}

const union = (lists) => [...new Set(lists.flat())].sort();
const numberOf = (value) => (value === undefined || value === null ? null : toNumber(value));

/** Places of the best value; none when there is nothing to choose between. */
function bestOf(values, higher) {
  const finite = values.filter((value) => Number.isFinite(value));
  if (new Set(finite).size < 2) return new Set();
  const best = higher ? Math.max(...finite) : Math.min(...finite);
  return new Set(values.flatMap((value, index) => (value === best ? [index] : [])));
}
