import { fill, h, setText } from '../core/dom.js';
import { ago, dateTime } from '../core/format.js';
import { badge } from '../runs/badge.js';

const words = { pause: 'Pause', resume: 'Resume', stop: 'Stop and keep', cancel: 'Cancel run', retry: 'Try again', reproduce: 'Reproduce', delete: 'Delete' };
const titles = {
  pause: 'Writes a checkpoint and frees the worker; it goes on from there when resumed.',
  stop: 'Finishes the batch, scores what there is and keeps the best weights.',
  retry: 'Another attempt from the last checkpoint.',
  reproduce: 'A new run of the same spec, data and seed, which then says whether its bits came out the same.',
};
const questions = {
  cancel: {
    title: 'Cancel this run?',
    text: 'Training stops within about two seconds. The curves so far are kept; there will be no test scores and no model. “Stop and keep” ends it with a model instead.',
    no: 'Keep training', yes: 'Cancel run',
  },
  delete: { title: 'Delete this run?', text: 'Its curves, log, checkpoints and model are removed for good.', no: 'Keep it', yes: 'Delete' },
};

/** Name, state and what can be done with a run. */
export class RunHeader {
  element;

  #name = h('h1', { data: { testid: 'run-name' } });
  #state = h('span', { role: 'status' });
  #facts = h('p', { class: 'facts' });
  #clone = h('a', { class: 'button' }, 'Clone and edit');
  #buttons = new Map();
  #dialogs = [];

  /** @param {(action: string) => void} onAction does one of the actions of the run's resource. */
  constructor(onAction) {
    for (const action of Object.keys(words)) {
      const ask = questions[action] && this.#question(action, onAction);
      this.#buttons.set(action, h('button', {
        type: 'button', class: questions[action] ? 'danger' : null, title: titles[action], hidden: true, data: { testid: action },
        on: { click: () => (ask ? ask.showModal() : onAction(action)) },
      }, words[action]));
    }
    this.element = h('header', { class: 'head' },
      h('div', {}, h('div', { class: 'title' }, this.#name, this.#state), this.#facts),
      h('div', { class: 'actions' }, this.#clone, [...this.#buttons.values()]), this.#dialogs);
  }

  update(run) {
    setText(this.#name, run.name);
    if (this.#state.firstChild?.dataset.state !== run.state) fill(this.#state, badge(run.state));
    fill(this.#facts,
      h('span', {}, run.dataset), h('span', { title: dateTime(run.created_at) }, `submitted ${ago(run.created_at)}`),
      run.worker && h('span', {}, `worker ${run.worker}`),
      run.queue && h('span', { data: { testid: 'queue-place' } }, `${run.queue.place} of ${run.queue.waiting} in the queue`,
        run.queue.expected_start && `, expected to start ${until(run.queue.expected_start)}`),
      run.attempt > 1 && h('span', { title: 'It was taken up again from its last checkpoint; the history below says why.' }, `attempt ${run.attempt}`),
      run.reproduces && h('span', { data: { testid: 'reproduces' }, title: run.reproduces.detail },
        'reproduces ', h('a', { href: `#/runs/${run.reproduces.run_id}` }, 'this run'), outcome(run.reproduces.same)),
      run.tags.map((tag) => h('span', { class: 'tag' }, tag)));
    this.#clone.href = `#/submit?from=${run.id}`;
    for (const [action, button] of this.#buttons) button.hidden = !run.actions?.includes(action);
    for (const dialog of this.#dialogs) if (dialog.open && this.#buttons.get(dialog.dataset.action).hidden) dialog.close('no');
  }

  #question(action, onAction) {
    const { title, text, no, yes } = questions[action];
    const dialog = h('dialog', { 'aria-labelledby': `${action}-title`, data: { action } },
      h('h2', { id: `${action}-title` }, title), h('p', {}, text),
      h('form', { method: 'dialog', class: 'actions' },
        h('button', { value: 'no' }, no), h('button', { value: 'yes', class: 'danger', data: { testid: `confirm-${action}` } }, yes)));
    dialog.addEventListener('close', () => {
      if (dialog.returnValue === 'yes') onAction(action);
      dialog.returnValue = '';
    });
    this.#dialogs.push(dialog);
    return dialog;
  }
}

const outcome = (same) => (same === true ? ': the same to the bit' : same === false ? ': it came out different' : '');

function until(text, now = Date.now()) {
  const seconds = (new Date(text) - now) / 1000;
  if (seconds < 5) return 'now';
  return seconds < 90 ? `in ${Math.round(seconds)} s` : seconds < 5400 ? `in ${Math.round(seconds / 60)} min` : `in ${(seconds / 3600).toFixed(1)} h`;
}
