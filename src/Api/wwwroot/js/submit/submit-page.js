import { h } from '../core/dom.js';
import { setTitle } from '../core/router.js';
import { complete } from './complete.js';
import { loadDraft, saveDraft } from './draft.js';
import { Editor } from './editor.js';
import { Gallery, taskOf } from './gallery.js';
import { freshKey } from './idempotency.js';
import { mapJson } from './json-map.js';
import { Outcome } from './outcome.js';
import { SpecSchema } from './spec-schema.js';

const indented = (spec) => JSON.stringify(spec, null, 2);
const typingPause = 500;

/** Write a spec, see at once what it means, and start it. */
export function submitPage(container, _, query, { api }) {
  setTitle('New run');
  const leaving = new AbortController();
  let key = freshKey();
  let isSending = false;
  let looking = new AbortController();
  let pause = null;

  const editor = new Editor(() => {
    key = freshKey();
    saveDraft(editor.text);
    lookSoon();
  });
  const outcome = new Outcome(editor, {
    go: (start, end) => editor.select(start, end),
    replace: (start, end, text) => {
      editor.replace(start, end, text);
      check();
    },
  });
  const gallery = new Gallery((example) => {
    editor.text = indented(example.spec);
    gallery.open(false);
    editor.select(0, 0);
  });
  const validate = h('button', { type: 'button', data: { testid: 'validate' }, on: { click: check } }, 'Validate');
  const submit = h('button', { type: 'button', class: 'primary', data: { testid: 'submit' }, on: { click: send } }, 'Start training');

  container.append(
    h('div', { class: 'head' }, h('h1', {}, 'New run'), h('div', { class: 'actions' }, validate, submit)),
    h('div', { class: 'stack' }, gallery.element,
      h('div', { class: 'submit' },
        h('div', {}, h('label', { class: 'visually-hidden', for: 'spec' }, 'Spec as JSON'), editor.element,
          h('p', { id: 'editor-help', class: 'sub' }, 'Completions come as one types, or with Ctrl+Space. Tab indents; Escape, then Tab leaves the editor. Ctrl+Enter starts the training.')),
        outcome.element)));
  editor.element.addEventListener('keydown', (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send());
  begin();
  learn();

  async function begin() {
    const from = query.get('from');
    const draft = loadDraft();
    if (!from && draft) editor.text = draft;
    try {
      if (from) editor.text = indented((await api.run(from, leaving.signal)).spec);
      const known = await api.examples(leaving.signal);
      gallery.show(known);
      // What somebody has begun to write in the meantime stays.
      if (!from && editor.text === '' && known.length > 0) editor.text = indented((known.find(({ spec }) => taskOf(spec) === 'Images') ?? known[0]).spec);
      gallery.open(!from && !draft);
    } catch (error) {
      outcome.error(error, null, true);
    }
  }

  /** What completions are told from. Without it the editor is one without completions. */
  async function learn() {
    try {
      const [schema, datasets] = await Promise.all([api.schema(leaving.signal), api.datasets(leaving.signal)]);
      const known = { datasets: datasets.map((dataset) => dataset.name) };
      const specs = new SpecSchema(schema);
      editor.completions = (text, at) => complete(text, at, specs, known);
    } catch (error) {
      if (error.name !== 'AbortError') console.info('No completions:', error.message);
    }
  }

  function lookSoon() {
    clearTimeout(pause);
    looking.abort();
    if (editor.text.trim() !== '') pause = setTimeout(() => look(false), typingPause);
    else outcome.clear();
  }

  /** Asks what the spec would be, and shows the answer unless the text has changed in between. */
  async function look(isAsked) {
    clearTimeout(pause);
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    let places = null;
    try {
      places = mapJson(editor.text);
      const report = await api.validate(editor.text, signal);
      if (!signal.aborted) outcome.report(report, places, isAsked);
    } catch (error) {
      // That a service is away is told to people who asked for something.
      if (!signal.aborted && (isAsked || !error.isTemporary)) outcome.error(error, places, isAsked);
    }
  }

  function check() {
    return busy(validate, () => look(true));
  }

  function send() {
    return busy(submit, async () => {
      let places = null;
      clearTimeout(pause);
      looking.abort();
      try {
        places = mapJson(editor.text);
        const run = await api.submit(editor.text, key);
        saveDraft('');
        location.hash = `#/runs/${run.id}`;
      } catch (error) {
        outcome.error(error, places, true);
      }
    });
  }

  async function busy(button, action) {
    if (isSending) return;
    isSending = true;
    validate.disabled = submit.disabled = true;
    button.setAttribute('aria-busy', 'true');
    try {
      await action();
    } finally {
      isSending = false;
      validate.disabled = submit.disabled = false;
      button.removeAttribute('aria-busy');
    }
  }

  return () => {
    clearTimeout(pause);
    looking.abort();
    leaving.abort();
  };
}
