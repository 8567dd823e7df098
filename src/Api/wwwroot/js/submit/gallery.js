import { fill, h } from '../core/dom.js';

const all = (spec) => spec.model?.layers ?? [];
const types = (spec) => new Set(all(spec).map((layer) => layer.type));
const lossOf = (spec) => [spec.loss, ...(spec.outputs ?? []).map((output) => output.loss)].map((loss) => loss?.type ?? loss).filter(Boolean);

/** What a spec is for, told from its data section, its losses and its layers. */
export function taskOf(spec) {
  const kinds = types(spec);
  const losses = lossOf(spec);
  if (spec.dataset?.next_token) return 'Language models';
  if (spec.dataset?.windows) return 'Series';
  if (spec.outputs?.some((output) => output.target === 'input')) return 'Auto-encoders';
  if (losses.some((loss) => ['mse', 'mae', 'huber', 'log_cosh'].includes(loss))) return 'Numbers';
  if ([...kinds].some((kind) => /lstm|gru|rnn|embedding|attention|transformer/.test(kind))) return 'Sequences';
  if ([...kinds].some((kind) => /conv2d|pool2d/.test(kind))) return 'Images';
  return 'Classes';
}

/** Examples as cards by task, found by words; a card puts its spec into the editor. */
export class Gallery {
  element;

  #find = h('input', { type: 'search', placeholder: 'Find an example: images, lstm, adam …', 'aria-label': 'Find an example', data: { testid: 'find-example' }, on: { input: () => this.#draw() } });
  #list = h('div', { class: 'examples' });
  #examples = [];
  #choose;

  /** @param {(example: object) => void} choose takes one. */
  constructor(choose) {
    this.#choose = choose;
    this.element = h('details', { class: 'card gallery-card', data: { testid: 'examples' } }, h('summary', {}, h('h2', {}, 'Start from an example')), this.#find, this.#list);
  }

  show(examples) {
    this.#examples = examples;
    this.#draw();
  }

  open(isOpen) {
    this.element.open = isOpen;
  }

  #draw() {
    const words = this.#find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const groups = new Map();
    for (const example of this.#examples) {
      const task = taskOf(example.spec);
      const text = `${task} ${example.name} ${example.title ?? ''} ${JSON.stringify(example.spec)}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
      groups.set(task, [...(groups.get(task) ?? []), example]);
    }
    fill(this.#list, groups.size === 0 && h('p', { class: 'quiet', role: 'status' }, 'No example has all these words.'),
      [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([task, examples]) => h('section', { 'aria-label': task }, h('h3', {}, task),
        h('ul', {}, examples.map((example) => h('li', {}, this.#card(example)))))));
  }

  #card(example) {
    const { spec } = example;
    const optimizer = spec.optimizer?.type ?? spec.optimizer ?? 'adam';
    return h('button', { type: 'button', class: 'example', data: { example: example.name }, on: { click: () => this.#choose(example) } },
      h('b', {}, example.title ?? example.name), h('span', { class: 'sub' }, `${spec.dataset.name}, ${spec.training?.epochs ?? 10} epochs, ${optimizer}`),
      h('span', { class: 'sub' }, all(spec).map((layer) => layer.type).join(' → ')));
  }
}
