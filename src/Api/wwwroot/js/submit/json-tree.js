/**
 * Reads a JSON text that is still being written into nodes `{ kind, start, end, … }`: objects have `members` (`{ key, keyStart, keyEnd, colon, value }`),
 * arrays `items`, strings and literals their `value`. What is missing is null; nothing throws.
 */
export function readTree(text) {
  let at = 0;
  const space = () => { while (at < text.length && /\s/.test(text[at])) at++; };

  function value() {
    space();
    const start = at;
    if (text[at] === '{') return object(start);
    if (text[at] === '[') return array(start);
    if (text[at] === '"') return { kind: 'string', start, value: string(), end: at };
    const word = /[^\s,\]}:{["]*/y;
    word.lastIndex = at;
    const literal = word.exec(text)[0];
    at += literal.length;
    return literal === '' ? null : { kind: 'literal', start, end: at, value: literal };
  }

  function string() {
    const start = at++;
    while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
    const isClosed = text[at] === '"';
    if (isClosed) at++;
    at = Math.min(at, text.length);
    return text.slice(start + 1, isClosed ? at - 1 : at);
  }

  function object(start) {
    const node = { kind: 'object', start, members: [], isClosed: false };
    at++;
    for (;;) {
      space();
      if (at >= text.length || text[at] === ']') break;
      if (text[at] === '}') { at++; node.isClosed = true; break; }
      if (text[at] === ',' || text[at] === ':') { at++; continue; }
      const keyStart = at;
      const key = value();
      if (key === null) { at++; continue; }
      if (key.kind === 'object' || key.kind === 'array') continue;
      const member = { key: key.value, keyStart, keyEnd: key.end, colon: null, value: null };
      node.members.push(member);
      space();
      if (text[at] !== ':') continue;
      member.colon = at++;
      space();
      if (at < text.length && !',}]'.includes(text[at])) member.value = value();
    }
    node.end = at;
    return node;
  }

  function array(start) {
    const node = { kind: 'array', start, items: [], isClosed: false };
    at++;
    for (;;) {
      space();
      if (at >= text.length || text[at] === '}') break;
      if (text[at] === ']') { at++; node.isClosed = true; break; }
      if (text[at] === ',' || text[at] === ':') { at++; continue; }
      const item = value();
      if (item === null) at++;
      else node.items.push(item);
    }
    node.end = at;
    return node;
  }

  return value();
}

/**
 * What stands at a place of the text: `{ role: 'key' | 'value', path, parent, member, from, to }`. `path` leads from the root to the parent: steps
 * `{ node, key }` where `key` is a member's name or `null` for an item. `from` and `to` are what a completion would replace.
 */
export function placeIn(root, at) {
  const path = [];
  let node = root;
  while (node && isWithin(node, at)) {
    if (node.kind === 'object') {
      const member = node.members.find((each) => at >= each.keyStart && at <= each.keyEnd);
      if (member) return { role: 'key', path, parent: node, member, from: member.keyStart, to: member.keyEnd };
      const open = node.members.findLast((each) => each.colon !== null && at > each.colon);
      const next = node.members.find((each) => each.keyStart > at);
      if (open && (open.value ? at >= open.value.start && at <= open.value.end : !next || node.members.indexOf(next) === node.members.indexOf(open) + 1)) {
        const steps = [...path, { node, key: open.key }];
        if (!open.value) return { role: 'value', path: steps, parent: node, member: open, from: at, to: at };
        if (open.value.kind === 'string' || open.value.kind === 'literal') return { role: 'value', path: steps, parent: node, member: open, from: open.value.start, to: open.value.end };
        if (isWithin(open.value, at)) {
          path.push({ node, key: open.key });
          node = open.value;
          continue;
        }
      }
      return { role: 'key', path, parent: node, member: null, from: at, to: at };
    }
    const item = node.items.find((each) => at >= each.start && at <= each.end);
    path.push({ node, key: null });
    if (!item || item.kind === 'string' || item.kind === 'literal') {
      return { role: 'value', path, parent: node, member: null, from: item?.start ?? at, to: item?.end ?? at };
    }
    if (!isWithin(item, at)) return null;
    node = item;
  }
  return null;
}

const isWithin = (node, at) => (node.kind === 'object' || node.kind === 'array') && at > node.start && (at < node.end || (at === node.end && !node.isClosed));
