import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { setTitle } from '../core/router.js';
import { Editor } from './editor.js';
import { errorList, targetOf } from './error-list.js';
import { JsonSyntaxError, mapJson } from './json-map.js';
import { reportPanel } from './report.js';
import { freshKey } from './idempotency.js';
import { loadDraft, saveDraft } from './draft.js';

const indented = (spec) => JSON.stringify(spec, null, 2);

/** Write a spec, see what it means, and start it. */
export function submitPage(container, _, query, { api }) {
  setTitle('New run');
  const leaving = new AbortController();
  let key = freshKey();
  let request = null;

  const editor = new Editor(() => {
    key = freshKey();
    saveDraft(editor.text);
  });
  const examples = h('select', { id: 'example', data: { testid: 'examples' }, on: { change: () => useExample() } }, h('option', { value: '' }, 'Start from an example…'));
  const outcome = h('div', { class: 'stack' });
  const validate = h('button', { type: 'button', data: { testid: 'validate' }, on: { click: check } }, 'Validate');
  const submit = h('button', { type: 'button', class: 'primary', data: { testid: 'submit' }, on: { click: send } }, 'Start training');
  let known = [];

  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'New run'), h('div', { class: 'actions' }, h('label', { class: 'visually-hidden', for: 'example' }, 'Example'), examples, validate, submit)),
    h('div', { class: 'submit' },
      h('div', {}, h('label', { class: 'visually-hidden', for: 'spec' }, 'Spec as JSON'), editor.element,
        h('p', { id: 'editor-help', class: 'sub' }, 'Tab indents; Escape, then Tab leaves the editor. Ctrl+Enter starts the training.')),
      outcome));
  editor.element.addEventListener('keydown', (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send());
  begin();

  async function begin() {
    const from = query.get('from');
    const draft = loadDraft();
    if (!from && draft) editor.text = draft;
    try {
      if (from) editor.text = indented((await api.run(from, leaving.signal)).spec);
      known = await api.examples(leaving.signal);
      known.forEach((example, index) => examples.append(h('option', { value: index }, example.title ?? example.name)));
      if (!from && !draft && known.length > 0) editor.text = indented(known[0].spec);
    } catch (error) {
      if (error.name !== 'AbortError') fill(outcome, errorBox(error));
    }
  }

  function useExample() {
    if (examples.value === '') return;
    editor.text = indented(known[Number(examples.value)].spec);
    examples.value = '';
    fill(outcome);
  }

  function check() {
    return act(validate, async (places, signal) => {
      const report = await api.validate(editor.text, signal);
      fill(outcome, report.warnings?.length > 0 && errorList('Works, but is seldom meant', report.warnings, places, actions, 'warn'), reportPanel(report));
    });
  }

  function send() {
    return act(submit, async () => {
      const run = await api.submit(editor.text, key);
      saveDraft('');
      location.hash = `#/runs/${run.id}`;
    });
  }

  async function act(button, action) {
    if (request) return;
    request = leaving.signal;
    const text = editor.text;
    let places = null;
    validate.disabled = submit.disabled = true;
    button.setAttribute('aria-busy', 'true');
    try {
      places = mapJson(text);
      await action(places, leaving.signal);
    } catch (error) {
      showError(error, places);
    } finally {
      request = null;
      validate.disabled = submit.disabled = false;
      button.removeAttribute('aria-busy');
    }
  }

  const actions = {
    go: (start, end) => editor.select(start, end),
    replace: (start, end, text) => {
      editor.replace(start, end, text);
      check();
    },
  };

  function showError(error, places) {
    if (error.name === 'AbortError') return;
    if (error instanceof JsonSyntaxError) {
      const { position } = error;
      const place = `line ${editor.lineOf(position)}, column ${editor.columnOf(position)}`;
      editor.mark([editor.lineOf(position)]);
      fill(outcome, h('section', { class: 'notice bad', role: 'alert', data: { testid: 'spec-errors' } }, h('strong', {}, 'This is not JSON yet'),
        h('ol', { class: 'errors' }, h('li', {}, h('button', { type: 'button', class: 'error', on: { click: () => editor.select(position, position + 1) } }, h('code', {}, place), h('span', {}, error.message))))));
    } else if (error.errors?.length > 0) {
      const targets = error.errors.map((e) => targetOf(e, places)).filter(Boolean);
      editor.mark(targets.map((target) => editor.lineOf(target.start)));
      fill(outcome, errorList(error.errors.length === 1 ? 'One thing is wrong' : `${error.errors.length} things are wrong`, error.errors, places, actions));
    } else {
      fill(outcome, errorBox(error));
    }
  }

  return () => leaving.abort();
}
