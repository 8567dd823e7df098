import { fill, h } from '../core/dom.js';

/** A plain text area for JSON with line numbers. Tab indents, and after Escape it leaves, so that the keyboard is never caught. */
export class Editor {
  element;

  #area;
  #gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' });
  #marked = new Set();
  #lines = 0;
  #tabLeaves = false;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    this.#area = h('textarea', {
      id: 'spec', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-describedby': 'editor-help', data: { testid: 'editor' },
      on: {
        input: () => this.#changed(),
        keydown: (event) => this.#key(event),
        scroll: () => { this.#gutter.scrollTop = this.#area.scrollTop; },
      },
    });
    this.element = h('div', { class: 'editor' }, this.#gutter, this.#area);
  }

  get text() {
    return this.#area.value;
  }

  set text(value) {
    this.#area.value = value;
    this.#area.scrollTop = 0;
    this.#changed();
  }

  /** Selects a part of the text and brings it into view. */
  select(start, end) {
    const area = this.#area;
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, end);
    const style = getComputedStyle(area);
    const lineHeight = parseFloat(style.lineHeight);
    area.scrollTop = Math.max(0, (this.lineOf(start) - 1) * lineHeight - area.clientHeight / 3);
    area.scrollLeft = 0;
    area.scrollIntoView({ block: 'nearest' });
  }

  /** Replaces a part of the text; undo brings it back. */
  replace(start, end, text) {
    this.select(start, end);
    // The only way that keeps the undo list of a text area; setRangeText is for browsers that drop it.
    if (!document.execCommand?.('insertText', false, text)) {
      this.#area.setRangeText(text, start, end, 'end');
      this.#changed();
    }
  }

  /** Marks lines (from 1) as wrong. */
  mark(lines) {
    this.#marked = new Set(lines);
    this.#drawGutter();
  }

  lineOf(position) {
    return this.text.slice(0, position).split('\n').length;
  }

  columnOf(position) {
    return position - this.text.lastIndexOf('\n', position - 1);
  }

  #changed() {
    this.#marked.clear();
    this.#drawGutter();
    this.#onChange();
  }

  #drawGutter() {
    const lines = this.text.split('\n').length;
    if (lines !== this.#lines) {
      this.#lines = lines;
      fill(this.#gutter, Array.from({ length: lines }, (_, index) => h('div', {}, String(index + 1))));
      this.#gutter.scrollTop = this.#area.scrollTop;
    }
    for (const [index, line] of [...this.#gutter.children].entries()) line.classList.toggle('wrong', this.#marked.has(index + 1));
  }

  #key(event) {
    if (event.key === 'Escape') {
      this.#tabLeaves = true;
      return;
    }
    if (event.key === 'Tab' && !this.#tabLeaves && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (event.shiftKey) this.#outdent();
      else this.#insert('  ');
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      event.preventDefault();
      const before = this.text.slice(0, this.#area.selectionStart);
      const indent = /[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1))[0];
      this.#insert(`\n${indent}${/[[{]\s*$/.test(before) ? '  ' : ''}`);
    }
    if (event.key !== 'Shift') this.#tabLeaves = false;
  }

  #insert(text) {
    const { selectionStart, selectionEnd } = this.#area;
    if (!document.execCommand?.('insertText', false, text)) {
      this.#area.setRangeText(text, selectionStart, selectionEnd, 'end');
      this.#changed();
    }
  }

  #outdent() {
    const { selectionStart } = this.#area;
    const start = this.text.lastIndexOf('\n', selectionStart - 1) + 1;
    const spaces = /^ {0,2}/.exec(this.text.slice(start))[0].length;
    if (spaces === 0) return;
    this.#area.setSelectionRange(start, start + spaces);
    this.#insert('');
    this.#area.setSelectionRange(Math.max(start, selectionStart - spaces), Math.max(start, selectionStart - spaces));
  }
}
