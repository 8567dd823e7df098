import { h } from '../core/dom.js';
import { count } from '../core/format.js';

/** Counts by true (row) and predicted (column) class, shaded by the share of the row: right answers in one colour, wrong ones in another. */
export function confusionMatrix(counts, names) {
  const label = (index) => names?.[index] ?? String(index);
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Confusion matrix' },
    h('table', { class: 'confusion', data: { testid: 'confusion-matrix' } },
      h('caption', {}, 'Confusion matrix of the test part: rows are the true class, columns the predicted one'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'true \\ predicted'), counts.map((_, column) => h('th', { scope: 'col' }, label(column))), h('th', { scope: 'col' }, 'recall'))),
      h('tbody', {}, counts.map((row, index) => {
        const total = row.reduce((sum, value) => sum + value, 0);
        return h('tr', {}, h('th', { scope: 'row' }, label(index)),
          row.map((value, column) => h('td', {
            class: column === index ? 'right' : 'wrong',
            title: `true ${label(index)}, predicted ${label(column)}: ${count(value)} of ${count(total)}`,
            // The square root lets single mistakes be seen beside thousands of right answers.
            style: { '--share': total === 0 ? '0' : Math.sqrt(value / total).toFixed(3) },
          }, value === 0 ? h('span', { class: 'zero' }, '0') : count(value))),
          h('td', { class: 'recall' }, total === 0 ? '—' : `${((row[index] / total) * 100).toFixed(1)} %`));
      }))));
}
