import { fill, h, setText } from '../core/dom.js';
import { ago, dateTime, duration, higherIsBetter, metricValue, none, runSeconds, toNumber } from '../core/format.js';
import { badge } from './badge.js';
import { ProgressBar } from './progress-bar.js';

/** One run in the list. */
export class RunRow {
  element;
  run;

  #parts;

  constructor(run, { selected, onSelect }) {
    const check = h('input', { type: 'checkbox', 'aria-label': `Select ${run.name} to compare`, on: { change: () => onSelect(run.id, check.checked) } });
    check.checked = selected;
    const progress = new ProgressBar();
    const cell = (label, className, ...content) => h('td', { class: className, data: { label } }, ...content);
    const p = this.#parts = {
      progress,
      state: cell('State', 'state'),
      percent: h('span', { class: 'sub' }),
      loss: cell('Loss', 'metric'),
      accuracy: cell('Accuracy', 'metric'),
      started: h('span', {}),
      duration: h('span', { class: 'sub' }),
    };
    this.element = h('tr', { data: { run: run.id, testid: 'run-row' } },
      h('td', { class: 'pick' }, check),
      h('th', { scope: 'row' }, h('a', { href: `#/runs/${run.id}` }, run.name), h('span', { class: 'sub' }, run.dataset, run.tags.map((tag) => h('span', { class: 'tag' }, tag)))),
      p.state,
      cell('Progress', 'wide', progress.element, p.percent),
      p.loss, p.accuracy,
      cell('Started', '', p.started, p.duration));
    this.update(run);
  }

  update(run) {
    this.run = run;
    const p = this.#parts;
    if (p.state.firstChild?.dataset.state !== run.state) fill(p.state, badge(run.state));
    p.progress.update(run);
    setText(p.percent, run.progress ? `epoch ${run.progress.epoch} of ${run.progress.epochs}` : run.state === 'queued' ? 'waiting for a worker' : none);
    summary(p.loss, run, 'loss');
    summary(p.accuracy, run, 'accuracy');
    this.tick();
  }

  /** Brings the times up to the present. */
  tick() {
    const { run } = this;
    setText(this.#parts.started, ago(run.started_at ?? run.created_at));
    this.#parts.started.title = dateTime(run.started_at ?? run.created_at);
    setText(this.#parts.duration, run.started_at ? duration(runSeconds(run)) : run.finished_at ? 'never started' : 'queued');
  }
}

/** Newest and best value, of the validation part if there is one. */
function summary(cell, run, metric) {
  const name = [`val_${metric}`, metric].find((candidate) => run.metrics[candidate]);
  if (!name) return fill(cell, none);
  const { last, min, max } = run.metrics[name];
  const best = higherIsBetter(metric) ? max : min;
  return fill(cell, h('span', {}, metricValue(metric, toNumber(last))),
    h('span', { class: 'sub' }, `best ${metricValue(metric, toNumber(best))}${name === metric ? ' (training)' : ''}`));
}
