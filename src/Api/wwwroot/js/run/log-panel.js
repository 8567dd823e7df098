import { fill, h } from '../core/dom.js';
import { coalesce } from '../core/schedule.js';

const levels = ['debug', 'information', 'warning', 'error'];
const shownAtMost = 1000;
const typingPause = 250;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** What was said of a run while it was worked on: lines so far, then live ones; by level, and by words that the server looks for. */
export class LogPanel {
  element;

  #list = h('ol', { class: 'log', tabindex: '0', 'aria-label': 'Log', data: { testid: 'log' } });
  #level;
  #text;
  #lastSeq = 0;
  #reading = new AbortController();

  constructor(id, api, failed) {
    const read = () => this.#read(id, api, failed);
    const typed = coalesce(read, typingPause);
    this.#level = h('select', { 'aria-label': 'Least level', on: { change: read } },
      levels.map((level) => h('option', { value: level, selected: level === 'information' }, level)));
    this.#text = h('input', { type: 'search', placeholder: 'Search the log', 'aria-label': 'Search the log', on: { input: typed } });
    this.element = h('details', { class: 'card', on: { toggle: () => this.element.open && this.#lastSeq === 0 && read() } },
      h('summary', {}, h('h2', {}, 'Log')), h('div', { class: 'actions' }, this.#level, this.#text), this.#list);
  }

  /** Takes a `log` event of the run's feed. */
  take(event) {
    if (this.#lastSeq === 0 || event.seq <= this.#lastSeq) return;
    this.#lastSeq = event.seq;
    const wanted = this.#text.value.toLowerCase();
    if (levels.indexOf(event.log.level) < levels.indexOf(this.#level.value)) return;
    if (wanted && !`${event.log.message}\n${event.log.exception ?? ''}`.toLowerCase().includes(wanted)) return;
    this.#add(event.at, event.log);
  }

  stop() {
    this.#reading.abort();
  }

  async #read(id, api, failed) {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    try {
      const lines = [];
      for (let afterSeq = 0; afterSeq !== null;) {
        const page = await api.logs(id, { afterSeq, level: this.#level.value, text: this.#text.value }, signal);
        lines.push(...page.items);
        afterSeq = page.next_after_seq ?? null;
      }
      if (signal.aborted) return;
      this.#lastSeq = lines.at(-1)?.seq ?? 1;
      fill(this.#list, lines.length === 0 && h('li', { class: 'quiet' }, 'No such lines.'));
      for (const entry of lines.slice(-shownAtMost)) this.#add(entry.at, entry.line);
    } catch (error) {
      if (error.name !== 'AbortError') failed(error);
    }
  }

  #add(at, line) {
    const atEnd = this.#list.scrollTop + this.#list.clientHeight >= this.#list.scrollHeight - 8;
    this.#list.querySelector('.quiet')?.remove();
    this.#list.append(h('li', { data: { level: line.level }, title: `${line.source}${line.worker ? `, worker ${line.worker}` : ''}` },
      h('time', { datetime: at }, clock.format(new Date(at))), h('b', {}, line.level), h('span', {}, line.message, line.exception && ` (${line.exception})`)));
    while (this.#list.children.length > shownAtMost) this.#list.firstChild.remove();
    if (atEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }
}
