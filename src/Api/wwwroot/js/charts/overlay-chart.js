import * as echarts from '../../lib/echarts-6.1.0/echarts.esm.min.js';
import { fill, h } from '../core/dom.js';
import { isShare, metricValue, number } from '../core/format.js';
import { cssColor, themeChanged } from '../core/theme.js';
import { DataTable } from './data-table.js';
import { describeGaps, gaps } from './gaps.js';
import { lineColor, lineDash } from './palette.js';
import { saveButton, saveImage } from './save-image.js';

// Beyond these a list of all lines is longer than the chart, and a tooltip taller than the screen.
const legendUpTo = 24;
const tipUpTo = 12;

/**
 * One metric of up to hundreds of runs in one chart. A line is `{ key, label, x, y }`, arrays of numbers as the service thinned them: none is left out here.
 * Dragging with the wheel or the bar below zooms; `zoomed(from, to)` is told, so that more detail can be read.
 */
export class OverlayChart {
  element;

  #plot = h('div', { class: 'plot', role: 'img', 'aria-label': 'Curves of the runs; the numbers are in the table below' });
  #title = h('h3', {});
  #legend = h('div', { class: 'legend' });
  #gaps = h('p', { class: 'gaps', data: { testid: 'gaps-compare' }, hidden: true });
  #table = new DataTable('compare', 'epoch');
  #chart = null;
  #lines = [];
  #view = { metric: '', axis: { name: 'epoch', format: String } };
  #hidden = new Set();
  #log;
  #resize = new ResizeObserver(() => this.#chart?.resize());
  #redraw = () => this.#draw();

