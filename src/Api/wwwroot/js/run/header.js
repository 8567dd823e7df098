import { fill, h, setText } from '../core/dom.js';
import { ago, dateTime } from '../core/format.js';
import { canCancel } from '../live/run-states.js';
import { badge } from '../runs/badge.js';

/** Name, state and what can be done with a run. */
export class RunHeader {
  element;

  #name = h('h1', { data: { testid: 'run-name' } });
  #state = h('span', { role: 'status' });
  #facts = h('p', { class: 'facts' });
  #cancel;
  #clone = h('a', { class: 'button' }, 'Clone and edit');
  #dialog;

  constructor(onCancel) {
    this.#cancel = h('button', { type: 'button', class: 'danger', data: { testid: 'cancel' }, on: { click: () => this.#dialog.showModal() } }, 'Cancel run');
    this.#dialog = h('dialog', { 'aria-labelledby': 'cancel-title' },
      h('h2', { id: 'cancel-title' }, 'Cancel this run?'),
      h('p', {}, 'Training stops within about two seconds. The curves so far are kept; there will be no test scores, and a cancelled run can’t be taken up again.'),
      h('form', { method: 'dialog', class: 'actions' },
        h('button', { value: 'keep' }, 'Keep training'),
        h('button', { value: 'cancel', class: 'danger', data: { testid: 'confirm-cancel' } }, 'Cancel run')));
    this.#dialog.addEventListener('close', () => {
      if (this.#dialog.returnValue === 'cancel') onCancel();
      this.#dialog.returnValue = '';
    });
    this.element = h('header', { class: 'head' },
      h('div', {}, h('div', { class: 'title' }, this.#name, this.#state), this.#facts),
      h('div', { class: 'actions' }, this.#clone, this.#cancel), this.#dialog);
  }

  update(run) {
    setText(this.#name, run.name);
    if (this.#state.firstChild?.dataset.state !== run.state) fill(this.#state, badge(run.state));
    fill(this.#facts,
      h('span', {}, run.dataset), h('span', { title: dateTime(run.created_at) }, `submitted ${ago(run.created_at)}`),
      run.worker && h('span', {}, `worker ${run.worker}`),
      run.attempt > 1 && h('span', { title: 'A worker was lost; another took the run up from its last checkpoint.' }, `attempt ${run.attempt}`),
      run.tags.map((tag) => h('span', { class: 'tag' }, tag)));
    this.#clone.href = `#/submit?from=${run.id}`;
    this.#cancel.hidden = !canCancel(run.state);
    if (this.#cancel.hidden && this.#dialog.open) this.#dialog.close('keep');
  }
}
