import { fill, h } from '../core/dom.js';
import { dateTime } from '../core/format.js';
import { badge } from '../runs/badge.js';

/** Every change of a run's state: when, by whom and why. */
export class HistoryPanel {
  element;

  #rows = h('tbody', {});
  #shownFor = null;

  constructor() {
    this.element = h('details', { class: 'card' }, h('summary', {}, h('h2', {}, 'History')),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Changes of state' },
        h('table', { data: { testid: 'history' } },
          h('thead', {}, h('tr', {}, ['When', 'State', 'Attempt', 'By', 'Why'].map((name) => h('th', { scope: 'col' }, name)))), this.#rows)));
  }

  /** Reads them again when the run has moved on. */
  async update(run, api) {
    const key = `${run.state} ${run.attempt}`;
    if (key === this.#shownFor) return;
    this.#shownFor = key;
    const transitions = await api.transitions(run.id);
    fill(this.#rows, transitions.map((t) => h('tr', {},
      h('td', {}, dateTime(t.at)), h('td', {}, badge(t.to)), h('td', {}, t.attempt ?? ''), h('td', {}, t.actor ?? ''), h('td', {}, t.reason ?? ''))));
  }
}
