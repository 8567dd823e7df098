import { h } from '../core/dom.js';
import { copyButton } from '../core/copy.js';

/** The spec as it was trained, all defaults filled in; as text, as a command, or to begin a new one with. */
export function specPanel(run) {
  const text = JSON.stringify(run.spec, null, 2);
  const code = h('pre', { class: 'code', tabindex: '0', data: { testid: 'spec' } }, text);
  return h('details', { class: 'card' }, h('summary', {}, h('h2', {}, 'Spec, as trained')),
    h('div', { class: 'actions' },
      copyButton('Copy', () => text, code, 'copy-spec'), copyButton('Copy as curl', () => asCurl(text), null, 'copy-curl'),
      h('a', { class: 'button', href: `#/submit?from=${run.id}` }, 'Clone and edit this spec'),
      h('span', { class: 'sub hash' }, 'SHA-256 ', h('code', {}, run.spec_sha256))), code);
}

/** A command for a POSIX shell that submits the spec to this service. */
export function asCurl(text) {
  const address = new URL('api/v1/runs', document.baseURI).href;
  return `curl -X POST '${address}' -H 'Content-Type: application/json' -d '${text.replaceAll("'", "'\\''")}'`;
}
