import { sparkline } from '../charts/sparkline.js';
import { h } from '../core/dom.js';
import { none, number, percent } from '../core/format.js';
import { samplePictures } from './sample-pictures.js';
import { textSample } from './text-sample.js';

const inputsShown = 8;
const probabilitiesShown = 3;

/** One held-out row: what the network saw, what is true, what it said. */
export function sampleCard(sample, samples, imageUrl) {
  if (sample.tokens) return h('li', { class: 'sample', data: { testid: 'sample' } }, textSample(sample));
  const right = sample.is_right;
  const missed = missInWords(sample);
  const state = right === true ? 'right' : right === false ? 'wrong' : null;
  return h('li', { class: 'sample', data: { testid: 'sample', right: state ?? '' } },
    seen(sample, samples, imageUrl),
    h('div', { class: 'sample-words' },
      state && h('span', { class: `verdict ${state}` }, right ? '✓ right' : '✗ wrong'),
      ...answers(sample.truth, sample.prediction),
      h('span', { class: 'sub' }, `row ${sample.row + 1} of ${sample.part}`), missed && h('span', { class: 'sub' }, missed)));
}

/** How far off it is, in the terms of its task; nothing where the rest of the card says it. */
function missInWords({ miss, truth, prediction: said }) {
  if (miss === null || miss === undefined || said.text !== undefined || said.boxes) return null;
  if (said.positions) return `${percent(miss)} of positions wrong`;
  if (said.values) return `off by ${number(miss)} standard deviations`;
  if (said.output) return `root mean squared error ${number(miss)}`;
  if (said.class !== undefined && truth?.class !== undefined) return said.class !== truth.class && said.probabilities && `${percent(1 - miss)} for the true class`;
  return said.labels ? `labels' probabilities off by ${number(miss)} on average` : `miss ${number(miss)}`;
}

function seen(sample, samples, imageUrl) {
  const pictures = samplePictures(sample, samples, imageUrl);
  if (pictures) return pictures;
  const series = seriesOf(sample);
  return series.length > 0 ? h('div', { class: 'series' }, series) : inputList(sample.inputs);
}

/** Of windows the predicted columns: their steps so far, what followed, what was foretold. */
function seriesOf({ inputs, truth, prediction }) {
  const steps = Object.entries(inputs).filter(([, value]) => Array.isArray(value) && value.length > 1 && value.every((cell) => typeof cell === 'number' || cell === null));
  const ahead = (values, column) => Object.entries(values ?? {}).filter(([name]) => name === column || name.startsWith(`${column}+`)).map(([, value]) => Number(value));
  return steps.map(([column, values]) => {
    const [followed, foretold] = [ahead(truth?.values, column), ahead(prediction.values, column)];
    return h('figure', {}, sparkline([
      { kind: 'before', from: 0, values: values.map((value) => value ?? NaN) },
      { kind: 'truth', from: values.length, values: followed }, { kind: 'said', from: values.length, values: foretold },
    ].filter((part) => part.values.length > 0), `${column}: ${values.length} steps, then what followed and what was foretold`), h('figcaption', {}, `${column}: `, h('span', { class: 'truth' }, 'what followed'), ', ', h('span', { class: 'said' }, 'foretold (dashed)')));
  });
}

function inputList(inputs) {
  const entries = Object.entries(inputs);
  return h('dl', { class: 'inputs' }, entries.slice(0, inputsShown).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, cell(value)))),
    entries.length > inputsShown && h('div', {}, h('dt', {}, `and ${entries.length - inputsShown} more`)));
}

function answers(truth, said) {
  if (said.outputs) return Object.entries(said.outputs).flatMap(([name, each]) => [h('b', {}, name), ...answers(truth?.outputs?.[name], each)]);
  const words = (text) => h('span', { class: 'quiet' }, text);
  const pair = (name, value, ...note) => h('span', { class: 'answer' }, words(name), ' ', h('b', {}, value), note.filter(Boolean).map((part) => [' ', part instanceof Node ? part : words(part)]));
  if (said.class !== undefined) {
    return [pair('true', truth?.class ?? none), pair('predicted', said.class, said.probability === undefined ? null : percent(said.probability)), likely(said.probabilities)];
  }
  if (said.labels) return [pair('true', truth?.labels?.join(', ') || none), pair('predicted', said.labels.join(', ') || none), likely(said.probabilities)];
  if (said.text !== undefined) return [pair('true', truth?.text ?? none), pair('predicted', said.text)];
  if (said.values) return Object.entries(said.values).map(([name, value]) => pair(`${name} true`, number(Number(truth?.values?.[name] ?? NaN)), 'predicted', h('b', {}, number(Number(value)))));
  return [];
}

/** The most probable classes as bars. */
function likely(probabilities) {
  const best = Object.entries(probabilities ?? {}).sort(([, a], [, b]) => b - a).slice(0, probabilitiesShown);
  return best.length > 0 && h('ul', { class: 'likely', 'aria-label': 'Most probable' }, best.map(([name, value]) =>
    h('li', { style: { '--share': value.toFixed(4) } }, h('span', { class: 'clip' }, name), h('span', {}, percent(value)))));
}

function cell(value) {
  if (value === null || value === undefined) return none;
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return h('span', { class: 'clip' }, JSON.stringify(value));
  return h('span', { class: 'words' }, String(value));
}
