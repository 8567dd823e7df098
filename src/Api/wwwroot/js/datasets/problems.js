import { h } from '../core/dom.js';
import { errorBox } from '../core/errors.js';

/** What is wrong with files, one by one: place, fault, what was expected, how to mend it. */
export function problemBox(error) {
  if (!error.problems?.length) return errorBox(error);
  return h('section', { class: 'notice bad', role: 'alert', data: { testid: 'problems' } },
    h('strong', {}, error.title),
    h('ul', { class: 'problems' }, error.problems.map((problem) => h('li', { data: { code: problem.code } },
      h('code', {}, placeOf(problem)), h('span', {}, problem.detail),
      problem.expected && h('span', { class: 'sub' }, `Expected: ${problem.expected}`),
      problem.remedy && h('span', { class: 'sub' }, problem.remedy)))));
}

const placeOf = ({ file, entry, row, column }) =>
  [file, entry, row !== undefined && `row ${row}`, column !== undefined && `column ${column}`].filter(Boolean).join(' · ') || 'all files';

/** What one should know before training. */
export function warningList(warnings) {
  if (warnings.length === 0) return null;
  return h('section', { class: 'notice warn', role: 'status', data: { testid: 'warnings' } },
    h('strong', {}, warnings.length === 1 ? 'One thing to know before training' : `${warnings.length} things to know before training`),
    h('ul', { class: 'problems' }, warnings.map((warning) => h('li', { data: { code: warning.code } },
      h('code', {}, [warning.column, warning.part, warning.row !== undefined && `row ${warning.row}`].filter(Boolean).join(' · ') || warning.code.replaceAll('_', ' ')),
      h('span', {}, warning.detail), warning.remedy && h('span', { class: 'sub' }, warning.remedy)))));
}
