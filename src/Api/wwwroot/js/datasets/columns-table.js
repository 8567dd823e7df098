import { h } from '../core/dom.js';
import { compact, count, none, number } from '../core/format.js';

const types = ['number', 'category', 'text', 'boolean', 'time', 'image', 'mask', 'boxes', 'tensor'];
const roles = ['feature', 'target', 'id', 'time', 'group'];

/**
 * Columns with type, role, statistics and a small histogram. With `change` types and roles can be chosen.
 * @param {object[]} columns as the API gives them.
 * @param {string} part whose statistics are shown.
 * @param {{ of: (name: string) => object, set: (name: string, option: object) => void }?} change
 */
export function columnsTable(columns, part, change = null) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Columns' },
    h('table', { class: 'figures columns', data: { testid: 'columns' } },
      h('thead', {}, h('tr', {}, ['Column', 'Type', 'For', 'Missing', 'Distinct', 'Values', 'Distribution'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, columns.map((column) => row(column, column.statistics?.[part] ?? Object.values(column.statistics ?? {})[0] ?? {}, change)))));
}

function row(column, statistics, change) {
  const option = change?.of(column.name) ?? {};
  return h('tr', { data: { column: column.name }, class: option.exclude ? 'left-out' : undefined },
    h('th', { scope: 'row' }, column.name, column.shape && h('span', { class: 'sub' }, column.shape.join(' × '))),
    h('td', {}, change ? choice(`Type of ${column.name}`, types, column.type, option.type, (type) => change.set(column.name, { type })) : column.type, sure(column.type_confidence)),
    h('td', {}, change ? roleChoice(column, option, change) : column.role, sure(column.role_confidence)),
    h('td', {}, statistics.missing ? `${count(statistics.missing)} (${share(statistics.missing, statistics.missing + statistics.count)})` : none),
    h('td', {}, statistics.distinct === undefined ? none : `${statistics.distinct_is_exact === false ? '≈ ' : ''}${compact(statistics.distinct)}`),
    h('td', {}, summary(statistics)),
    h('td', {}, distribution(column.name, statistics)));
}

function roleChoice(column, option, change) {
  const shown = option.exclude ? 'left out' : option.role;
  return choice(`Use of ${column.name}`, [...roles, 'left out'], column.role, shown,
    (role) => change.set(column.name, role === 'left out' ? { exclude: true, role: undefined } : { exclude: undefined, role }));
}

function choice(label, values, found, chosen, set) {
  const select = h('select', { 'aria-label': label, on: { change: () => set(select.value === found ? undefined : select.value) } }, values.map((value) => h('option', { value }, value)));
  select.value = chosen ?? found;
  return select;
}

const sure = (confidence) => confidence < 0.995 && h('span', { class: 'sub' }, `${Math.round(confidence * 100)} % sure`);
const share = (some, all) => `${number((100 * some) / Math.max(1, all))} %`;

function summary({ min, max, mean, standard_deviation: deviation, lengths, images, top }) {
  if (images) return `${range(images.min_height, images.max_height)} × ${range(images.min_width, images.max_width)} × ${images.channels}`;
  if (mean !== undefined && mean !== null) return [`${number(min)} … ${number(max)}`, h('span', { class: 'sub' }, `mean ${number(mean)} ± ${number(deviation)}`)];
  if (lengths) return [`${count(lengths.min)} – ${count(lengths.max)} long`, h('span', { class: 'sub' }, `mean ${number(lengths.mean)}`)];
  if (top?.length) return h('span', { class: 'clip' }, top.slice(0, 3).map((entry) => entry.value).join(', '));
  return none;
}

const range = (least, most) => (least === most ? count(least) : `${count(least)}–${count(most)}`);

/** Bars: of the histogram, or of the most frequent values. */
function distribution(name, { histogram, top, count: rows }) {
  const bars = histogram?.length ? histogram.map((value) => ({ value })) : (top ?? []).slice(0, 12).map((entry) => ({ value: entry.count, label: entry.value }));
  if (bars.length === 0) return none;
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const text = bars[0].label === undefined ? `Histogram of ${name}: ${bars.map((bar) => bar.value).join(', ')}` : `Most frequent of ${name}: ${bars.map((bar) => `${bar.label} ${share(bar.value, rows)}`).join(', ')}`;
  return h('span', { class: 'bars', role: 'img', 'aria-label': text, title: text },
    bars.map((bar) => h('span', { style: { '--share': String(bar.value / most) }, class: bar.label === undefined ? undefined : 'apart' })));
}
