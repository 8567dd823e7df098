import * as echarts from '../../lib/echarts-6.1.0/echarts.esm.min.js';
import { fill, h } from '../core/dom.js';
import { metricValue } from '../core/format.js';
import { cssColor, themeChanged } from '../core/theme.js';
import { DataTable } from './data-table.js';
import { describeGaps, gaps } from './gaps.js';
import { chartText, frame, rawLine, smoothLine } from './option.js';
import { lineColor } from './palette.js';
import { saveButton, saveImage } from './save-image.js';
import { smoothed } from './smooth.js';
import { keepPeaks } from './thin.js';
import { enableZoom } from './zoom.js';

const drawnAtMost = 6000;

/**
 * Curves over a common x axis, with a legend that switches lines, a mark where a value is not finite, and the numbers as a table.
 * A series is `{ key, label, metric, points: [{ x, epoch, value }], last?, stretches? }`; its colour follows from its place, its newest value is `last` where
 * only a range of it is given.
 */
export class LineChart {
  element;

  #name;
  #title;
  #plot;
  #legend;
  #gaps;
  #note;
  #table;
  #chart = null;
  #series = [];
  #hidden = new Set();
  #isLog;
  #axis = { name: 'epoch', format: String };
  #view = { range: null, smoothing: 0, note: '' };
  #isAsleep = false;
  #resize;
  #redraw = () => this.#draw();

  /**
   * @param {object} options `name` and `title`; `isLog` to begin with and `onLog(isLog)`; `onZoom(range)` when another range of the x axis is asked for,
   * null for everything: without it the chart does not zoom.
   */
  constructor({ name, title, isLog = false, onLog = null, onZoom = null }) {
    this.#name = name;
    this.#title = title;
    this.#isLog = isLog;
    this.#table = new DataTable(name, 'epoch');
    this.#plot = h('div', onZoom
      ? { class: 'plot zoomable', role: 'group', tabindex: '0', 'aria-roledescription': 'chart', 'aria-label': `Curves of ${title}; + and − zoom, arrows move, 0 shows everything; the numbers are in the table below` }
      : { class: 'plot', role: 'img', 'aria-label': `Curves of ${title}; the numbers are in the table below` });
    this.#legend = h('div', { class: 'legend' });
    this.#gaps = h('p', { class: 'gaps', data: { testid: `gaps-${name}` }, hidden: true });
    this.#note = h('p', { class: 'sub', data: { testid: `note-${name}` }, hidden: true });
    const log = h('input', { type: 'checkbox', checked: isLog, on: { change: () => { this.#isLog = log.checked; onLog?.(log.checked); this.#draw(); } } });
    this.element = h('figure', { class: 'chart card', data: { testid: `chart-${name}` } },
      h('figcaption', {}, h('h3', {}, title), this.#legend, h('span', { class: 'chart-tools' }, h('label', { class: 'log-scale' }, log, 'log'), saveButton(title, () => this.#save()))),
      this.#plot, this.#note, this.#gaps, this.#table.element);
    if (onZoom) enableZoom(this.#plot, { place: (x) => this.#placeOf(x), shown: () => this.#shown(), whole: () => this.#whole(), unit: () => this.#axis.unit ?? 0, choose: onZoom });
    this.#resize = new ResizeObserver(() => this.#chart?.resize());
    this.#resize.observe(this.#plot);
    themeChanged.addEventListener('change', this.#redraw);
  }

  /**
   * @param axis `{ name, format }` of the x axis.
   * @param view `range` of it that is shown, `[from, to]` or null; `smoothing` from 0 to below 1; a `note` about the points.
   */
  update(series, axis = this.#axis, view = this.#view) {
    this.#series = series.map((s, index) => ({ ...s, index, gaps: gaps(s.points) }));
    this.#axis = axis;
    this.#view = view;
    this.#table.update(this.#series, axis.name);
    this.#draw();
  }

  /** Gives up the drawing until the next update: for charts that nobody sees. */
  sleep() {
    this.#isAsleep = true;
    this.#chart?.dispose();
    this.#chart = null;
  }

  wake() {
    this.#isAsleep = false;
  }

  dispose() {
    themeChanged.removeEventListener('change', this.#redraw);
    this.#resize.disconnect();
    this.#chart?.dispose();
  }

  #draw() {
    if (!this.#plot.isConnected || this.#isAsleep) return;
    this.#chart ??= echarts.init(this.#plot, null, { renderer: 'canvas' });
    this.#chart.setOption(this.#option(), { replaceMerge: ['series'], lazyUpdate: true });
    this.#drawLegend();
    this.#note.hidden = !this.#view.note;
    this.#note.textContent = this.#view.note ?? '';
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
      button.lastChild.textContent = metricValue(s.metric, s.last ?? s.points.at(-1)?.value);
    });
  }

  #toggle(key) {
    if (!this.#hidden.delete(key)) this.#hidden.add(key);
    this.#draw();
  }

  #option() {
    const { range, smoothing = 0 } = this.#view;
    const isLog = this.#isLog;
    const shown = this.#series.filter((s) => !this.#hidden.has(s.key));
    return {
      ...frame({ axis: this.#axis, range, isLog, metric: this.#series[0]?.metric ?? '', tooltip: (items) => this.#tooltip(items) }),
      series: [
        ...shown.map((s) => rawLine(s, keepPeaks(s.points, drawnAtMost), { isLog, isFaint: smoothing > 0 })),
        ...(smoothing > 0 ? shown.map((s) => smoothLine(s, smoothed(s.points, smoothing, s.stretches), isLog)) : []),
      ],
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

  #whole() {
    if (this.#view.whole) return this.#view.whole;
    const ends = this.#series.flatMap((s) => (s.points.length > 0 ? [s.points[0].x, s.points.at(-1).x] : []));
    return ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : null;
  }

  #shown() {
    return this.#view.range ?? this.#whole();
  }

  #placeOf(pixel) {
    return this.#chart?.convertFromPixel({ xAxisIndex: 0 }, pixel) ?? 0;
  }

  #save() {
    if (!this.#chart) return;
    // A picture alone has to say what it shows.
    const shown = this.#series.filter((s) => !this.#hidden.has(s.key));
    this.#chart.setOption({
      title: { show: true, text: this.#title, left: 8, top: 6, textStyle: { ...chartText(), color: cssColor('--text'), fontSize: 13 } },
      legend: { show: true, right: 8, top: 6, data: shown.map((s) => s.label), textStyle: chartText() },
      grid: { top: 40 },
    });
    saveImage(this.#chart, this.#name.replaceAll(/[^\w.-]+/g, '-'));
    this.#chart.setOption({ title: { show: false }, legend: { show: false } });
    this.#draw();
  }
}
