import { fill, h } from '../core/dom.js';
import { ago, bytes, count, dateTime } from '../core/format.js';

/** What is kept of a run: checkpoints to go on from, or the trained model to take along. */
export class CheckpointsPanel {
  element = h('div', {});

  #shownFor = null;

  /** Reads them again when the run has come further. */
  async update(run, api) {
    const key = `${run.state} ${run.checkpoint?.step ?? 0}`;
    if (key === this.#shownFor) return;
    this.#shownFor = key;
    const kept = await api.checkpoints(run.id);
    fill(this.element, (kept.items.length > 0 || kept.model) && panel(run, kept, api));
  }
}

function panel(run, { items, model }, api) {
  return h('section', { class: 'card', 'aria-labelledby': 'kept-title', data: { testid: 'checkpoints' } },
    h('h2', { id: 'kept-title' }, model ? 'Model' : 'Checkpoints'),
    model && h('div', { class: 'actions' },
      h('a', { class: 'button primary', href: api.weightsUrl(run.id), download: `${run.name}.safetensors`, data: { testid: 'weights' } }, 'Download weights'),
      h('span', { class: 'quiet' }, `safetensors, ${bytes(model.bytes)}, weights of epoch ${count(model.epoch)}`),
      h('a', { href: 'swagger/index.html#/Models/predict' }, 'Ask it over HTTP')),
    items.length > 0 && h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Checkpoints' }, h('table', { class: 'figures' },
      h('thead', {}, h('tr', {}, ['Epoch', 'Step', 'Size', 'Written', ''].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, items.map((checkpoint) => h('tr', {},
        h('th', { scope: 'row' }, count(checkpoint.epoch)), h('td', {}, count(checkpoint.step)), h('td', {}, bytes(checkpoint.bytes)),
        h('td', { title: dateTime(checkpoint.written_at) }, ago(checkpoint.written_at)),
        h('td', {}, checkpoint.is_best && h('span', { class: 'tag' }, 'best epoch'), checkpoint.is_current && h('span', { class: 'tag' }, 'goes on from here'))))))),
    !model && h('p', { class: 'sub' }, 'The newest and the best are kept until the run has succeeded; then its model is.'));
}
