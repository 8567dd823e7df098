import { h, setText } from '../core/dom.js';
import { compact, count, duration, none, number, runSeconds } from '../core/format.js';
import { isTerminal } from '../live/run-states.js';
import { ProgressBar, progressShare } from '../runs/progress-bar.js';

/** How far a run is, how fast, and for how long still. */
export class ProgressPanel {
  element;

  #bar = new ProgressBar();
  #figures = {};
  #run = null;

  constructor() {
    const figure = (key, label) => {
      this.#figures[key] = h('dd', { data: { testid: `progress-${key}` } }, none);
      return h('div', {}, h('dt', {}, label), this.#figures[key]);
    };
    this.element = h('section', { class: 'card', 'aria-label': 'Progress' }, this.#bar.element,
      h('dl', { class: 'figures-row' },
        figure('share', 'Done'), figure('epoch', 'Epoch'), figure('batch', 'Batch'), figure('loss', 'Loss in epoch'),
        figure('speed', 'Samples/s'), figure('elapsed', 'Elapsed'), figure('eta', 'Time left')));
  }

  update(run) {
    this.#run = run;
    this.#bar.update(run);
    const p = run.progress;
    const ended = isTerminal(run.state);
    const f = this.#figures;
    setText(f.share, `${Math.floor(progressShare(run) * 100)} %`);
    setText(f.epoch, run.result ? `${run.result.epochs} of ${p?.epochs ?? run.spec.training.epochs}` : p ? `${p.epoch} of ${p.epochs}` : none);
    setText(f.batch, p && !ended ? `${count(p.batch)} of ${count(p.batches)}` : none);
    setText(f.loss, p && !ended && p.loss !== undefined && p.loss !== null ? number(Number(p.loss)) : none);
    setText(f.speed, compact(run.result?.samples_per_second ?? p?.samples_per_second));
    setText(f.eta, ended ? none : timeLeft(p));
    this.tick();
  }

  tick() {
    if (this.#run) setText(this.#figures.elapsed, duration(runSeconds(this.#run)));
  }
}

/** The likely time with its range, where the two ends read differently: `about 4 min 10 s (3 min 50 s to 5 min)`. */
export function timeLeft(progress) {
  const likely = duration(progress?.eta_seconds);
  const [low, high] = [progress?.eta_low_seconds, progress?.eta_high_seconds].map(duration);
  return low === none || high === none || low === high ? likely : `about ${likely} (${low} to ${high})`;
}
