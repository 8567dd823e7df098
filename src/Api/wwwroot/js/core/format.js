const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const none = '—';

/** A number of the wire: JSON has no NaN, so those come as strings. */
export function toNumber(value) {
  return typeof value === 'number' ? value : Number(value);
}

/** Four significant digits; very small and very large numbers with an exponent. */
export function number(value) {
  if (value === null || value === undefined) return none;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 1e4 && size < 1e9) return whole.format(value);
  if (value === 0 || (size >= 1e-3 && size < 1e4)) return String(Number(value.toPrecision(4)));
  return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
}

export const isShare = (metric) => /(^|_)(accuracy|precision|recall|f1)$/.test(metric);

/** A metric's value as people read it: shares as percent. */
export function metricValue(metric, value) {
  if (value === null || value === undefined) return none;
  return isShare(metric) && Number.isFinite(value) ? `${(value * 100).toFixed(2)} %` : number(value);
}

export const higherIsBetter = (metric) => isShare(metric) || metric === 'samples_per_second';

/** `val_loss` → `Validation loss`. */
export function metricName(metric) {
  const words = metric.replace(/^val_/, 'validation_').replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

/** A share as percent; the unit stays on the number's line. */
export const percent = (share) => `${(share * 100).toFixed(1)}\u00a0%`;

export const count = (value) => (value === null || value === undefined ? none : whole.format(value));
export const compact = (value) => (value === null || value === undefined ? none : short.format(value));

export function bytes(value) {
  if (value === null || value === undefined) return none;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${units[unit]}`;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return none;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export const dateTime = (text) => (text ? moment.format(new Date(text)) : none);

export function ago(text, now = Date.now()) {
  if (!text) return none;
  const seconds = Math.min(0, (new Date(text) - now) / 1000);
  if (seconds > -45) return 'just now';
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86400), 'day');
}

export const shape = (sizes) => (sizes ? sizes.join(' × ') : none);

/** Seconds a run has trained, until now for one that has not ended. */
export function runSeconds(run, now = Date.now()) {
  if (!run.started_at) return null;
  return Math.max(0, (run.finished_at ? new Date(run.finished_at) : now) - new Date(run.started_at)) / 1000;
}
