import { h } from '../core/dom.js';
import { bytes, compact, count, duration, metricName, metricValue, toNumber } from '../core/format.js';
import { confusionMatrix } from './confusion-matrix.js';

const stopReasons = { completed: 'all epochs trained', early_stopping: 'stopped early', stopped: 'stopped by hand' };

/** What a successful run produced. */
export function resultPanel(result) {
  const figure = (label, value, note) => h('div', {}, h('dt', {}, label), h('dd', {}, value, note && h('span', { class: 'sub' }, note)));
  return h('section', { class: 'card', data: { testid: 'result' }, 'aria-labelledby': 'result-title' },
    h('h2', { id: 'result-title' }, 'Result'),
    h('dl', { class: 'figures-row big' },
      Object.entries(result.test_metrics).map(([name, value]) => figure(metricName(name), metricValue(name, toNumber(value))))),
    h('dl', { class: 'figures-row' },
      figure('Epochs', count(result.epochs), stopReasons[result.stop_reason] ?? result.stop_reason),
      figure('Weights of epoch', count(result.best_epoch)),
      figure('Parameters', count(result.parameters)),
      figure('Memory', bytes(result.memory_bytes)),
      figure('Training time', duration(result.training_seconds)),
      figure('Samples/s', compact(result.samples_per_second)),
      figure('Device', result.device)),
    result.diagnosis && diagnosisBlock(result.diagnosis),
    result.confusion_matrix && confusionMatrix(result.confusion_matrix, result.class_names),
    h('p', { class: 'sub hash' }, 'weights SHA-256 ', h('code', {}, result.weights_sha256)));
}

const verdicts = { healthy: 'Healthy', overfitting: 'Overfitting', underfitting: 'Underfitting', unstable: 'Unstable' };

/** What the curves say, why, and what to change. */
function diagnosisBlock(diagnosis) {
  return h('section', { class: `diagnosis ${diagnosis.verdict}`, data: { testid: 'diagnosis' }, 'aria-labelledby': 'diagnosis-title' },
    h('h3', { id: 'diagnosis-title' }, `Diagnosis: ${verdicts[diagnosis.verdict] ?? diagnosis.verdict}`),
    h('ul', { class: 'evidence', 'aria-label': 'Evidence' }, diagnosis.evidence.map((sentence) => h('li', {}, sentence))),
    diagnosis.remedies.length > 0 && [h('h4', {}, 'What to change'),
      h('ul', {}, diagnosis.remedies.map(({ text, pointer }) => h('li', {}, text, ' ', h('code', {}, pointer))))]);
}

/** Why a run failed. */
export function failurePanel(failure) {
  return h('section', { class: 'notice bad', role: 'alert', data: { testid: 'failure' } },
    h('strong', {}, 'The run failed'), h('p', {}, failure.detail), h('code', {}, failure.code));
}
