import { h } from './dom.js';

/** A box that says what went wrong and, where it can help, offers to try again. */
export function errorBox(error, retry = null) {
  return h('div', { class: 'notice bad', role: 'alert', data: { testid: 'error' } },
    h('strong', {}, error.title ?? 'Something went wrong'),
    h('p', {}, error.message),
    retry && h('button', { type: 'button', on: { click: retry } }, 'Try again'));
}
