import { fill, h } from '../core/dom.js';
import { none } from '../core/format.js';

const milliseconds = (value) => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3));
const percent = (share) => (share === null || share === undefined ? none : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`);

/** Where the time of a run's training steps goes: asked for when an epoch has ended and shown once there is an answer. */
export class ProfilePanel {
  element = h('div', {});

  #shownAt = null;

  /** Asks for the profile when the run has come further than at the last time. */
  async update(run, api) {
    const place = `${run.state} ${run.progress?.epoch ?? 0}`;
    if (place === this.#shownAt) return;
    this.#shownAt = place;
    try {
      fill(this.element, panel(await api.profile(run.id)));
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
    h('details', {},
      h('summary', {}, 'By layer'),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Time by layer' },
        h('table', { data: { testid: 'profile-layers' } },
          h('thead', {}, h('tr', {}, ['Layer', 'Forward, ms', 'Backward, ms', 'Share of the step', 'Of peak'].map((name) => h('th', { scope: 'col' }, name)))),
          h('tbody', {}, profile.layers.map((layer) => h('tr', {},
            h('th', { scope: 'row' }, `${layer.layer} ${layer.type}${layer.id ? ` (${layer.id})` : ''}`),
            h('td', {}, milliseconds(layer.forward_ms)), h('td', {}, milliseconds(layer.backward_ms)), h('td', {}, percent(layer.share)),
            h('td', {}, percent(layer.share_of_peak)))))))),
    h('p', { class: 'sub' },
      `Mean of ${profile.sampled_steps} steps of ${profile.batch} rows, timed while it trained on ${profile.threads} ${profile.threads === 1 ? 'thread' : 'threads'} (${profile.device}). `
      + '“Of peak”: multiplications and additions of the layer’s products against what the cores can do; layers without are limited by memory.'));
}
