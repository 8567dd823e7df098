import { h } from '../core/dom.js';
import { count } from '../core/format.js';
import { confusionMap } from './confusion-map.js';

const cellsFor = 24;
const pairsShown = 12;
const percent = (share) => `${(share * 100).toFixed(1)} %`;
const sum = (row) => row.reduce((total, value) => total + value, 0);

/** Counts by true (row) and predicted (column) class: a table of few classes, a picture of many, and which are taken for which. */
export function confusionMatrix(counts, names) {
  const label = (index) => names?.[index] ?? String(index);
  return h('div', { class: 'confused' },
    counts.length <= cellsFor ? table(counts, label) : confusionMap(counts, label),
    pairs(counts, label), counts.length > cellsFor && recalls(counts, label));
}

/** Shaded by the share of the row: right answers in one colour, wrong ones in another. */
function table(counts, label) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Confusion matrix' },
    h('table', { class: 'confusion', data: { testid: 'confusion-matrix' } },
      h('caption', {}, 'Confusion matrix of the test part: rows are the true class, columns the predicted one'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'true \\ predicted'), counts.map((_, column) => h('th', { scope: 'col' }, label(column))), h('th', { scope: 'col' }, 'recall'))),
      h('tbody', {}, counts.map((row, index) => {
        const total = sum(row);
        return h('tr', {}, h('th', { scope: 'row' }, label(index)),
          row.map((value, column) => h('td', {
            class: column === index ? 'right' : 'wrong',
            title: `true ${label(index)}, predicted ${label(column)}: ${count(value)} of ${count(total)}`,
            // The square root lets single mistakes be seen beside thousands of right answers.
            style: { '--share': total === 0 ? '0' : Math.sqrt(value / total).toFixed(3) },
          }, value === 0 ? h('span', { class: 'zero' }, '0') : count(value))),
          h('td', { class: 'recall' }, total === 0 ? '—' : percent(row[index] / total)));
      }))));
}

/** Which classes are taken for which, the most frequent mistakes first. */
function pairs(counts, label) {
  const wrong = counts.flatMap((row, truth) => row.map((value, said) => ({ truth, said, value, share: value / (sum(row) || 1) })))
    .filter(({ truth, said, value }) => truth !== said && value > 0).sort((a, b) => b.value - a.value || b.share - a.share);
  if (wrong.length === 0) return h('p', { class: 'quiet' }, 'No row of the test part was taken for another class.');
  return list('confused-pairs', 'Taken for another class most often', ['True', 'Predicted', 'Rows', 'Of the class'],
    wrong.slice(0, pairsShown).map(({ truth, said, value, share }) => [label(truth), label(said), count(value), percent(share)]));
}

function recalls(counts, label) {
  const each = counts.map((row, index) => ({ index, total: sum(row), right: row[index] })).filter(({ total }) => total > 0).sort((a, b) => a.right / a.total - b.right / b.total);
  return list('worst-recall', 'Recognized least', ['Class', 'Recall', 'Rows'],
    each.slice(0, pairsShown).map(({ index, total, right }) => [label(index), percent(right / total), count(total)]));
}

const list = (testid, caption, head, rows) => h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
  h('table', { class: 'figures', data: { testid } }, h('caption', {}, caption), h('thead', {}, h('tr', {}, head.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map(([first, ...cells]) => h('tr', {}, h('th', { scope: 'row' }, first), cells.map((cell) => h('td', {}, cell)))))));
