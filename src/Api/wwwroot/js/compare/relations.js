import * as echarts from '../../lib/echarts-6.1.0/echarts.esm.min.js';
import { fill, h } from '../core/dom.js';
import { isShare, metricValue, number, toNumber } from '../core/format.js';
import { cssColor, themeChanged } from '../core/theme.js';
import { lineColor } from '../charts/palette.js';
import { saveButton, saveImage } from '../charts/save-image.js';

/**
 * How parameters and scores of many runs hang together: parallel coordinates, where dragging along an axis keeps only the runs within, and a scatter of
 * any one against any other. From `GET …/runs/compare`.
 */
export class Relations {
  element;

  #parallel = h('div', { class: 'plot tall', role: 'img', 'aria-label': 'Parallel coordinates of parameters and scores; the numbers are in the tables below' });
  #scatter = h('div', { class: 'plot tall', role: 'img', 'aria-label': 'Scatter of two values; the numbers are in the tables below' });
  #x = h('select', { id: 'scatter-x', 'aria-label': 'Across', data: { testid: 'scatter-x' }, on: { change: () => this.#drawScatter() } });
  #y = h('select', { id: 'scatter-y', 'aria-label': 'Upwards', data: { testid: 'scatter-y' }, on: { change: () => this.#drawScatter() } });
  #kept = h('p', { class: 'quiet', role: 'status', data: { testid: 'brushed' } });
  #charts = [];
  #comparison = null;
  #dimensions = [];
  #resize = new ResizeObserver(() => this.#charts.forEach((chart) => chart.resize()));
  #redraw = () => this.#draw();

