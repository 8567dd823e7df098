/** A place where a text is not JSON. */
export class JsonSyntaxError extends Error {
  constructor(message, position) {
    super(message);
    this.position = position;
  }
}

const maxDepth = 200;

/**
 * Where every value of a JSON text is: a map from JSON Pointer (`''` for the whole) to `{ start, end, keyStart, keyEnd }` in characters; the key's
 * place is missing for array items. Throws JsonSyntaxError at the first place that is not JSON. The first of two equal keys counts.
 */
export function mapJson(text) {
  const places = new Map();
  let at = 0;

  const fail = (message, position = at) => { throw new JsonSyntaxError(message, position); };
  const space = () => { while (at < text.length && ' \t\n\r'.includes(text[at])) at++; };
  const seen = () => (at < text.length ? `found ‘${text[at]}’` : 'the text ends here');

  function value(pointer, depth, key) {
    if (depth > maxDepth) fail(`Nested deeper than ${maxDepth}`);
    space();
    const start = at;
    const c = text[at];
    if (c === '{') object(pointer, depth);
    else if (c === '[') array(pointer, depth);
    else if (c === '"') string();
    else literal();
    if (!places.has(pointer)) places.set(pointer, { start, end: at, ...key });
  }

  function object(pointer, depth) {
    at++;
    space();
    if (text[at] === '}') { at++; return; }
    for (;;) {
      space();
      if (text[at] !== '"') fail(`Expected a name in double quotes, ${seen()}`);
      const keyStart = at;
      const name = string();
      const keyEnd = at;
      space();
      if (text[at] !== ':') fail(`Expected ‘:’ after the name, ${seen()}`);
      at++;
      value(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1, { keyStart, keyEnd });
      space();
      if (text[at] === '}') { at++; return; }
      if (text[at] !== ',') fail(`Expected ‘,’ or ‘}’, ${seen()}`);
      at++;
      space();
      if (text[at] === '}') fail('A comma must not stand before ‘}’');
    }
  }

  function array(pointer, depth) {
    at++;
    space();
    if (text[at] === ']') { at++; return; }
    for (let index = 0; ; index++) {
      value(`${pointer}/${index}`, depth + 1, {});
      space();
      if (text[at] === ']') { at++; return; }
      if (text[at] !== ',') fail(`Expected ‘,’ or ‘]’, ${seen()}`);
      at++;
      space();
      if (text[at] === ']') fail('A comma must not stand before ‘]’');
    }
  }

  function string() {
    const start = at++;
    while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
    if (text[at] !== '"') fail('This text has no closing quote', start);
    at++;
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      return fail('Not a JSON string: an escape or a control character is wrong', start);
    }
  }

  function literal() {
    const start = at;
    while (at < text.length && !' \t\n\r,]}:{["'.includes(text[at])) at++;
    const word = text.slice(start, at);
    if (word === '') fail(`Expected a value, ${seen()}`, start);
    try {
      JSON.parse(word);
    } catch {
      fail(`‘${word}’ is not a JSON value`, start);
    }
  }

  value('', 0, {});
  space();
  if (at < text.length) fail(`Expected the end of the text, ${seen()}`);
  return places;
}

/** The place a pointer (`#/model/layers/3/units`) names, or the nearest place around it that the text has. */
export function locate(places, pointer) {
  let path = decodeURIComponent(pointer.replace(/^#/, ''));
  for (;;) {
    const place = places.get(path);
    if (place) return { ...place, exact: path === decodeURIComponent(pointer.replace(/^#/, '')) };
    if (path === '') return null;
    path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  }
}
