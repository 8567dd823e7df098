import { h } from '../core/dom.js';
import { confusionMatrix } from '../run/confusion-matrix.js';

// Each is as large as a chart: the first ones, the rest when asked for.
const shownAtOnce = 4;

/** The confusion matrices of the runs that have one, side by side. Null if none has. */
export function matrices({ runs, confusion_matrices: all }) {
  if (all.length === 0) return null;
  const nameOf = new Map(runs.map((run) => [run.id, run.name]));
  const one = ({ run_id: id, class_names: names, matrix }) => h('figure', { class: 'matrix', data: { run: id } },
    h('figcaption', {}, h('span', { class: 'swatch', style: { '--swatch': `var(--run-${id})` } }), ' ', nameOf.get(id)), confusionMatrix(matrix, names));
  const list = h('div', { class: 'matrices', data: { testid: 'matrices' } }, all.slice(0, shownAtOnce).map(one));
  if (all.length <= shownAtOnce) return list;
  const more = h('button', { type: 'button', on: { click: () => { more.remove(); list.append(...all.slice(shownAtOnce).map(one)); } } }, `Show ${all.length - shownAtOnce} more`);
  return [list, more];
}