  constructor() {
    this.element = h('section', { class: 'stack', 'aria-label': 'Parameters against scores', hidden: true },
      h('figure', { class: 'chart card', data: { testid: 'parallel' } }, h('figcaption', {}, h('h3', {}, 'Parameters and scores'), this.#save(0, 'parallel')), this.#parallel, this.#kept),
      h('figure', { class: 'chart card', data: { testid: 'scatter' } }, h('figcaption', {}, h('h3', {}, 'Scatter'), this.#x, this.#y, this.#save(1, 'scatter')), this.#scatter));
    themeChanged.addEventListener('change', this.#redraw);
    this.#resize.observe(this.element);
  }

  update(comparison) {
    this.#comparison = comparison;
    this.#dimensions = dimensions(comparison);
    this.element.hidden = this.#dimensions.length < 2;
    for (const [select, preferred] of [[this.#x, (d) => d.isParameter], [this.#y, (d) => !d.isParameter]]) {
      const before = select.value;
      fill(select, this.#dimensions.map((d) => h('option', { value: d.name }, d.name)));
      select.value = this.#dimensions.some((d) => d.name === before) ? before : (this.#dimensions.find(preferred) ?? this.#dimensions[0])?.name ?? '';
    }
    this.#draw();
  }

  dispose() {
    themeChanged.removeEventListener('change', this.#redraw);
    this.#resize.disconnect();
    this.#charts.forEach((chart) => chart.dispose());
  }

  #save(index, name) {
    return saveButton(name, () => saveImage(this.#charts[index], name));
  }

  #draw() {
    if (this.element.hidden || !this.element.isConnected) return;
    if (this.#charts.length === 0) {
      this.#charts = [this.#parallel, this.#scatter].map((plot) => echarts.init(plot, null, { renderer: 'canvas' }));
      this.#charts[0].on('axisareaselected', () => this.#tellKept());
    }
    const text = { color: cssColor('--muted'), fontFamily: cssColor('--font'), fontSize: 11 };
    // Names of neighbouring axes leave room for each other.
    const nameWidth = Math.max(40, (this.#parallel.clientWidth - 150) / Math.max(1, this.#dimensions.length - 1) - 10);
    this.#charts[0].setOption({
      animation: false,
      parallel: { left: 60, right: 90, top: 40, bottom: 24, axisExpandable: this.#dimensions.length > 12, axisExpandCount: 8 },
      parallelAxis: this.#dimensions.map((d, index) => ({
        dim: index, name: d.name, nameTextStyle: text, axisLabel: text, nameTruncate: { maxWidth: nameWidth }, axisLine: { lineStyle: { color: cssColor('--border') } },
        ...(d.categories ? { type: 'category', data: d.categories } : { type: d.isLog ? 'log' : 'value', scale: true }),
        areaSelectStyle: { color: cssColor('--accent'), opacity: 0.25 },
      })),
      series: [{
        type: 'parallel', lineStyle: { width: 2, opacity: 0.75 }, inactiveOpacity: 0.06, activeOpacity: 0.9,
        data: this.#comparison.runs.map((run, index) => ({ name: run.name, value: this.#dimensions.map((d) => d.values[index] ?? '-'), lineStyle: { color: lineColor(index) } })),
      }],
    }, true);
    this.#tellKept();
    this.#drawScatter();
  }

  #tellKept() {
    const kept = this.#charts[0].getModel().getSeriesByIndex(0).getRawIndicesByActiveState('active');
    const all = this.#comparison.runs.length;
    this.#kept.textContent = kept.length === 0 || kept.length === all ? 'Drag along an axis to keep only the runs within.'
      : `${kept.length} of ${all} runs: ${kept.map((index) => this.#comparison.runs[index].name).join(', ')}`;
  }

  #drawScatter() {
    const [x, y] = [this.#x, this.#y].map((select) => this.#dimensions.find((d) => d.name === select.value));
    if (!x || !y || !this.#charts[1]) return;
    const text = { color: cssColor('--muted'), fontFamily: cssColor('--font'), fontSize: 11 };
    const axis = (d) => ({
      name: d.name, nameLocation: 'middle', nameGap: 28, nameTextStyle: text, splitLine: { lineStyle: { color: cssColor('--grid-line') } }, axisLabel: { ...text, hideOverlap: true, formatter: d.categories ? undefined : (v) => axisLabel(d, v) },
      ...(d.categories ? { type: 'category', data: d.categories } : { type: d.isLog ? 'log' : 'value', scale: true }),
    });
    this.#charts[1].setOption({
      animation: false,
      grid: { left: 48, right: 24, top: 16, bottom: 40, containLabel: true },
      xAxis: axis(x), yAxis: { ...axis(y), nameGap: 52 },
      tooltip: {
        confine: true, transitionDuration: 0, backgroundColor: cssColor('--surface'), borderColor: cssColor('--border'), textStyle: { ...text, color: cssColor('--text'), fontSize: 12 },
        formatter: ({ dataIndex, name }) => h('div', { class: 'tip' }, h('strong', {}, name), [x, y].map((d) => h('div', {}, `${d.name}: ${shown(d, dataIndex)}`))),
      },
      series: [{
        type: 'scatter', symbolSize: 12,
        data: this.#comparison.runs.map((run, index) => ({ name: run.name, value: [x.values[index] ?? '-', y.values[index] ?? '-'], itemStyle: { color: lineColor(index) } })),
      }],
    }, true);
  }
}

const shown = (d, index) => (typeof d.values[index] === 'number' ? metricValue(d.metric, d.values[index]) : d.values[index] ?? '—');
const axisLabel = (d, value) => (isShare(d.metric) ? metricValue(d.metric, value) : number(value));

/** Parameters that differ, then best scores: `{ name, metric, isParameter, values, categories?, isLog }`, a value per run or null. */
function dimensions({ parameters, metrics }) {
  const all = [
    ...parameters.map(({ name, values }) => ({ name, metric: '', isParameter: true, values: values.map((value) => (value === null || typeof value === 'number' ? value : typeof value === 'string' ? value : JSON.stringify(value))) })),
    ...metrics.map(({ name, values }) => ({ name: `best ${name}`, metric: name, isParameter: false, values: values.map((score) => (score ? finite(toNumber(score.best)) : null)) })),
  ];
  return all.filter(({ values }) => values.some((value) => value !== null)).map((d) => {
    const numbers = d.values.filter((value) => typeof value === 'number');
    if (numbers.length < d.values.filter((value) => value !== null).length) {
      const texts = d.values.map((value) => (value === null ? null : String(value)));
      return { ...d, values: texts, categories: [...new Set(texts.filter((value) => value !== null))] };
    }
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    return { ...d, isLog: d.isParameter && least > 0 && most / least >= 50 };
  });
}

const finite = (value) => (Number.isFinite(value) ? value : null);
