import * as echarts from '../../lib/echarts-6.1.0/echarts.esm.min.js';
import { fill, h } from '../core/dom.js';
import { isShare, metricValue } from '../core/format.js';
import { cssColor, themeChanged } from '../core/theme.js';
import { DataTable } from './data-table.js';
import { describeGaps, gaps } from './gaps.js';
import { lineColor, lineDash } from './palette.js';

const symbolsUpTo = 30;

/**
 * Curves over a common x axis, with a legend that switches lines, a mark where a value is not finite, and the numbers as a table.
 * A series is `{ key, label, metric, points: [{ x, epoch, value }] }`; its colour follows from its place.
 */
export class LineChart {
  element;

  #name;
  #plot;
  #legend;
  #gaps;
  #table;
  #chart = null;
  #series = [];
  #hidden = new Set();
  #log = false;
  #axis = { name: 'epoch', format: String };
  #resize;
  #redraw = () => this.#draw();

  constructor({ name, title }) {
    this.#name = name;
    this.#table = new DataTable(name, 'epoch');
    this.#plot = h('div', { class: 'plot', role: 'img', 'aria-label': `Curves of ${title}; the numbers are in the table below` });
    this.#legend = h('div', { class: 'legend' });
    this.#gaps = h('p', { class: 'gaps', data: { testid: `gaps-${name}` }, hidden: true });
    const log = h('input', { type: 'checkbox', on: { change: () => { this.#log = log.checked; this.#draw(); } } });
    this.element = h('figure', { class: 'chart card', data: { testid: `chart-${name}` } },
      h('figcaption', {}, h('h3', {}, title), this.#legend, h('label', { class: 'log' }, log, 'log')),
      this.#plot, this.#gaps, this.#table.element);
    this.#resize = new ResizeObserver(() => this.#chart?.resize());
    this.#resize.observe(this.#plot);
    themeChanged.addEventListener('change', this.#redraw);
  }

  /** @param axis `{ name, format }` of the x axis. */
  update(series, axis = this.#axis) {
    this.#series = series.map((s, index) => ({ ...s, index, gaps: gaps(s.points) }));
    this.#axis = axis;
    this.#table.update(this.#series, axis.name);
    this.#draw();
  }

  dispose() {
    themeChanged.removeEventListener('change', this.#redraw);
    this.#resize.disconnect();
    this.#chart?.dispose();
  }

  #draw() {
    if (!this.#plot.isConnected) return;
    this.#chart ??= echarts.init(this.#plot, null, { renderer: 'canvas' });
    this.#chart.setOption(this.#option(), { replaceMerge: ['series'], lazyUpdate: true });
    this.#drawLegend();
    const broken = this.#series.filter((s) => s.gaps.length > 0);
    this.#gaps.hidden = broken.length === 0;
    if (broken.length > 0) fill(this.#gaps, 'Not finite, left out of the curve — ', broken.map((s) => describeGaps(s.label, s.gaps)).join(' · '));
  }

  #drawLegend() {
    // Only rebuilt when lines come or go, so that a focused button keeps its focus.
    const keys = this.#series.map((s) => `${s.key} ${s.label}`).join('\n');
    if (this.#legend.dataset.keys !== keys) {
      this.#legend.dataset.keys = keys;
      fill(this.#legend, this.#series.map((s) => h('button', { type: 'button', class: 'key', on: { click: () => this.#toggle(s.key) } },
        h('span', { class: 'swatch' }), h('span', { class: 'key-name' }, s.label), h('span', { class: 'key-value' }))));
    }
    this.#series.forEach((s, index) => {
      const button = this.#legend.children[index];
      button.setAttribute('aria-pressed', String(!this.#hidden.has(s.key)));
      button.style.setProperty('--swatch', lineColor(s.index));
      button.lastChild.textContent = metricValue(s.metric, s.points.at(-1)?.value);
    });
  }

  #toggle(key) {
    if (!this.#hidden.delete(key)) this.#hidden.add(key);
    this.#draw();
  }

  #option() {
    const muted = cssColor('--muted');
    const line = cssColor('--grid-line');
    const text = { color: muted, fontFamily: cssColor('--font'), fontSize: 11 };
    const values = this.#series[0]?.metric ?? '';
    return {
      // A live curve that eases into place at every epoch would never stand still.
      animation: false,
      grid: { left: 4, right: 18, top: 14, bottom: 4, containLabel: true },
      xAxis: {
        type: 'value', ...this.#range(),
        axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { show: false },
        axisLabel: { ...text, hideOverlap: true, formatter: this.#axis.format },
        axisPointer: { label: { show: false }, lineStyle: { color: muted, type: 'solid', opacity: 0.5 } },
      },
      yAxis: {
        type: this.#log ? 'log' : 'value', scale: true, splitNumber: 4, axisLine: { show: false }, axisTick: { show: false },
        splitLine: { lineStyle: { color: line } },
        axisLabel: { ...text, formatter: (value) => axisValue(values, value) },
      },
      tooltip: {
        trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: cssColor('--surface'), borderColor: cssColor('--border'),
        padding: 10, textStyle: { ...text, color: cssColor('--text'), fontSize: 12 }, formatter: (items) => this.#tooltip(items),
      },
      series: this.#series.filter((s) => !this.#hidden.has(s.key)).map((s) => this.#line(s)),
    };
  }

  // From the first epoch (or the start) on, and never so narrow that a single point gets an axis of fractions.
  #range() {
    return this.#axis.name === 'epoch' ? { min: 1, max: (data) => Math.max(2, data.max), minInterval: 1 } : { min: 0, max: 'dataMax' };
  }

  #line(s) {
    const color = lineColor(s.index);
    return {
      id: s.key, name: s.label, type: 'line', color, symbol: 'circle', symbolSize: 5, showSymbol: s.points.length <= symbolsUpTo,
      connectNulls: false, sampling: s.points.length > 2000 ? 'lttb' : undefined,
      lineStyle: { width: 2, type: lineDash(s.index) }, emphasis: { disabled: true },
      data: s.points.map((p) => [p.x, Number.isFinite(p.value) && (!this.#log || p.value > 0) ? p.value : null]),
      markArea: s.gaps.length === 0 ? undefined : {
        silent: true, itemStyle: { color: cssColor('--bad'), opacity: 0.14 },
        data: s.gaps.map((gap) => [{ xAxis: gap.from }, { xAxis: gap.to }]),
      },
    };
  }

  // Built as nodes: markup with style attributes would need a looser content security policy.
  #tooltip(items) {
    const x = items[0]?.value[0];
    return h('div', { class: 'tip' },
      h('strong', {}, `${this.#axis.name} ${this.#axis.format(x)}`),
      items.map((item) => {
        const s = this.#series.find((candidate) => candidate.key === item.seriesId);
        const point = s?.points.find((candidate) => candidate.x === item.value[0]);
        return point && h('div', { class: 'tip-line', style: { '--swatch': lineColor(s.index) } },
          h('span', { class: 'swatch' }), h('span', {}, s.label), h('b', {}, metricValue(s.metric, point.value)));
      }));
  }
}

function axisValue(metric, value) {
  if (isShare(metric)) return `${Number((value * 100).toPrecision(4))} %`;
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(0).replace('e+', 'e');
  return size >= 1e4 ? `${Number((value / 1000).toPrecision(4))}k` : String(Number(value.toPrecision(4)));
}
