import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { errorList, targetOf } from './error-list.js';
import { JsonSyntaxError } from './json-map.js';
import { reportPanel } from './report.js';

/** Shows what the service says of a spec: beside the editor as a list or a report, and in it under the words. */
export class Outcome {
  element = h('div', { class: 'stack', data: { testid: 'outcome' } });

  #editor;
  #actions;

  /** @param {object} actions `go(start, end)`, `replace(start, end, text)`. */
  constructor(editor, actions) {
    this.#editor = editor;
    this.#actions = actions;
  }

  clear() {
    this.#fill();
  }

  report(report, places, isAsked) {
    const warnings = report.warnings ?? [];
    this.#mark(warnings, places, 'warn');
    const reopened = [...this.element.querySelectorAll('details[open] > summary')].map((summary) => summary.textContent);
    this.#fill(warnings.length > 0 && errorList('Works, but is seldom meant', warnings, places, this.#actions, { kind: 'warn', isAsked }), reportPanel(report));
    for (const summary of this.element.querySelectorAll('summary')) if (reopened.includes(summary.textContent)) summary.parentElement.open = true;
  }

  error(error, places, isAsked) {
    if (error.name === 'AbortError') return;
    if (error instanceof JsonSyntaxError) this.#notJson(error, isAsked);
    else if (error.errors?.length > 0) {
      this.#mark(error.errors, places);
      const title = error.errors.length === 1 ? 'One thing is wrong' : `${error.errors.length} things are wrong`;
      this.#fill(errorList(title, error.errors, places, this.#actions, { isAsked }));
    } else this.#fill(errorBox(error));
  }

  #notJson({ position, message }, isAsked) {
    const place = `line ${this.#editor.lineOf(position)}, column ${this.#editor.columnOf(position)}`;
    this.#editor.mark([{ start: position, end: position + 1, message }]);
    if (!isAsked) {
      // In the middle of a word every text is none: what was said before stays beside it.
      this.element.classList.add('stale');
      return;
    }
    this.#fill(h('section', { class: 'notice bad', role: 'alert', data: { testid: 'spec-errors' } }, h('strong', {}, 'This is not JSON yet'),
      h('ol', { class: 'errors' }, h('li', {}, h('button', { type: 'button', class: 'error', on: { click: () => this.#actions.go(position, position + 1) } },
        h('code', {}, place), h('span', {}, message))))));
  }

  #fill(...content) {
    this.element.classList.remove('stale');
    fill(this.element, ...content);
  }

  #mark(errors, places, kind = 'bad') {
    this.#editor.mark(errors.map((error) => ({ error, target: targetOf(error, places) })).filter(({ target }) => target).map(({ error, target }) => ({
      start: target.start, end: target.end, kind, message: [error.detail, error.expected && `Expected: ${error.expected}.`].filter(Boolean).join(' '),
    })));
  }
}
