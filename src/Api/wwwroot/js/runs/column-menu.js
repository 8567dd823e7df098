import { fill, h } from '../core/dom.js';
import { choices, column } from './columns.js';

/** The choice of columns: the list's own, and any parameter or metric by name. */
export class ColumnMenu {
  element;

  #list;
  #options;
  #changed;
  #keys;

  constructor(keys, changed) {
    this.#keys = keys;
    this.#changed = changed;
    this.#list = h('div', { class: 'column-choices' });
    this.#options = h('datalist', { id: 'column-names' });
    const name = h('input', { type: 'text', list: 'column-names', 'aria-label': 'Another column', placeholder: 'params.… or metrics.…', data: { testid: 'column-name' } });
    this.element = h('details', { class: 'menu', data: { testid: 'columns' } }, h('summary', { class: 'button' }, 'Columns'),
      h('div', { class: 'menu-body' }, this.#list,
        h('form', { class: 'row', on: { submit: (event) => { event.preventDefault(); if (column(name.value) && !this.#keys.includes(name.value)) this.#set([...this.#keys, name.value]); name.value = ''; } } },
          name, this.#options, h('button', { type: 'submit' }, 'Add'))));
    this.#draw();
  }

  set fields({ parameters, metrics }) {
    fill(this.#options, [...metrics.flatMap((m) => ['best', 'last', 'min', 'max'].map((number) => `metrics.${m}.${number}`)), ...parameters.filter((p) => !p.includes('*')).map((p) => `params.${p}`)]
      .map((value) => h('option', { value })));
  }

  #set(keys) {
    this.#keys = keys;
    this.#draw();
    this.#changed(keys);
  }

  #draw() {
    const all = [...new Set([...choices, ...this.#keys])];
    fill(this.#list, all.map((key) => {
      const box = h('input', { type: 'checkbox', on: { change: () => this.#set(box.checked ? [...this.#keys, key] : this.#keys.filter((other) => other !== key)) } });
      box.checked = this.#keys.includes(key);
      return h('label', {}, box, column(key).label);
    }));
  }
}
