import { h } from '../core/dom.js';
import { bytes, compact, count, duration, shape } from '../core/format.js';
import { sampleTable } from './sample.js';

/** What would be trained: layers, memory, rows. */
export function reportPanel(report) {
  const { memory, rows } = report;
  const figure = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, value));
  return h('section', { class: 'card', data: { testid: 'report' }, 'aria-labelledby': 'report-title' },
    h('h2', { id: 'report-title' }, 'This is what would be trained'),
    h('dl', { class: 'figures-row' },
      figure('Parameters', count(report.parameters)), figure('FLOPs per sample', compact(report.flops_per_sample)),
      figure('Memory', bytes(memory.total)), figure('Steps per epoch', count(report.steps_per_epoch)),
      figure('Expected time', h('span', { data: { testid: 'expected-time' } }, expected(report.estimate))),
      figure('Training rows', count(rows.training)), figure('Validation rows', count(rows.validation)), figure('Test rows', count(rows.test))),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Layers' }, h('table', { class: 'figures', data: { testid: 'layers' } },
      h('thead', {}, h('tr', {}, ['#', 'Layer', 'Output', 'Parameters', 'FLOPs per sample'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {},
        h('tr', {}, h('td', {}), h('th', { scope: 'row' }, 'input'), h('td', {}, shape(report.input_shape)), h('td', {}, '—'), h('td', {}, '—')),
        report.layers.map((layer) => h('tr', {},
          h('td', { class: 'index' }, layer.index), h('th', { scope: 'row' }, layer.type, layer.id && h('span', { class: 'sub' }, ` ${layer.id}`)),
          h('td', {}, shape(layer.output_shape)), h('td', {}, count(layer.parameters)), h('td', {}, compact(layer.flops_per_sample))))))),
    report.estimate && h('p', { class: 'sub' }, basis(report.estimate)),
    report.sample && sampleTable(report.sample),
    h('details', {}, h('summary', {}, 'Memory by purpose'), h('dl', { class: 'figures-row' },
      figure('Parameters', bytes(memory.parameters)), figure('Gradients', bytes(memory.gradients)), figure('Optimizer state', bytes(memory.optimizer_state)),
      figure('Packed weights', bytes(memory.packed_weights)), figure('Activations', bytes(memory.activations)))));
}

function expected(estimate) {
  if (!estimate) return h('span', { title: 'Nothing like it has been trained here yet, so nothing is known of its time.' }, 'not known');
  const [low, high] = [duration(estimate.low_seconds), duration(estimate.high_seconds)];
  return low === high ? low : `${low} – ${high}`;
}

function basis({ basis: kind, runs }) {
  const from = runs === 1 ? 'one run' : `${runs} runs`;
  return kind === 'same_network'
    ? `The time is that of ${from} of the same network on the same data here. Early stopping can end it sooner.`
    : `The time is told from ${from} of networks with about as much work per row here, evaluation left out: a rough figure.`;
}
