import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { count } from '../core/format.js';
import { whenSeen } from '../core/when-seen.js';
import { sampleCard } from './sample-card.js';

const orders = { worst: 'missed most', spread: 'evenly spread' };

const howTextsAreAsked = 'Right and loss are of each token foretold from all the true ones before it. What the model writes is its likeliest token each time, put behind what it wrote before; '
  + 'from where it departs from the text it is marked.';

function inWords({ items, looked_at: lookedAt, order, part, rows }, unit) {
  return order === 'worst'
    ? `The ${items.length} missed most of ${count(lookedAt)} that were looked at; ${part} has ${count(rows)} ${unit}.`
    : `${items.length} of ${count(rows)} ${part} ${unit}, evenly spread.`;
}

/** What the trained model says of rows that it was not trained on, with their images. Read when it comes into view. */
export class SamplesPanel {
  element = h('div', {});

  #id;
  #api;
  #part;
  #order;
  #list = h('ul', { class: 'samples', 'aria-label': 'Held-out rows' });
  #words = h('p', { class: 'sub', role: 'status', data: { testid: 'samples-words' } });
  #notice = h('div', {});
  #reading = new AbortController();
  #stopWaiting = () => {};
  #isShown = false;
  #isChosen = false;

  constructor(id, api) {
    this.#id = id;
    this.#api = api;
    const choice = (label, options, testid) => h('select', { 'aria-label': label, data: { testid }, on: { change: () => { this.#isChosen = true; this.#read(); } } },
      options.map(([value, text]) => h('option', { value }, text)));
    this.#part = choice('Held-out part', [['test', 'test rows'], ['validation', 'validation rows']], 'samples-part');
    this.#order = choice('Which rows', Object.entries(orders), 'samples-order');
  }

  update(run) {
    if (this.#isShown || !run.result) return;
    this.#isShown = true;
    fill(this.element, h('section', { class: 'card', 'aria-labelledby': 'samples-title', data: { testid: 'samples' } },
      h('div', { class: 'head' }, h('h2', { id: 'samples-title' }, 'What it says of rows it has not seen'), h('div', { class: 'actions' }, this.#part, this.#order)),
      this.#notice, this.#list, this.#words));
    this.#stopWaiting = whenSeen(this.element, () => this.#read());
  }

  stop() {
    this.#stopWaiting();
    this.#reading.abort();
  }

  async #read() {
    this.#reading.abort();
    this.#reading = new AbortController();
    try {
      const samples = await this.#api.samples(this.#id, { part: this.#part.value, order: this.#order.value }, this.#reading.signal);
      const imageUrl = (part, row, column) => this.#api.imageUrl(samples.dataset, samples.dataset_version, part, row, column);
      fill(this.#notice);
      fill(this.#list, samples.items.map((sample) => sampleCard(sample, samples, imageUrl)));
      const isText = samples.items.some((sample) => sample.tokens);
      this.#list.classList.toggle('texts', isText);
      this.#list.classList.toggle('boxes', samples.items.some((sample) => sample.frame));
      this.#words.textContent = inWords(samples, isText ? 'stretches' : 'rows') + (isText ? ` ${howTextsAreAsked}` : '');
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.status === 404 && !this.#isChosen && this.#part.value === 'test') {
        // Nothing was held out for a test: what training was steered by is the next best.
        this.#isChosen = true;
        this.#part.value = 'validation';
        await this.#read();
        return;
      }
      fill(this.#list);
      this.#words.textContent = '';
      // That there are no such rows is no fault: it is said in words.
      fill(this.#notice, error.status === 404 || error.status === 409 ? h('p', { class: 'quiet' }, error.message) : errorBox(error, () => this.#read()));
    }
  }
}
