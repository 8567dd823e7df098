import { fill, h } from '../core/dom.js';

const maxRows = 2000;

/** The numbers of a chart as a table that opens on demand; for reading aloud, copying and checking. Full precision. */
export class DataTable {
  element;

  #table;
  #name;
  #xName;
  #series = [];

  constructor(name, xName) {
    this.#name = name;
    this.#xName = xName;
    this.#table = h('table', { class: 'figures', data: { testid: `points-${name}` } });
    this.element = h('details', { class: 'data', on: { toggle: () => this.#draw() } },
      h('summary', { data: { testid: `show-points-${name}` } }, 'Data'), h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Data of ${name}` }, this.#table));
  }

  update(series, xName = this.#xName) {
    this.#series = series;
    this.#xName = xName;
    this.#draw();
  }

  #draw() {
    if (!this.element.open) return;
    const byX = new Map();
    for (const { key, points } of this.#series) {
      for (const point of points) {
        if (!byX.has(point.x)) byX.set(point.x, new Map());
        byX.get(point.x).set(key, point);
      }
    }
    const all = [...byX.keys()].sort((a, b) => a - b);
    const shown = all.slice(-maxRows);
    fill(this.#table,
      h('caption', {}, all.length > shown.length ? `The last ${maxRows} of ${all.length} rows; all of them are at GET …/metrics.` : `${all.length} rows`),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, this.#xName), this.#series.map((s) => h('th', { scope: 'col' }, s.label)))),
      h('tbody', {}, shown.map((x) => h('tr', { data: { x } },
        h('th', { scope: 'row' }, String(x)),
        this.#series.map(({ key }) => {
          const point = byX.get(x).get(key);
          return point ? h('td', { data: { series: key, epoch: point.epoch } }, String(point.value)) : h('td', { class: 'empty' }, '');
        })))));
  }
}
