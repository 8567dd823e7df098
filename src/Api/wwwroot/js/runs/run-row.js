import { fill, h } from '../core/dom.js';

/** One run in the list, with a cell for each column. */
export class RunRow {
  element;
  run;

  #cells = [];
  #columns = null;
  #check;

  /** @param {object} selection `onSelect(id, on, isRange)`, and `onMove(id, steps, isRange)` for the arrow keys. */
  constructor(run, { selected, onSelect, onMove, columns }) {
    this.#check = h('input', {
      type: 'checkbox', 'aria-label': `Select ${run.name} to compare`,
      on: {
        click: (event) => onSelect(run.id, this.#check.checked, event.shiftKey),
        keydown: (event) => {
          const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (!steps) return;
          event.preventDefault();
          onMove(run.id, steps, event.shiftKey);
        },
      },
    });
    this.fixed = [
      h('td', { class: 'pick' }, this.#check),
      h('th', { scope: 'row' }, h('a', { href: `#/runs/${run.id}` }, run.name), h('span', { class: 'sub' }, run.dataset, run.tags.map((tag) => h('span', { class: 'tag' }, tag)))),
    ];
    this.element = h('tr', { data: { run: run.id, testid: 'run-row' } });
    this.selected = selected;
    this.update(run, columns);
  }

  set selected(on) {
    this.#check.checked = on;
    this.element.classList.toggle('selected', on);
  }

  focus() {
    this.#check.focus();
  }

  update(run, columns) {
    this.run = run;
    if (columns !== this.#columns) {
      this.#columns = columns;
      const cells = columns.map((column) => h('td', { class: column.className, data: { label: column.label, column: column.key } }));
      this.#cells = columns.map((column, index) => column.cell(cells[index]));
      fill(this.element, this.fixed, cells);
    }
    this.tick();
  }

  /** Brings everything, the times too, up to the present. */
  tick() {
    for (const update of this.#cells) update(this.run);
  }
}
