import { fill, h, setText } from '../core/dom.js';
import { replaceQuery } from '../core/router.js';

const key = 'run-views';

/**
 * Named views of the run list. A view is its address: filter, order, columns and its name, so that a link to it works for anybody; the names are kept in
 * this browser. Opened by somebody who does not have it, it offers to be kept.
 */
export class SavedViews {
  element;

  #views = read();
  #current;
  #opened = null;
  #query = new URLSearchParams();
  #list = h('ul', { class: 'views', 'aria-label': 'Saved views' });
  #label = h('span', {});
  #told = h('p', { class: 'quiet', role: 'status' });
  #name = h('input', { type: 'text', 'aria-label': 'Name of the view', placeholder: 'Name of this view', maxlength: 80, required: true, data: { testid: 'view-name' } });

  constructor(query) {
    this.#current = query.get('view');
    this.#name.value = this.#current ?? '';
    this.element = h('details', { class: 'menu', data: { testid: 'views' } }, h('summary', { class: 'button' }, this.#label),
      h('div', { class: 'menu-body' }, this.#list,
        h('form', { class: 'row', on: { submit: (event) => { event.preventDefault(); this.#save(this.#name.value.trim()); } } },
          this.#name, h('button', { type: 'submit', data: { testid: 'save-view' } }, 'Save')), this.#told));
    this.#draw();
  }

  /** Takes what the list shows now; gives the query that stands in the address for it, with the view's name while it is still that view. */
  follow(query) {
    this.#query = new URLSearchParams(query);
    this.#opened ??= String(this.#query);
    const meant = this.#views.find((view) => view.name === this.#current)?.query ?? this.#opened;
    if (meant !== String(this.#query)) this.#current = null;
    this.#draw();
    return this.#named(this.#current, this.#query);
  }

  #save(name) {
    if (!name) return;
    this.#views = [...this.#views.filter((view) => view.name !== name), { name, query: String(this.#query) }].sort((a, b) => a.name.localeCompare(b.name));
    this.#current = name;
    this.#keep();
    replaceQuery('/runs', this.#named(name, this.#query));
    this.#draw();
  }

  #remove(name) {
    this.#views = this.#views.filter((view) => view.name !== name);
    this.#keep();
    this.#draw();
  }

  #keep() {
    try {
      localStorage.setItem(key, JSON.stringify(this.#views));
      setText(this.#told, '');
    } catch (error) {
      setText(this.#told, `This browser does not keep it (${error.name}): use the link instead.`);
    }
  }

  async #copy(view) {
    const link = new URL(this.#address(view), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      setText(this.#told, `The link to “${view.name}” is copied.`);
    } catch {
      // Not allowed, or not over https: the link itself can be copied by hand.
      setText(this.#told, link);
    }
  }

  #draw() {
    setText(this.#label, this.#current ? `View: ${this.#current}` : 'Views');
    fill(this.#list, this.#views.map((view) => h('li', {},
      h('a', { href: this.#address(view), 'aria-current': view.name === this.#current ? 'true' : null }, view.name),
      h('button', { type: 'button', class: 'link', on: { click: () => this.#copy(view) } }, 'Copy link'),
      h('button', { type: 'button', class: 'remove', 'aria-label': `Forget ${view.name}`, on: { click: () => this.#remove(view.name) } }, '×'))),
    this.#views.length === 0 && h('li', { class: 'quiet' }, 'Filter, order and columns as they are now can be kept under a name.'));
  }

  #address(view) {
    return `#/runs?${this.#named(view.name, new URLSearchParams(view.query))}`;
  }

  #named(name, query) {
    const named = new URLSearchParams(query);
    if (name) named.set('view', name);
    return named;
  }
}

function read() {
  try {
    const views = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(views) ? views.filter((view) => typeof view?.name === 'string' && typeof view?.query === 'string') : [];
  } catch {
    // Storage is switched off, or holds something else: there are no saved views.
    return [];
  }
}
