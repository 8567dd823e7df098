import { fill, h, setText } from '../core/dom.js';

/** The list of completions beside the cursor: arrow keys go through it, Enter or Tab take one, Escape closes it. */
export class Offers {
  element = h('ul', {
    id: 'spec-offers', class: 'offers spec-offers', role: 'listbox', tabindex: '0', 'aria-label': 'Completions', hidden: true, data: { testid: 'spec-offers' },
    // The cursor stays in the text, also when somebody drags the list's scroll bar.
    on: { mousedown: (event) => event.preventDefault() },
  });
  status = h('p', { class: 'visually-hidden', role: 'status' });

  #area;
  #take;
  #offers = [];
  #chosen = -1;

  /** @param {(offer: object) => void} take puts an offer into the text. */
  constructor(area, take) {
    this.#area = area;
    this.#take = take;
    for (const [name, value] of Object.entries({ 'aria-autocomplete': 'list', 'aria-controls': 'spec-offers', 'aria-haspopup': 'listbox' })) area.setAttribute(name, value);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Shows offers at a place in pixels; the first is chosen when something of it was written already. */
  show(offers, { left, top }, choosesFirst) {
    this.#offers = offers;
    this.#chosen = -1;
    this.element.hidden = offers.length === 0;
    this.#area.removeAttribute('aria-activedescendant');
    if (offers.length === 0) return this.close();
    fill(this.element, offers.map((offer, index) => h('li', {
      id: `spec-offer-${index}`, role: 'option', 'aria-selected': 'false',
      on: { mousedown: () => this.#choose(index) },
    }, h('span', {}, offer.label), offer.note && h('span', { class: 'sub' }, offer.note))));
    this.element.style.setProperty('--left', `${left}px`);
    this.element.style.setProperty('--top', `${top}px`);
    this.element.scrollTop = 0;
    setText(this.status, `${offers.length} completions`);
    if (choosesFirst) this.#mark(0);
    return undefined;
  }

  close() {
    this.element.hidden = true;
    this.#offers = [];
    this.#area.removeAttribute('aria-activedescendant');
    setText(this.status, '');
  }

  /** Takes a key if it is for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) this.#mark((this.#chosen + move + this.#offers.length) % this.#offers.length);
    else if (event.key === 'Escape') this.close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.#chosen >= 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) this.#choose(this.#chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  #mark(index) {
    this.element.children[this.#chosen]?.setAttribute('aria-selected', 'false');
    this.#chosen = index;
    const option = this.element.children[index];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.#area.setAttribute('aria-activedescendant', option.id);
  }

  #choose(index) {
    const offer = this.#offers[index];
    this.close();
    this.#take(offer);
  }
}