  constructor() {
    this.#log = h('input', { type: 'checkbox', on: { change: this.#redraw } });
    this.element = h('figure', { class: 'chart card', data: { testid: 'chart-compare' } },
      h('figcaption', {}, this.#title, this.#legend, h('span', { class: 'chart-tools' }, h('label', { class: 'log-scale' }, this.#log, 'log'),
        saveButton('curves', () => saveImage(this.#chart, 'curves')))),
      this.#plot, this.#gaps, this.#table.element);
    this.#resize.observe(this.#plot);
    themeChanged.addEventListener('change', this.#redraw);
  }

  /** @param view `title`, `metric` and `axis: { name, format }`. */
  update(lines, view) {
    this.#view = view;
    this.#lines = lines.map((line, index) => ({ ...line, index }));
    this.#title.textContent = view.title;
    this.#draw();
  }

  /** Points across the plot: how many of a line make a difference on this screen. */
  get width() {
    return this.#plot.clientWidth || 800;
  }

  dispose() {
    themeChanged.removeEventListener('change', this.#redraw);
    this.#resize.disconnect();
    this.#chart?.dispose();
  }

  #draw() {
    if (!this.#plot.isConnected) return;
    // Asked of the style sheet once: each question after a change to the page makes the browser lay it out.
    this.colors = Array.from({ length: 8 }, (_, index) => lineColor(index));
    this.#chart ??= echarts.init(this.#plot, null, { renderer: 'canvas' });
    this.#chart.setOption(this.#option(), { notMerge: true });
    this.#drawLegend();
    const asPoints = this.#lines.map((line) => ({ ...line, metric: this.#view.metric, points: pointsOf(line) }));
    this.#table.update(asPoints, this.#view.axis.name);
    this.#tellGaps(asPoints);
  }

  #tellGaps(lines) {
    const broken = lines.map((line) => ({ label: line.label, found: gaps(line.points) })).filter(({ found }) => found.length > 0);
    this.#gaps.hidden = broken.length === 0;
    if (broken.length === 0) return;
    const told = broken.slice(0, legendUpTo).map(({ label, found }) => (this.#view.axis.name === 'epoch' ? describeGaps(label, found) : label));
    fill(this.#gaps, 'Not finite, left out of the curve — ', told.join(' · '), broken.length > legendUpTo && ` · and ${broken.length - legendUpTo} more`);
  }

  #drawLegend() {
    const keys = this.#lines.map((line) => `${line.key} ${line.label}`).join('\n');
    if (this.#legend.dataset.keys !== keys) {
      this.#legend.dataset.keys = keys;
      fill(this.#legend, this.#lines.length > legendUpTo ? h('span', { class: 'quiet' }, `${this.#lines.length} runs; point at a line to see which`)
        : this.#lines.map((line) => h('button', { type: 'button', class: 'key', data: { key: line.key }, on: { click: () => this.#toggle(line.key) } },
          h('span', { class: 'swatch' }), h('span', { class: 'key-name' }, line.label), h('span', { class: 'key-value' }))));
    }
    this.#legend.querySelectorAll('.key').forEach((button, index) => {
      const line = this.#lines[index];
      button.setAttribute('aria-pressed', String(!this.#hidden.has(line.key)));
      button.style.setProperty('--swatch', this.colors[index % 8]);
      button.lastChild.textContent = metricValue(this.#view.metric, line.y.at(-1));
    });
  }

  #toggle(key) {
    if (!this.#hidden.delete(key)) this.#hidden.add(key);
    this.#draw();
  }

  #option() {
    const text = { color: cssColor('--muted'), fontFamily: cssColor('--font'), fontSize: 11 };
    const grid = cssColor('--grid-line');
    const shown = this.#lines.filter((line) => !this.#hidden.has(line.key));
    const isLog = this.#log.checked;
    const { metric, axis } = this.#view;
    const many = shown.length > tipUpTo;
    return {
      animation: false,
      grid: { left: 4, right: 18, top: 14, bottom: 4, containLabel: true },
      xAxis: {
        type: 'value', min: axis.name === 'time' ? 0 : 'dataMin', max: 'dataMax', axisLine: { lineStyle: { color: grid } }, axisTick: { show: false }, splitLine: { show: false },
        axisLabel: { ...text, hideOverlap: true, formatter: axis.format },
        axisPointer: { label: { show: false }, lineStyle: { color: cssColor('--muted'), type: 'solid', opacity: 0.5 } },
      },
      yAxis: {
        type: isLog ? 'log' : 'value', scale: true, splitNumber: 4, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: grid } },
        axisLabel: { ...text, formatter: (value) => (isShare(metric) ? metricValue(metric, value) : number(value)) },
      },
      tooltip: {
        trigger: many ? 'item' : 'axis', confine: true, transitionDuration: 0, backgroundColor: cssColor('--surface'), borderColor: cssColor('--border'),
        padding: 10, textStyle: { ...text, color: cssColor('--text'), fontSize: 12 }, formatter: (items) => this.#tooltip([items].flat()),
      },
      series: shown.map((line) => ({
        id: line.key, name: line.label, type: 'line', color: this.colors[line.index % 8], connectNulls: false,
        symbol: 'circle', symbolSize: 5, showSymbol: line.x.length <= 30 && !many, triggerLineEvent: many,
        lineStyle: { width: many ? 1 : 2, opacity: many ? 0.7 : 1, type: many ? 'solid' : lineDash(line.index) },
        emphasis: many ? { focus: 'series', lineStyle: { width: 3, opacity: 1 } } : { disabled: true },
        // What is not finite, or has no logarithm, breaks the line.
        data: line.x.map((x, at) => [x, Number.isFinite(line.y[at]) && (!isLog || line.y[at] > 0) ? line.y[at] : null]),
      })),
    };
  }

  // Built as nodes: markup with style attributes would need a looser content security policy.
  #tooltip(items) {
    const [first] = items;
    const { metric, axis } = this.#view;
    const x = Array.isArray(first?.value) ? first.value[0] : null;
    return h('div', { class: 'tip' }, x !== null && h('strong', {}, `${axis.name} ${axis.format(x)}`),
      items.map((item) => h('div', { class: 'tip-line', style: { '--swatch': item.color } }, h('span', { class: 'swatch' }), h('span', {}, item.seriesName),
        Array.isArray(item.value) && h('b', {}, metricValue(metric, item.value[1])))));
  }
}

const pointsOf = ({ x, y }) => x.map((place, at) => ({ x: place, epoch: place, value: y[at] }));
