import { fill, h, setText } from '../core/dom.js';
import { count } from '../core/format.js';
import { errorBox } from '../core/errors.js';
import { bulkResults } from './bulk-results.js';

/** Most runs that one call acts on. */
const most = 1000;
const actions = [
  { name: 'pause', label: 'Pause' }, { name: 'resume', label: 'Resume' }, { name: 'stop', label: 'Stop and keep' }, { name: 'retry', label: 'Try again' },
  { name: 'reproduce', label: 'Reproduce' }, { name: 'cancel', label: 'Cancel', warning: 'There will be no model of those that are training.' },
  { name: 'delete', label: 'Delete', warning: 'Curves, logs, checkpoints and models are removed for good.' },
];
// Every run has a state: an empty filter says nothing to the service, and no slip of the hand should mean all.
const all = 'state:*';

/**
 * What can be done with the chosen runs: shown while there are any. Acts on the chosen ids, or on all that match the filter, and shows what
 * became of each.
 */
export class BulkBar {
  element;

  #api;
  #selection;
  #source;
  #told = h('span', { role: 'status', data: { testid: 'selected' } });
  #everything = h('button', { type: 'button', class: 'link', data: { testid: 'select-matching' }, on: { click: () => this.#selection.takeEverything() } });
  #result = h('div', { data: { testid: 'bulk-result' } });
  #buttons;

  /**
   * @param {object} source What is listed: `order()` ids as shown, `nameOf(id)`, `total()` runs that match, `filter()`, and `acted()` after something was done.
   */
  constructor(api, selection, source) {
    this.#api = api;
    this.#selection = selection;
    this.#source = source;
    this.#buttons = actions.map((action) => h('button', {
      type: 'button', class: action.warning ? 'danger' : null, data: { testid: `bulk-${action.name}` }, on: { click: () => this.#ask(action) },
    }, action.label));
    this.element = h('div', {},
      h('section', { class: 'bulk', 'aria-label': 'Chosen runs', hidden: true, data: { testid: 'bulk' } }, this.#told, this.#everything,
        h('div', { class: 'actions' }, this.#buttons, h('button', { type: 'button', data: { testid: 'clear-selection' }, on: { click: () => selection.clear() } }, 'Clear'))),
      this.#result);
    selection.addEventListener('change', () => this.update());
  }

  update() {
    const { size, everything, ids } = this.#selection;
    const total = this.#source.total();
    const shown = new Set(this.#source.order());
    const hidden = ids.filter((id) => !shown.has(id)).length;
    this.element.firstChild.hidden = size === 0;
    setText(this.#told, everything ? `All ${count(total)} that match` : `${count(size)} selected${hidden > 0 ? `, ${hidden} not shown` : ''}`);
    this.#everything.hidden = everything || total === null || total <= size || ids.length < shown.size;
    setText(this.#everything, `Select all ${count(total)} that match`);
  }

  #ask(action) {
    const { everything, size } = this.#selection;
    if (!everything && !action.warning) return this.#act(action);
    const number = everything ? this.#source.total() : size;
    const dialog = h('dialog', { 'aria-labelledby': 'bulk-title' },
      h('h2', { id: 'bulk-title' }, `${action.label}: ${count(number)} ${number === 1 ? 'run' : 'runs'}?`),
      everything && h('p', {}, this.#source.filter() ? ['All that match ', h('code', {}, this.#source.filter()), ' when it is done.'] : 'All runs there are.',
        number > most && ` At most ${count(most)} at once: the newest.`),
      action.warning && h('p', {}, action.warning),
      h('form', { method: 'dialog', class: 'actions' },
        h('button', { value: 'no' }, 'Leave them'), h('button', { value: 'yes', class: 'danger', data: { testid: 'bulk-confirm' } }, action.label)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue === 'yes') this.#act(action);
    });
    this.element.append(dialog);
    dialog.showModal();
  }

  async #act(action) {
    const which = this.#selection.everything ? { filter: this.#source.filter() || all } : { ids: this.#selection.ids };
    this.#busy(true);
    try {
      const result = await this.#api.actOnRuns(action.name, which);
      fill(this.#result, bulkResults(action, result, this.#source.nameOf, () => fill(this.#result)));
      this.#selection.clear();
      this.#source.acted();
    } catch (error) {
      fill(this.#result, errorBox(error));
    } finally {
      this.#busy(false);
    }
  }

  #busy(on) {
    for (const button of this.#buttons) button.disabled = on;
  }
}
