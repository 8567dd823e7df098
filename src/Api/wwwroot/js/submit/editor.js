import { fill, h, setText } from '../core/dom.js';
import { Offers } from './offers.js';

/**
 * A plain text area for JSON with line numbers, completions at the cursor and wrong places underlined. Tab indents, and after Escape it leaves, so that the
 * keyboard is never caught.
 */
export class Editor {
  element;

  /** Gives completions for a text and a place in it. */
  completions = () => [];

  #area;
  #gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' });
  #backdrop = h('pre', { class: 'backdrop', 'aria-hidden': 'true' });
  #message = h('p', { class: 'editor-message', role: 'status', data: { testid: 'editor-message' } });
  #offers;
  #marks = [];
  #lines = 0;
  #ruler = null;
  #tabLeaves = false;
  #isCompleting = false;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    this.#area = h('textarea', {
      id: 'spec', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-describedby': 'editor-help', data: { testid: 'editor' },
      on: {
        input: (event) => this.#changed(event),
        keydown: (event) => this.#key(event),
        keyup: () => this.#tell(),
        click: () => { this.#offers.close(); this.#tell(); },
        blur: () => this.#offers.close(),
        scroll: () => { this.#follow(); this.#offers.close(); },
      },
    });
    this.#offers = new Offers(this.#area, (offer) => this.#put(offer));
    this.element = h('div', { class: 'editor-box' },
      h('div', { class: 'editor' }, this.#gutter, h('div', { class: 'pane' }, this.#backdrop, this.#area)), this.#offers.element, this.#offers.status, this.#message);
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
    area.scrollTop = Math.max(0, (this.lineOf(start) - 1) * this.#lineHeight() - area.clientHeight / 3);
    area.scrollLeft = 0;
    area.scrollIntoView({ block: 'nearest' });
    this.#tell();
  }

  /** Replaces a part of the text; undo brings it back. */
  replace(start, end, text) {
    this.select(start, end);
    this.#insert(text);
  }

  /** Marks places as wrong: `{ start, end, message, kind }`. They stay until the text changes. */
  mark(places) {
    this.#marks = [...places].sort((a, b) => a.start - b.start);
    this.#drawGutter();
    this.#drawBackdrop();
    this.#tell();
  }

  lineOf(position) {
    return this.text.slice(0, position).split('\n').length;
  }

  columnOf(position) {
    return position - this.text.lastIndexOf('\n', position - 1);
  }

  #changed(event = null) {
    this.#marks = [];
    this.#drawGutter();
    this.#drawBackdrop();
    setText(this.#message, '');
    this.#onChange();
    const typed = event?.inputType === 'insertText' && /[\w"]/.test(event.data ?? '');
    if (!this.#isCompleting && (typed || (this.#offers.isOpen && event?.inputType?.startsWith('delete')))) this.#offer(false);
    else this.#offers.close();
  }

  #drawGutter() {
    const lines = this.text.split('\n').length;
    if (lines !== this.#lines) {
      this.#lines = lines;
      fill(this.#gutter, Array.from({ length: lines }, (_, index) => h('div', {}, String(index + 1))));
      this.#gutter.scrollTop = this.#area.scrollTop;
    }
    const wrong = new Set(this.#marks.filter((mark) => mark.kind !== 'warn').map((mark) => this.lineOf(mark.start)));
    for (const [index, line] of [...this.#gutter.children].entries()) line.classList.toggle('wrong', wrong.has(index + 1));
  }

  /** The same text behind the area, unseen but for the lines under what is wrong. */
  #drawBackdrop() {
    const { text } = this;
    const parts = [];
    let at = 0;
    for (const { start, end, kind } of this.#marks) {
      if (start < at) continue;
      const to = Math.max(start + 1, Math.min(end, endOfLine(text, start)));
      parts.push(text.slice(at, start), h('mark', { class: kind === 'warn' ? 'warn' : null }, text.slice(start, to) || ' '));
      at = to;
    }
    fill(this.#backdrop, parts, this.#marks.length > 0 && `${text.slice(at)}\n`);
    this.#follow();
  }

  #follow() {
    this.#gutter.scrollTop = this.#area.scrollTop;
    this.#backdrop.scrollTop = this.#area.scrollTop;
    this.#backdrop.scrollLeft = this.#area.scrollLeft;
  }

  /** Says what is wrong in the line of the cursor. */
  #tell() {
    const line = this.lineOf(this.#area.selectionStart);
    const here = this.#marks.filter((mark) => this.lineOf(mark.start) === line);
    setText(this.#message, here.map((mark) => mark.message).join(' '));
  }

  #offer(isAsked) {
    const at = this.#area.selectionStart;
    if (at !== this.#area.selectionEnd) return;
    const offers = this.completions(this.text, at);
    const isBegun = offers.length > 0 && this.text.slice(offers[0].from, at).replace('"', '') !== '';
    this.#offers.show(offers, this.#placeOf(offers[0]?.from ?? at), isAsked || isBegun);
  }

  #put({ from, to, text, cursor }) {
    this.#isCompleting = true;
    this.#area.setSelectionRange(from, to);
    this.#insert(text);
    this.#area.setSelectionRange(from + cursor, from + cursor);
    this.#isCompleting = false;
    // Between quotes or behind a colon there is the next thing to choose.
    if (/^\s*[":[{]|\s$/.test(text.slice(Math.max(0, cursor - 1)))) this.#offer(false);
  }

  /** Where a place of the text is on the screen, from the box's left upper corner: below its line. */
  #placeOf(position) {
    const style = getComputedStyle(this.#area);
    const context = (this.#ruler ??= document.createElement('canvas').getContext('2d'));
    context.font = style.font;
    const width = context.measureText('0').width;
    const left = this.#gutter.offsetWidth + parseFloat(style.paddingLeft) + (this.columnOf(position) - 1) * width - this.#area.scrollLeft;
    const top = parseFloat(style.paddingTop) + this.lineOf(position) * this.#lineHeight() - this.#area.scrollTop;
    return { left: Math.max(0, Math.min(left, this.element.clientWidth - 260)), top };
  }

  #lineHeight() {
    return parseFloat(getComputedStyle(this.#area).lineHeight);
  }

  #key(event) {
    if (this.#offers.key(event)) return;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      this.#offer(true);
      return;
    }
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
    // The only way that keeps the undo list of a text area; setRangeText is for browsers that drop it.
    const isDone = text === '' ? document.execCommand?.('delete') : document.execCommand?.('insertText', false, text);
    if (!isDone) {
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

function endOfLine(text, from) {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
