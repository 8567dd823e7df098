import { fill, h } from '../core/dom.js';
import { bytes, compact, count, none, shape } from '../core/format.js';
import { whenSeen } from '../core/when-seen.js';

const floatBytes = 4;
const milliseconds = (value) => (value === undefined ? none : value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3));
const elements = (sizes) => sizes.reduce((product, size) => product * size, 1);

/** The network layer by layer: kind, shape, parameters, memory, and how its time is spent once there is a profile. */
export class LayersPanel {
  element = h('section', { class: 'card', 'aria-labelledby': 'layers-title', hidden: true },
    h('h2', { id: 'layers-title' }, 'Layers'));

  #body = h('div', {});
  #plan = null;
  #profile = null;
  #stopWaiting = () => {};
  #isAsked = false;

  constructor() {
    this.element.append(this.#body);
  }

  /** Plans the run's spec again, once, when it comes into view: shapes and sizes are not kept with runs. */
  update(run, api, failed) {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.element.hidden = false;
    fill(this.#body, h('p', { class: 'quiet' }, 'Reading…'));
    this.#stopWaiting = whenSeen(this.element, async () => {
      try {
        this.#plan = await api.validate(JSON.stringify(run.spec));
        this.#draw();
      } catch (error) {
        // The data may be gone, or the spec from an earlier version: the page does without.
        if (error.status >= 400 && error.status < 500) fill(this.#body, h('p', { class: 'quiet' }, `The network can’t be planned again: ${error.message}`));
        else failed(error);
      }
    });
  }

  /** @param {object} profile as `GET …/profile` gives it. */
  showTimes(profile) {
    this.#profile = profile;
    if (this.#plan) this.#draw();
  }

  stop() {
    this.#stopWaiting();
  }

  #draw() {
    const { layers, parameters, memory, input_shape: input, flops_per_sample: flops, spec } = this.#plan;
    const batch = spec.training.batch_size === 'full' ? this.#plan.rows.training : spec.training.batch_size;
    const times = new Map((this.#profile?.layers ?? []).map((layer) => [layer.layer, layer]));
    const head = ['#', 'Layer', 'Output', 'Parameters', 'Weights', 'Output of a batch', 'FLOPs per row', 'Forward, ms', 'Backward, ms', 'Share of the step', 'Of peak'];
    fill(this.#body,
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Layer by layer' },
        h('table', { class: 'figures numbers', data: { testid: 'layer-table' } },
          h('thead', {}, h('tr', {}, head.map((name) => h('th', { scope: 'col' }, name)))),
          h('tbody', {},
            h('tr', {}, h('td', {}), h('th', { scope: 'row' }, 'input'), h('td', {}, shape(input)), h('td', {}, none), h('td', {}, none),
              h('td', {}, bytes(elements(input) * floatBytes * batch)), Array.from({ length: 5 }, () => h('td', {}, none))),
            layers.map((layer) => this.#row(layer, batch, times.get(layer.index)))),
          h('tfoot', {}, h('tr', {}, h('td', {}), h('th', { scope: 'row' }, 'all'), h('td', {}, ''), h('td', {}, count(parameters)), h('td', {}, bytes(parameters * floatBytes)), h('td', {}, ''),
            h('td', {}, compact(flops)), h('td', {}, milliseconds(this.#profile?.forward_ms)), h('td', {}, milliseconds(this.#profile?.backward_ms)), h('td', {}, ''), h('td', {}, ''))))),
      h('p', { class: 'sub' }, `Training takes ${bytes(memory.total)} in all: weights ${bytes(memory.parameters)}, gradients ${bytes(memory.gradients)}, optimizer ${bytes(memory.optimizer_state)}, `
        + `activations ${bytes(memory.activations)} after memory is used again. Outputs of a batch of ${count(batch)} rows are counted each for itself.`));
  }

  #row(layer, batch, time) {
    const share = time?.share ?? 0;
    return h('tr', {},
      h('td', { class: 'index' }, layer.index), h('th', { scope: 'row' }, layer.type, layer.id && h('span', { class: 'sub' }, layer.id)),
      h('td', {}, shape(layer.output_shape)), h('td', {}, count(layer.parameters)), h('td', {}, layer.parameters === 0 ? none : bytes(layer.parameters * floatBytes)),
      h('td', {}, bytes(elements(layer.output_shape) * floatBytes * batch)), h('td', {}, compact(layer.flops_per_sample)),
      h('td', {}, milliseconds(time?.forward_ms)), h('td', {}, milliseconds(time?.backward_ms)),
      h('td', { class: 'share-bar', style: { '--share': share.toFixed(4) } }, time ? `${(share * 100).toFixed(1)} %` : none),
      h('td', {}, time?.share_of_peak === undefined || time?.share_of_peak === null ? none : `${(time.share_of_peak * 100).toFixed(0)} %`));
  }
}
