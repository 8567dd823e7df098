import { h } from '../core/dom.js';
import { locate } from './json-map.js';

/**
 * The errors of a spec, each a button that goes to its place. `places` is the map of the text they were found in.
 * @param {object} actions `go(start, end)`, `replace(start, end, text)`.
 * @param {object} manner `kind`: `bad` or `warn`; `isAsked`: whether somebody waits for the answer, who is told at once.
 */
export function errorList(title, errors, places, actions, { kind = 'bad', isAsked = true } = {}) {
  return h('section', { class: `notice ${kind}`, role: kind === 'bad' && isAsked ? 'alert' : 'status', data: { testid: kind === 'bad' ? 'spec-errors' : 'spec-warnings' } },
    h('strong', {}, title),
    h('ol', { class: 'errors' }, errors.map((error) => {
      const target = targetOf(error, places);
      const fix = target && error.did_you_mean && fixOf(error, target);
      return h('li', { data: { pointer: error.pointer, code: error.code } },
        h('button', { type: 'button', class: 'error', disabled: !target, on: { click: () => actions.go(target.start, target.end) } },
          h('code', {}, error.pointer), h('span', {}, error.detail), error.expected && h('span', { class: 'sub' }, `Expected: ${error.expected}`)),
        fix && h('button', { type: 'button', class: 'fix', on: { click: () => actions.replace(fix.start, fix.end, fix.text) } }, `Use “${error.did_you_mean}”`));
    })));
}

/** The part of the text that an error is about: the name for an unknown member, else the value. */
export function targetOf(error, places) {
  const place = places && locate(places, error.pointer);
  if (!place) return null;
  const ofName = error.code === 'unknown_member' && place.exact && place.keyStart !== undefined;
  // What is missing has no place of its own: the cursor goes to the beginning of what it is missing in.
  if (!place.exact) return { start: place.start, end: Math.min(place.end, place.start + 1) };
  return ofName ? { start: place.keyStart, end: place.keyEnd, ofName } : { start: place.start, end: place.end, exact: true };
}

function fixOf(error, target) {
  return target.ofName || target.exact ? { start: target.start, end: target.end, text: JSON.stringify(error.did_you_mean) } : null;
}
