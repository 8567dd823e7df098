import { h } from '../core/dom.js';
import { metricName, metricValue, toNumber } from '../core/format.js';

/** Of each group of runs that differ only in seeds: mean ± standard deviation of the best values. Null if there is no group. */
export function seedGroups({ runs, groups }) {
  if (groups.length === 0) return null;
  const names = [...new Set(groups.flatMap((group) => Object.keys(group.scores)))].filter((name) => /(loss|accuracy|mae|rmse|f1)$/.test(name)).sort();
  const nameOf = new Map(runs.map((run) => [run.id, run.name]));
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Repetitions' }, h('table', { class: 'figures', data: { testid: 'seed-groups' } },
    h('caption', {}, 'Best values: mean ± sample standard deviation'),
    h('thead', {}, h('tr', {}, ['Runs', 'How many', ...names.map(metricName)].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, groups.map((group) => h('tr', {},
      h('th', { scope: 'row' }, [...new Set(group.runs.map((id) => nameOf.get(id)))].slice(0, 3).join(', '), h('span', { class: 'sub' }, group.runs.length > 3 && 'and more')),
      h('td', {}, group.runs.length),
      names.map((name) => h('td', { data: { metric: name } }, spread(name, group.scores[name]?.best))))))));
}

function spread(name, best) {
  return best ? `${metricValue(name, toNumber(best.mean))} ± ${metricValue(name, toNumber(best.deviation))}` : '—';
}
