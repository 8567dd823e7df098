import { OverlayChart } from '../charts/overlay-chart.js';
import { lineColor } from '../charts/palette.js';
import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { duration, metricName } from '../core/format.js';
import { replaceQuery, setTitle } from '../core/router.js';
import { themeChanged } from '../core/theme.js';
import { Comparison } from './comparison.js';
import { matrices } from './matrices.js';
import { Relations } from './relations.js';
import { seedGroups } from './seed-groups.js';
import { differencesTable, scoresTable } from './tables.js';

const axes = {
  epoch: { name: 'epoch', format: (x) => String(Math.round(x * 100) / 100) },
  step: { name: 'step', format: (x) => String(Math.round(x)) },
  time: { name: 'time', format: (x) => duration(x) },
};
const preferred = ['val_loss', 'val_accuracy', 'loss', 'accuracy'];
// All the points that two screens' width can tell apart; of many runs, which overlap, fewer each.
const pointsOf = (runs) => Math.max(200, Math.min(2000, Math.floor(100_000 / Math.max(1, runs))));

/** Chosen runs over one another; the address holds which, and by what. */
export function comparePage(container, _, query, { api, live }) {
  setTitle('Compare');
  const ids = [...new Set((query.get('runs') ?? '').split(',').filter(Boolean))];
  let wanted = query.get('metric');
  const notice = h('div', {});
  const chips = h('ul', { class: 'chips', 'aria-label': 'Runs' });
  const metric = h('select', { id: 'metric', data: { testid: 'metric' }, on: { change: () => { wanted = metric.value; show(); } } });
  const axis = h('select', { id: 'axis', data: { testid: 'axis' }, on: { change: () => show() } }, Object.keys(axes).map((name) => h('option', { value: name }, `by ${name}`)));
  axis.value = axes[query.get('x')] ? query.get('x') : 'epoch';
  const [csv, json] = ['csv', 'json'].map((format) => h('a', { class: 'button', download: `runs.${format}`, data: { testid: format } }, format.toUpperCase()));
  const chart = new OverlayChart();
  const relations = new Relations();
  const [groups, parameters, scores, confusion] = ['Repetitions', 'Parameters that differ', 'Scores', 'Confusion matrices']
    .map((title) => h('section', { class: 'card', 'aria-label': title, hidden: true }));
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'Compare runs'), h('div', { class: 'actions' },
      h('label', { class: 'visually-hidden', for: 'metric' }, 'Metric'), metric, h('label', { class: 'visually-hidden', for: 'axis' }, 'Horizontal axis'), axis, csv, json)),
    notice, h('div', { class: 'stack' }, chips, chart.element, groups, relations.element, parameters, scores, confusion));

  let later = null;
  const comparison = new Comparison(ids, api, live, {
    answer: () => {
      const before = metric.value;
      fill(notice);
      drawMetricChoice();
      drawChips();
      if (metric.value && metric.value !== before) show();
      // The curves are what people wait for: tables of hundreds of runs come when they are drawn.
      clearTimeout(later);
      later = setTimeout(drawTables, before ? 0 : 250);
    },
    curves: drawCurves,
    failed: (error) => fill(notice, errorBox(error)),
  });
  // Asked for at once if the address says which metric; else when it is known which all runs have.
  if (wanted && ids.length > 0) {
    fill(metric, h('option', { value: wanted }, metricName(wanted)));
    show();
  }
  themeChanged.addEventListener('change', drawChips);
  if (ids.length === 0) fill(notice, h('p', { class: 'empty-state' }, 'Choose two or more runs in the ', h('a', { href: '#/runs' }, 'list'), ' and press Compare.'));

  function show() {
    remember();
    return comparison.show({ metric: metric.value, axis: axis.value, points: pointsOf(comparison.ids.length) });
  }

  function drawCurves() {
    const names = new Map(comparison.answer?.runs.map((run) => [run.id, run.name]));
    chart.update(comparison.ids.map((id) => ({ key: id, label: names.get(id) ?? id, ...(comparison.curves.get(id) ?? { x: [], y: [] }) })),
      { title: metric.value ? metricName(metric.value) : 'No metric that all runs have', metric: metric.value, axis: axes[axis.value] });
  }

  function drawTables() {
    const { answer } = comparison;
    relations.update(answer);
    section(groups, 'Repetitions: runs that differ only in seeds', seedGroups(answer));
    section(parameters, 'Parameters that differ', answer.runs.length > 0 && differencesTable(answer));
    section(scores, 'Scores', answer.runs.length > 0 && scoresTable(answer));
    section(confusion, 'Confusion matrices', matrices(answer));
  }

  function section(element, title, content) {
    element.hidden = !content;
    fill(element, h('h2', {}, title), content);
  }

  function drawMetricChoice() {
    const { runs, metrics } = comparison.answer;
    const begun = runs.map((_run, index) => metrics.some(({ values }) => values[index] !== null));
    // Scores of the test part have one value: no curve.
    const shared = metrics.filter(({ name, values }) => !/^test_/.test(name) && values.some(Boolean) && values.every((value, index) => value !== null || !begun[index])).map(({ name }) => name);
    shared.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    if (metric.dataset.names === shared.join()) return;
    metric.dataset.names = shared.join();
    const chosen = shared.includes(wanted) ? wanted : shared[0] ?? '';
    fill(metric, shared.map((name) => h('option', { value: name }, metricName(name))));
    metric.value = chosen;
  }

  function drawChips() {
    const runs = comparison.answer?.runs ?? [];
    // The comparison's tables show the same colours.
    const colors = Array.from({ length: 8 }, (_unused, index) => lineColor(index));
    runs.forEach((run, index) => container.style.setProperty(`--run-${run.id}`, colors[index % 8]));
    const key = runs.map((run) => `${run.id} ${run.name}`).join();
    [csv.href, json.href] = ['csv', 'json'].map((format) => api.comparisonUrl({ ids: comparison.ids, format }));
    if (chips.dataset.key === key) return;
    chips.dataset.key = key;
    fill(chips, runs.map((run) => h('li', { style: { '--swatch': `var(--run-${run.id})` } }, h('span', { class: 'swatch' }), h('a', { href: `#/runs/${run.id}` }, run.name),
      h('button', { type: 'button', class: 'remove', 'aria-label': `Take ${run.name} out`, on: { click: () => remove(run.id) } }, '×'))));
    if (comparison.curves.size > 0) drawCurves();
  }

  async function remove(id) {
    await comparison.remove(id);
    remember();
    drawCurves();
  }

  function remember() {
    const next = new URLSearchParams();
    if (wanted) next.set('metric', wanted);
    if (axis.value !== 'epoch') next.set('x', axis.value);
    // Ids are hex and hyphens: the list may stand in the address as it is read.
    replaceQuery(`/compare?runs=${comparison.ids.join(',')}${next.size > 0 ? '&' : ''}${next}`, new URLSearchParams());
  }

  return () => {
    themeChanged.removeEventListener('change', drawChips);
    clearTimeout(later);
    comparison.stop();
    relations.dispose();
    chart.dispose();
  };
}

const rank = (name) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
