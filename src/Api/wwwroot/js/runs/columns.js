import { fill, h, setText } from '../core/dom.js';
import { ago, dateTime, duration, metricValue, none, number, runSeconds, toNumber } from '../core/format.js';
import { badge } from './badge.js';
import { ProgressBar } from './progress-bar.js';

/**
 * Columns of the run list. A column is `{ key, label, className, sort, cell(td) → update(run) }`; `key` stands in the address, `sort` is what the
 * service sorts by: runs without a validation part follow by their training part. `params.PATH` and `metrics.NAME.NUMBER` are columns too.
 */
const own = {
  state: { label: 'State', className: 'state', sort: 'state', cell: (td) => (run) => { if (td.firstChild?.dataset?.state !== run.state) fill(td, badge(run.state)); } },
  progress: { label: 'Progress', className: 'wide', sort: 'epochs', cell: progress },
  loss: { label: 'Loss', className: 'metric', sort: 'metrics.val_loss.best,metrics.loss.best', cell: (td) => (run) => summary(td, run, 'loss') },
  accuracy: { label: 'Accuracy', className: 'metric', sort: 'metrics.val_accuracy.best,metrics.accuracy.best', cell: (td) => (run) => summary(td, run, 'accuracy') },
  started: { label: 'Started', className: '', sort: 'created_at', cell: started },
  dataset: { label: 'Dataset', className: '', sort: 'dataset', cell: text((run) => run.dataset) },
  device: { label: 'Device', className: '', sort: 'device', cell: text((run) => run.result?.device ?? run.spec.device) },
  duration: { label: 'Duration', className: '', sort: 'duration', cell: text((run) => duration(runSeconds(run))) },
  attempt: { label: 'Attempts', className: '', sort: 'attempt', cell: text((run) => String(run.attempt)) },
};

export const usual = ['state', 'progress', 'loss', 'accuracy', 'started'];
export const choices = Object.keys(own);

/** The column of a key; null if it is none. */
export function column(key) {
  if (own[key]) return { key, ...own[key] };
  const metric = /^metrics\.(.+)\.(last|best|min|max)$/.exec(key);
  if (metric) return { key, label: `${metric[1]} (${metric[2]})`, className: 'metric', sort: key, cell: text((run) => metricNumber(run, metric[1], metric[2])) };
  const param = /^params\.(.+)$/.exec(key);
  if (param) return { key, label: param[1], className: '', sort: key, cell: text((run) => paramText(run.spec, param[1].split('.'))) };
  return null;
}

function text(of) {
  return (td) => (run) => setText(td, of(run) ?? none);
}

function progress(td) {
  const bar = new ProgressBar();
  const label = h('span', { class: 'sub' });
  fill(td, bar.element, label);
  return (run) => {
    bar.update(run);
    setText(label, run.progress ? `epoch ${run.progress.epoch} of ${run.progress.epochs}` : run.state === 'queued' ? 'waiting for a worker' : none);
  };
}

function started(td) {
  const when = h('span', {});
  const took = h('span', { class: 'sub' });
  fill(td, when, took);
  return (run) => {
    setText(when, ago(run.started_at ?? run.created_at));
    when.title = dateTime(run.started_at ?? run.created_at);
    setText(took, run.started_at ? duration(runSeconds(run)) : run.finished_at ? 'never started' : 'queued');
  };
}

/** Newest and best value, of the validation part if there is one. */
function summary(td, run, metric) {
  const name = [`val_${metric}`, metric].find((candidate) => run.metrics[candidate]);
  if (!name) return fill(td, none);
  const { last, min, max } = run.metrics[name];
  return fill(td, h('span', {}, metricValue(metric, toNumber(last))),
    h('span', { class: 'sub' }, `best ${metricValue(metric, toNumber(metric === 'accuracy' ? max : min))}${name === metric ? ' (training)' : ''}`));
}

const errors = /(^|_)(loss|mae|mse|rmse|perplexity|zero_one|error_rate|gradient_norm)$/;

function metricNumber(run, name, which) {
  const test = run.result?.test_metrics?.[name];
  if (test !== undefined) return metricValue(name, toNumber(test));
  const values = run.metrics[name];
  if (!values) return none;
  return metricValue(name, toNumber(values[which === 'best' ? (errors.test(name) ? 'min' : 'max') : which]));
}

function paramText(value, path) {
  for (const part of path) value = value?.[part];
  if (value === undefined || value === null) return none;
  return typeof value === 'number' ? number(value) : typeof value === 'string' ? value : JSON.stringify(value);
}
