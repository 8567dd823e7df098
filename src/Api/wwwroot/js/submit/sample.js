import { h } from '../core/dom.js';
import { number, shape } from '../core/format.js';

/** The first row trained on, as the network will get it. */
export function sampleTable(fields) {
  return h('details', { data: { testid: 'prepared-sample' } }, h('summary', {}, 'One prepared row'),
    fields.map((field) => h('section', { 'aria-label': `Field ${field.name}` },
      h('h3', {}, field.name, h('span', { class: 'quiet' }, ` ${field.shape.length === 0 ? 'one label' : shape(field.shape)}${field.length ? `, ${field.length} real steps` : ''}`)),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Values of ${field.name}` }, h('table', { class: 'figures' },
        field.names && h('thead', {}, h('tr', {}, field.names.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, h('tr', {}, field.values.map((value) => h('td', {}, number(Number(value)))))))),
      countOf(field.shape) > field.values.length && h('p', { class: 'sub' }, `The first ${field.values.length} of ${countOf(field.shape)} numbers.`))));
}

const countOf = (sizes) => sizes.reduce((product, size) => product * size, 1);
