import { h } from '../core/dom.js';
import { none, number } from '../core/format.js';

/**
 * Rows as a table; images and masks as pictures where `imageUrl(part, row, column)` gives an address.
 * @param {object} preview as the API gives it.
 * @param {object[]} columns to know which hold images.
 */
export function previewTable(preview, columns, imageUrl = null) {
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const isPicture = (name) => ['image', 'mask'].includes(types.get(name));
  const picture = (name, index) => imageUrl && h('img', {
    src: imageUrl(preview.part, preview.first_row + index, name), alt: `${name} of row ${preview.first_row + index + 1}`, loading: 'lazy', class: 'thumb',
  });
  if (imageUrl && preview.columns.some(isPicture) && preview.columns.length <= 4) return gallery(preview, isPicture, picture);
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'First rows' },
    h('table', { class: 'figures preview', data: { testid: 'preview' } },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, ''), preview.columns.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, preview.rows.map((row, index) => h('tr', {},
        h('td', { class: 'index' }, String(preview.first_row + index + 1)),
        row.map((cell, i) => {
          const name = preview.columns[i];
          return h('td', { class: cell === null ? 'empty' : undefined }, (isPicture(name) && picture(name, index)) || text(cell));
        }))))));
}

function gallery(preview, isPicture, picture) {
  return h('ul', { class: 'gallery', data: { testid: 'gallery' } }, preview.rows.map((row, index) => h('li', {},
    h('div', { class: 'pictures' }, preview.columns.filter(isPicture).map((name) => picture(name, index))),
    preview.columns.map((name, i) => !isPicture(name) && h('span', { class: 'clip' }, text(row[i]))))));
}

function text(cell) {
  if (cell === null || cell === undefined) return none;
  if (typeof cell === 'number') return number(cell);
  if (typeof cell === 'boolean') return cell ? 'true' : 'false';
  if (Array.isArray(cell)) return h('span', { class: 'clip' }, JSON.stringify(cell));
  if (typeof cell === 'object') return `${cell.height} × ${cell.width} × ${cell.channels}`;
  return h('span', { class: 'clip' }, cell);
}
