import { h } from '../core/dom.js';
import { count, number, percent, toNumber } from '../core/format.js';

const mostGiven = 400;
const decimals = (value) => (value < 100 ? value.toFixed(2) : number(value));

/** A stretch of running text: what is given, how it goes on, and how a language model goes on. */
export function textSample(sample) {
  const { given, count: tokens, right } = sample.tokens;
  const loss = sample.tokens.loss === undefined ? null : toNumber(sample.tokens.loss);
  const [truth, said] = [sample.truth.text, sample.prediction.text];
  const passages = Object.values(sample.inputs).map((text) => passage('given', text.length > mostGiven ? `…${text.slice(-mostGiven)}` : text));
  return h('div', { class: 'running' }, passages, passage('goes on', truth), passage('the model writes', said, sameStart(truth, said)),
    h('span', { class: 'answer', data: { testid: 'token-score' } }, h('b', {}, `${count(right)} of ${count(tokens)}`), ` tokens foretold right (${percent(right / tokens)})`,
      loss !== null && ` · loss ${decimals(loss)} a token, perplexity ${decimals(Math.exp(loss))}`),
    h('span', { class: 'sub' }, `${count(given)} tokens given, row ${count(sample.row + 1)} of ${sample.part}`));
}

/** What is written otherwise than the text goes on is marked. */
function passage(name, text, same = text.length) {
  return h('div', { class: 'passage' }, h('span', { class: 'quiet' }, name), h('p', {}, text.slice(0, same), same < text.length && h('mark', {}, text.slice(same))));
}

function sameStart(a, b) {
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  return same;
}
