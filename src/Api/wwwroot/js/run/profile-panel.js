import { fill, h } from '../core/dom.js';
import { none } from '../core/format.js';

const milliseconds = (value) => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3));
const percent = (share) => (share === null || share === undefined ? none : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`);

/** Where the time of a run's training steps goes: asked for when an epoch has ended and shown once there is an answer. */
export class ProfilePanel {
  element = h('div', {});

  #shownAt = null;
  #arrived;

  /** @param {(profile: object) => void} arrived gets each profile. */
  constructor(arrived) {
    this.#arrived = arrived;
  }

  /** Asks for the profile when the run has come further than at the last time. */
  async update(run, api) {
    const place = `${run.state} ${run.progress?.epoch ?? 0}`;
    if (place === this.#shownAt) return;
    this.#shownAt = place;
    try {
      const profile = await api.profile(run.id);
      fill(this.element, panel(profile));
      this.#arrived(profile);
    } catch (error) {
      // A run has no profile before its first epoch has ended; one that is there already stays.
      if (error.status !== 404 && !error.isTemporary) throw error;
    }
  }
}

function panel(profile) {
  const part = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, `${milliseconds(value)} ms`, h('span', { class: 'sub' }, percent(value / profile.step_ms))));
  return h('section', { class: 'card', data: { testid: 'profile' }, 'aria-labelledby': 'profile-title' },
    h('h2', { id: 'profile-title' }, 'Where the time goes'),
    h('dl', { class: 'figures-row' },
      part('Step', profile.step_ms), part('Input', profile.input_ms), part('Forward', profile.forward_ms), part('Loss', profile.loss_ms),
      part('Backward', profile.backward_ms), part('Update', profile.update_ms),
      h('div', {}, h('dt', {}, 'GFLOP/s'), h('dd', {}, profile.gflops.toFixed(1), h('span', { class: 'sub' }, `${percent(profile.share_of_peak)} of ${profile.peak_gflops.toFixed(0)}`)))),
    h('p', { class: 'sub' },
      `Mean of ${profile.sampled_steps} steps of ${profile.batch} rows, timed while it trained on ${profile.threads} ${profile.threads === 1 ? 'thread' : 'threads'} (${profile.device}). `
      + '“Of peak”: multiplications and additions of the layer’s products against what the cores can do; layers without are limited by memory.'));
}
