import { h } from '../core/dom.js';

/** The state of a run as a coloured word. */
export function badge(state) {
  return h('span', { class: 'badge', data: { state, testid: 'state' } }, state);
}
