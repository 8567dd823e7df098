import { LineChart } from '../charts/line-chart.js';
import { lineColor } from '../charts/palette.js';
import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { duration, metricName } from '../core/format.js';
import { replaceQuery, setTitle } from '../core/router.js';
import { coalesce } from '../core/schedule.js';
import { themeChanged } from '../core/theme.js';
import { RunFeed } from '../live/run-feed.js';
import { Relations } from './relations.js';
import { differencesTable, scoresTable } from './tables.js';

const axes = {
  epoch: { name: 'epoch', format: (x) => String(Math.round(x * 100) / 100) },
  time: { name: 'time', format: (x) => duration(x) },
};
const preferred = ['val_loss', 'val_accuracy', 'loss', 'accuracy'];

/** Chosen runs over one another; the address holds which, and by what. */
export function comparePage(container, _, query, { api, live }) {
  setTitle('Compare');
  let ids = [...new Set((query.get('runs') ?? '').split(',').filter(Boolean))];
  const notice = h('div', {});
  const chips = h('ul', { class: 'chips', 'aria-label': 'Runs' });
  const metric = h('select', { id: 'metric', data: { testid: 'metric' }, on: { change: chooseMetric } });
  const axis = h('select', { id: 'axis', data: { testid: 'axis' }, on: { change: draw } }, h('option', { value: 'epoch' }, 'by epoch'), h('option', { value: 'time' }, 'by time'));
  axis.value = query.get('x') === 'time' ? 'time' : 'epoch';
  let wanted = query.get('metric');
  const chart = new LineChart({ name: 'compare', title: 'Curves' });
  const relations = new Relations();
  const scores = h('section', { class: 'card', 'aria-label': 'Scores' });
  const parameters = h('section', { class: 'card', 'aria-label': 'Parameters that differ' });
  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'Compare runs'), h('div', { class: 'actions' },
      h('label', { class: 'visually-hidden', for: 'metric' }, 'Metric'), metric, h('label', { class: 'visually-hidden', for: 'axis' }, 'Horizontal axis'), axis)),
    notice, h('div', { class: 'stack' }, chips, chart.element, relations.element, parameters, scores));

  const relate = coalesce(() => api.compare(ids, leaving.signal).then((comparison) => relations.update(comparison))
    .catch((error) => error.name !== 'AbortError' && fill(notice, errorBox(error))), 1000);
  const leaving = new AbortController();
  const redraw = coalesce(draw, 200);
  const feeds = new Map(ids.map((id) => [id, new RunFeed(id, api, live, {
    run: () => { redraw(); relate(); },
    metrics: redraw,
    failed: (error) => fill(notice, errorBox(error)),
  })]));
  feeds.forEach((feed) => feed.start());
  themeChanged.addEventListener('change', redraw);
  if (ids.length === 0) fill(notice, h('p', { class: 'empty-state' }, 'Choose two or more runs in the ', h('a', { href: '#/runs' }, 'list'), ' and press Compare.'));

  function draw() {
    const shown = ids.map((id) => feeds.get(id)).filter((feed) => feed.run);
    if (shown.length > 0 && shown.length === ids.length) fill(notice);
    const runs = shown.map((feed) => feed.run);
    runs.forEach((run, index) => container.style.setProperty(`--run-${run.id}`, lineColor(index)));
    drawChips(runs);
    drawMetricChoice(shown);
    const { format } = axes[axis.value];
    chart.element.querySelector('h3').textContent = metric.value ? metricName(metric.value) : 'No metric that all runs have';
    chart.update(shown.map((feed) => ({ key: feed.run.id, label: feed.run.name, metric: metric.value, points: pointsOf(feed) })), { name: axis.value, format });
    fill(parameters, h('h2', {}, 'Parameters that differ'), runs.length > 0 && differencesTable(runs));
    fill(scores, h('h2', {}, 'Scores'), runs.length > 0 && scoresTable(runs));
    const next = new URLSearchParams();
    if (wanted) next.set('metric', wanted);
    if (axis.value !== 'epoch') next.set('x', axis.value);
    // Ids are hex and hyphens: the list may stand in the address as it is read.
    replaceQuery(`/compare?runs=${ids.join(',')}${next.size > 0 ? '&' : ''}${next}`, new URLSearchParams());
  }

  function pointsOf({ run, metrics }) {
    const begin = new Date(run.started_at ?? run.created_at);
    return metrics.points(metric.value).map((point) => ({
      x: axis.value === 'time' ? (new Date(point.at) - begin) / 1000 : point.epoch, epoch: point.epoch, value: point.value,
    }));
  }

  function drawMetricChoice(shown) {
    const withPoints = shown.filter((feed) => feed.metrics.names.length > 0);
    const shared = (withPoints[0]?.metrics.names ?? []).filter((name) => withPoints.every((feed) => feed.metrics.names.includes(name)));
    shared.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    if (metric.dataset.names === shared.join()) return;
    metric.dataset.names = shared.join();
    fill(metric, shared.map((name) => h('option', { value: name }, metricName(name))));
    metric.value = shared.includes(wanted) ? wanted : shared[0] ?? '';
  }

  function chooseMetric() {
    wanted = metric.value;
    draw();
  }

  function drawChips(runs) {
    const key = runs.map((run) => `${run.id} ${run.name}`).join();
    if (chips.dataset.key === key) return;
    chips.dataset.key = key;
    fill(chips, runs.map((run) => h('li', { style: { '--swatch': `var(--run-${run.id})` } }, h('span', { class: 'swatch' }), h('a', { href: `#/runs/${run.id}` }, run.name),
      h('button', { type: 'button', class: 'remove', 'aria-label': `Take ${run.name} out`, on: { click: () => remove(run.id) } }, '×'))));
  }

  function remove(id) {
    ids = ids.filter((other) => other !== id);
    feeds.get(id).stop();
    draw();
    relate();
  }

  return () => {
    themeChanged.removeEventListener('change', redraw);
    redraw.cancel();
    relate.cancel();
    leaving.abort();
    relations.dispose();
    feeds.forEach((feed) => feed.stop());
    chart.dispose();
  };
}

const rank = (name) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
