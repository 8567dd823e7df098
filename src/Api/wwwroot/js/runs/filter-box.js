import { fill, h } from '../core/dom.js';
import { suggest } from './filter-suggest.js';

/**
 * The box for the filter language: offers fields, signs and values as one types (arrow keys, Enter or Tab take one), sends on Enter, and shows
 * what the service says is wrong under the words it means.
 */
export class FilterBox {
  element;

  #input;
  #list;
  #error;
  #fields = { columns: [], parameters: [], metrics: [] };
  #offers = [];
  #chosen = -1;

  /** @param {object} options `value`, and `changed(text)` when a filter is sent. */
  constructor({ value, changed }) {
    this.#list = h('ul', { id: 'filter-offers', class: 'offers', role: 'listbox', 'aria-label': 'Completions', hidden: true });
    this.#error = h('p', { id: 'filter-error', class: 'field-error', role: 'alert', hidden: true, data: { testid: 'filter-error' } });
    this.#input = h('input', {
      id: 'filter', type: 'search', class: 'filter', role: 'combobox', autocomplete: 'off', spellcheck: 'false', placeholder: 'Filter: state = running, metrics.val_loss.best < 0.2, a word …',
      'aria-label': 'Filter', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'filter-offers', 'aria-describedby': 'filter-error', maxlength: 4000,
      data: { testid: 'filter' },
      on: {
        input: () => this.#offer(),
        focus: () => this.#offer(),
        blur: () => this.#close(),
        keydown: (event) => this.#key(event),
        search: () => { if (this.#input.value === '') changed(''); },
      },
    });
    this.#input.value = value;
    this.element = h('form', { class: 'filter-box', role: 'search', on: { submit: (event) => { event.preventDefault(); this.#close(); changed(this.#input.value.trim()); } } },
      this.#input, this.#list, this.#error);
  }

  set fields(fields) {
    this.#fields = fields;
  }

  /** Shows an error of the API, or none. */
  show(error) {
    const [first] = error?.errors ?? [];
    this.#error.hidden = !error;
    this.#input.setAttribute('aria-invalid', String(Boolean(error)));
    if (!error) return;
    const text = this.#input.value;
    const from = first?.position ?? text.length;
    const wrong = text.slice(from, from + (first?.length || 1)) || '…';
    fill(this.#error, h('code', {}, text.slice(Math.max(0, from - 30), from), h('mark', {}, wrong), text.slice(from + wrong.length, from + wrong.length + 30)),
      ' ', first ? first.detail : error.message,
      first?.did_you_mean && [' Did you mean ', h('button', { type: 'button', class: 'link', on: { click: () => this.#replace(from, first.length, first.did_you_mean) } }, first.did_you_mean), '?'],
      first?.expected && !first.did_you_mean && h('span', { class: 'quiet' }, ` Expected: ${first.expected}.`));
  }

  #replace(from, length, text) {
    const { value } = this.#input;
    this.#input.value = value.slice(0, from) + text + value.slice(from + length);
    this.#input.focus();
    this.element.requestSubmit();
  }

  #offer() {
    this.#offers = suggest(this.#input.value, this.#input.selectionStart ?? this.#input.value.length, this.#fields);
    this.#chosen = -1;
    this.#list.hidden = this.#offers.length === 0;
    this.#input.setAttribute('aria-expanded', String(!this.#list.hidden));
    this.#input.removeAttribute('aria-activedescendant');
    fill(this.#list, this.#offers.map((offer, index) => h('li', {
      id: `offer-${index}`, role: 'option', 'aria-selected': 'false',
      on: { mousedown: (event) => { event.preventDefault(); this.#take(index); } },
    }, h('span', {}, offer.text), offer.note && h('span', { class: 'sub' }, offer.note))));
  }

  #key(event) {
    if (this.#list.hidden) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      this.#mark((this.#chosen + move + this.#offers.length) % this.#offers.length);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && this.#chosen >= 0) {
      event.preventDefault();
      this.#take(this.#chosen);
    }
  }

  #mark(index) {
    this.#list.children[this.#chosen]?.setAttribute('aria-selected', 'false');
    this.#chosen = index;
    this.#list.children[index].setAttribute('aria-selected', 'true');
    this.#list.children[index].scrollIntoView({ block: 'nearest' });
    this.#input.setAttribute('aria-activedescendant', `offer-${index}`);
  }

  #take(index) {
    const { from, to, text } = this.#offers[index];
    const { value } = this.#input;
    this.#input.value = value.slice(0, from) + text + value.slice(to);
    this.#input.setSelectionRange(from + text.length, from + text.length);
    this.#offer();
  }

  #close() {
    this.#list.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
  }
}
