import { fill, h } from '../core/dom.js';

/** One run in the list, with a cell for each column. */
export class RunRow {
  element;
  run;

  #cells = [];
  #columns = null;

  constructor(run, { selected, onSelect, columns }) {
    const check = h('input', { type: 'checkbox', 'aria-label': `Select ${run.name} to compare`, on: { change: () => onSelect(run.id, check.checked) } });
    check.checked = selected;
    this.fixed = [
      h('td', { class: 'pick' }, check),
      h('th', { scope: 'row' }, h('a', { href: `#/runs/${run.id}` }, run.name), h('span', { class: 'sub' }, run.dataset, run.tags.map((tag) => h('span', { class: 'tag' }, tag)))),
    ];
    this.element = h('tr', { data: { run: run.id, testid: 'run-row' } });
    this.update(run, columns);
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
