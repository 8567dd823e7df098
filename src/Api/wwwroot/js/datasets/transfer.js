import { h, setText } from '../core/dom.js';
import { bytes, duration } from '../core/format.js';
import { upload } from './tus.js';

/** Sends files one after the other and shows how far it is. */
export class Transfer {
  element;

  #sources;
  #rows;
  #leaving;
  #began = performance.now();
  #rate;

  constructor(sources, leaving) {
    this.#sources = sources;
    this.#leaving = leaving;
    this.#rows = sources.map(({ name, blob, count }) => {
      const bar = h('div', { class: 'progress', role: 'progressbar', 'aria-label': name, 'aria-valuemin': '0', 'aria-valuemax': '100' });
      const said = h('span', { class: 'quiet' }, bytes(blob.size));
      return { bar, said, element: h('li', {}, h('span', { class: 'clip' }, name, count && h('span', { class: 'sub' }, `${count} files in one archive`)), bar, said) };
    });
    this.#rate = h('p', { class: 'quiet', role: 'status' });
    this.element = h('section', { class: 'card', 'aria-label': 'Upload', data: { testid: 'transfer' } },
      h('h2', {}, 'Upload'), h('ul', { class: 'transfer' }, this.#rows.map((row) => row.element)), this.#rate);
  }

  /** @returns {Promise<string[]>} ids of the uploads. */
  async run() {
    const ids = [];
    let before = 0;
    for (const [index, source] of this.#sources.entries()) {
      ids.push(await upload(source, { progress: (sent) => this.#show(index, sent, before), signal: this.#leaving }));
      before += source.blob.size;
    }
    setText(this.#rate, 'All sent.');
    return ids;
  }

  #show(index, sent, before) {
    const { bar, said } = this.#rows[index];
    const { size } = this.#sources[index].blob;
    const share = size === 0 ? 1 : sent / size;
    bar.style.setProperty('--share', String(share));
    bar.setAttribute('aria-valuenow', String(Math.round(100 * share)));
    if (share === 1) bar.dataset.state = 'succeeded';
    setText(said, share === 1 ? bytes(size) : `${bytes(sent)} of ${bytes(size)}`);
    const seconds = (performance.now() - this.#began) / 1000;
    const total = this.#sources.reduce((sum, { blob }) => sum + blob.size, 0);
    const rate = (before + sent) / Math.max(0.001, seconds);
    if (seconds > 1) setText(this.#rate, `${bytes(rate)} per second, about ${duration((total - before - sent) / rate)} left`);
  }
}
