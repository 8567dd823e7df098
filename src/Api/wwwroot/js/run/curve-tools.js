import { h } from '../core/dom.js';
import { axes } from './axes.js';

/** Search, axis, smoothing and the range of all curves of a run. Each control calls `changed(part)` with what it set. */
export class CurveTools {
  element;

  #find;
  #axis;
  #smooth;
  #smoothText = h('output', { for: 'curves-smooth' });
  #from;
  #to;
  #reset;

  constructor(changed) {
    const end = (id, label) => h('input', {
      id, type: 'number', step: 'any', 'aria-label': label, placeholder: label, on: { change: () => changed({ range: this.#range() }) },
    });
    this.#find = h('input', { type: 'search', placeholder: 'Find a metric', 'aria-label': 'Find a metric', data: { testid: 'find-metric' }, on: { input: () => changed({ find: this.#find.value.trim() }) } });
    this.#axis = h('select', { 'aria-label': 'Horizontal axis', data: { testid: 'curves-axis' }, on: { change: () => changed({ axis: this.#axis.value, range: null }) } },
      Object.values(axes).map(({ name, label }) => h('option', { value: name }, label)));
    this.#smooth = h('input', {
      id: 'curves-smooth', type: 'range', min: 0, max: 0.99, step: 0.01, data: { testid: 'smoothing' }, on: { input: () => changed({ smoothing: Number(this.#smooth.value) }) },
    });
    this.#from = end('curves-from', 'From');
    this.#to = end('curves-to', 'To');
    this.#reset = h('button', { type: 'button', data: { testid: 'reset-zoom' }, on: { click: () => changed({ range: null }) } }, 'Show everything');
    this.element = h('div', { class: 'curve-tools', role: 'group', 'aria-label': 'How curves are shown', hidden: true },
      this.#find, this.#axis,
      h('span', { class: 'smooth' }, h('label', { for: 'curves-smooth' }, 'Smoothing'), this.#smooth, this.#smoothText),
      h('span', { class: 'range' }, this.#from, h('span', { 'aria-hidden': 'true' }, '–'), this.#to, this.#reset));
  }

  /** @param {object} view `find`, `axis`, `smoothing`, `range`. */
  show(view, { hasSearch }) {
    this.element.hidden = false;
    this.#find.hidden = !hasSearch;
    this.#axis.value = view.axis;
    this.#smooth.value = view.smoothing;
    this.#smoothText.textContent = view.smoothing === 0 ? 'off' : view.smoothing.toFixed(2);
    if (document.activeElement !== this.#find) this.#find.value = view.find;
    if (document.activeElement !== this.#from) this.#from.value = shortened(view.range?.[0]);
    if (document.activeElement !== this.#to) this.#to.value = shortened(view.range?.[1]);
    this.#reset.disabled = !view.range;
  }

  #range() {
    const [from, to] = [this.#from.value, this.#to.value];
    if (from === '' && to === '') return null;
    return [from === '' ? -Infinity : Number(from), to === '' ? Infinity : Number(to)];
  }
}

const shortened = (value) => (value === undefined || value === null || !Number.isFinite(value) ? '' : String(Number(value.toPrecision(9))));
