import { h } from '../core/dom.js';

/** The spec as it was trained, all defaults filled in. */
export function specPanel(run) {
  const text = JSON.stringify(run.spec, null, 2);
  const code = h('pre', { class: 'code', tabindex: '0', data: { testid: 'spec' } }, text);
  const copy = h('button', { type: 'button', on: { click: () => copyText() } }, 'Copy');
  async function copyText() {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = 'Copied';
    } catch {
      // No clipboard here (plain HTTP, or not allowed): select the text, so that one key copies it.
      getSelection().selectAllChildren(code);
      copy.textContent = 'Selected: press Ctrl+C';
    }
    setTimeout(() => { copy.textContent = 'Copy'; }, 2500);
  }
  return h('details', { class: 'card' }, h('summary', {}, h('h2', {}, 'Spec, as trained')),
    h('div', { class: 'actions' }, copy, h('span', { class: 'sub hash' }, 'SHA-256 ', h('code', {}, run.spec_sha256))), code);
}
