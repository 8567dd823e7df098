import { h } from '../core/dom.js';
import { count } from '../core/format.js';
import { badge } from './badge.js';

/** What became of each run of a bulk action: those that were refused first, with the reason. */
export function bulkResults(action, { accepted, refused, items }, nameOf, close) {
  const ordered = [...items.filter((item) => item.error), ...items.filter((item) => !item.error)];
  return h('section', { class: `notice ${refused > 0 ? 'warn' : ''}`, 'aria-label': 'What became of them' },
    h('div', { class: 'row' }, h('strong', { role: 'status' }, summary(action, accepted, refused)),
      h('button', { type: 'button', class: 'remove', 'aria-label': 'Close', on: { click: close } }, '×')),
    items.length > 0 && h('details', { open: refused > 0 }, h('summary', {}, 'Run by run'),
      h('div', { class: 'scroll results', tabindex: '0', role: 'region', 'aria-label': 'Run by run' }, h('table', { class: 'figures', data: { testid: 'bulk-items' } },
        h('thead', {}, h('tr', {}, ['Run', 'Outcome', 'State'].map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, ordered.map((item) => h('tr', { data: { run: item.id, status: item.status } },
          h('th', { scope: 'row' }, item.status === 204 || item.status === 404 ? nameOf(item.id) : h('a', { href: `#/runs/${item.id}` }, nameOf(item.id))),
          h('td', {}, item.error ?? outcome(action, item)),
          h('td', {}, item.state && item.status !== 204 ? badge(item.state) : ''))))))));
}

function summary({ label }, accepted, refused) {
  if (accepted + refused === 0) return `${label}: no run matches any more.`;
  return `${label}: ${count(accepted)} ${accepted === 1 ? 'run' : 'runs'}${refused > 0 ? `, ${count(refused)} refused` : ''}.`;
}

function outcome({ label }, { status, new_run_id: made }) {
  if (made) return ['Submitted as ', h('a', { href: `#/runs/${made}` }, 'a new run')];
  return status === 202 ? `${label}: its worker will` : status === 204 ? 'Deleted' : `${label}: done`;
}
