import { LineChart } from '../charts/line-chart.js';
import { fill, h } from '../core/dom.js';
import { metricName } from '../core/format.js';
import { axes, beginOf } from './axes.js';
import { CurveDetails } from './curve-details.js';
import { groupMetrics } from './curve-groups.js';
import { curvesOf } from './curve-source.js';
import { CurveTools } from './curve-tools.js';
import { readView, writeView } from './curve-view.js';

const first = ['loss', 'accuracy'];
const shownAtFirst = 12;
const searchFrom = 8;
const nearView = '300px';

/** A chart per metric, training and validation in one; loss and accuracy first, many in groups. Only charts in view are drawn. */
export class Curves {
  element = h('section', { class: 'stack', 'aria-label': 'Curves' });

  #path;
  #view;
  #tools;
  #groups = h('div', { class: 'stack' }, h('p', { class: 'quiet' }, 'The curves begin with the first epoch that ends.'));
  #charts = new Map();
  #expanded = new Set();
  #inView = new Set();
  #details;
  #metrics = null;
  #begin = 0;
  #arranged = '';
  #watch = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: nearView });

  /** @param {URLSearchParams} query the address's, which holds how curves are shown. */
  constructor(id, api, query, failed) {
    this.#path = `/runs/${id}`;
    this.#view = readView(query);
    this.#details = new CurveDetails(id, api, () => this.#drawAll(), failed);
    this.#tools = new CurveTools((part) => this.#change(part));
    fill(this.element, this.#tools.element, this.#groups);
  }

  update(metrics, run) {
    this.#metrics = metrics;
    this.#begin = beginOf(run);
    this.#arrange();
    this.#drawAll();
  }

  dispose() {
    this.#watch.disconnect();
    this.#details.stop();
    this.#charts.forEach((chart) => chart.dispose());
  }

  #change(part) {
    const next = { ...this.#view, ...part };
    if (next.range) next.range = this.#within(next.range, next.axis);
    if (String(next.range) !== String(this.#view.range) || next.axis !== this.#view.axis) this.#details.forget();
    this.#view = next;
    writeView(this.#path, next);
    if (!this.#metrics) return;
    this.#arrange();
    this.#drawAll();
  }

  /** A range in whole epochs and steps, with ends. */
  #within([from, to], axis) {
    const { unit, place } = axes[axis];
    const ends = this.#metrics?.names.flatMap((name) => [this.#metrics.points(name)[0], this.#metrics.points(name).at(-1)]).map((point) => place(point, this.#begin)) ?? [0];
    const range = [Math.max(from, Math.min(...ends)), Math.min(to, Math.max(...ends))];
    if (!unit) return range[0] < range[1] ? range : null;
    const first = Math.round(range[0]);
    return [first, Math.max(first + 1, Math.round(range[1]))];
  }

  /** Puts the charts there are to be into their groups. */
  #arrange() {
    const all = [...new Set(this.#metrics.names.map((name) => name.replace(/^val_/, '')))];
    if (all.length === 0) return;
    this.#tools.show(this.#view, { hasSearch: all.length > searchFrom || this.#view.find !== '' });
    const groups = groupMetrics(all, first, this.#view.find);
    const key = JSON.stringify([groups, [...this.#expanded]]);
    if (key === this.#arranged) return;
    this.#arranged = key;
    fill(this.#groups, groups.length === 0 && h('p', { class: 'quiet', role: 'status' }, `No metric has “${this.#view.find}” in its name.`),
      groups.map(({ name, metrics }) => this.#group(name, metrics, groups.length > 1)));
  }

  #group(name, metrics, isNamed) {
    const shown = this.#expanded.has(name) ? metrics : metrics.slice(0, shownAtFirst);
    const more = metrics.length - shown.length;
    return h('section', { class: 'stack', 'aria-label': `Curves: ${name}`, data: { group: name } },
      isNamed && h('h2', { class: 'group-name' }, name, h('span', { class: 'quiet' }, ` ${metrics.length}`)),
      h('div', { class: 'charts' }, shown.map((metric) => this.#chart(metric).element)),
      more > 0 && h('p', { class: 'center' }, h('button', { type: 'button', on: { click: () => this.#expand(name) } }, `Show ${more} more`)));
  }

  #expand(name) {
    this.#expanded.add(name);
    this.#arrange();
    this.#drawAll();
  }

  #chart(metric) {
    if (!this.#charts.has(metric)) {
      const chart = new LineChart({
        name: metric, title: metricName(metric), isLog: this.#view.logs.has(metric),
        onZoom: (range) => this.#change({ range }),
        onLog: (isLog) => this.#setLog(metric, isLog),
      });
      if (!first.includes(metric)) chart.element.classList.add('minor');
      chart.element.dataset.metric = metric;
      chart.sleep();
      this.#charts.set(metric, chart);
      this.#watch.observe(chart.element);
    }
    return this.#charts.get(metric);
  }

  #setLog(metric, isLog) {
    const logs = new Set(this.#view.logs);
    if (isLog) logs.add(metric);
    else logs.delete(metric);
    this.#change({ logs });
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const { metric } = target.dataset;
      const chart = this.#charts.get(metric);
      if (isIntersecting) {
        this.#inView.add(metric);
        chart.wake();
        this.#draw(metric);
      } else {
        this.#inView.delete(metric);
        chart.sleep();
      }
    }
  }

  #drawAll() {
    for (const metric of this.#inView) this.#draw(metric);
  }

  #draw(metric) {
    const { axis, range, smoothing } = this.#view;
    const { series, note, whole } = curvesOf(metric, { metrics: this.#metrics, details: this.#details, axis, range, begin: this.#begin });
    this.#charts.get(metric).update(series, axes[axis], { range, smoothing, note, whole });
  }
}
