import { h } from '../core/dom.js';
import { isTerminal } from '../live/run-states.js';

/** Share of the epochs done, from 0 to 1. A run that succeeded is done, however early it stopped. */
export function progressShare(run) {
  if (run.state === 'succeeded') return 1;
  const p = run.progress;
  if (!p) return 0;
  const batches = p.batches > 0 ? p.batch / p.batches : 0;
  return Math.min(1, Math.max(0, (p.epoch - 1 + batches) / p.epochs));
}

export class ProgressBar {
  element = h('div', { class: 'progress', role: 'progressbar', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-label': 'Progress' });

  update(run) {
    const share = progressShare(run);
    this.element.style.setProperty('--share', share.toFixed(4));
    this.element.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    this.element.dataset.state = run.state;
    this.element.classList.toggle('ended', isTerminal(run.state));
  }
}
