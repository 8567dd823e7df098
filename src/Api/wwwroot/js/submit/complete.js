import { placeIn, readTree } from './json-tree.js';

const most = 60;
const noteLength = 90;

/**
 * What could stand at a place of a spec: `[{ label, note, from, to, text, cursor }]`, to replace `from` to `to` by `text` and put the cursor `cursor`
 * characters behind `from`. Names that are there already are not offered again.
 * @param {SpecSchema} schema
 * @param {object} known `datasets`: names that are known.
 */
export function complete(text, at, schema, known = {}) {
  const root = readTree(text);
  const place = root && placeIn(root, at);
  if (!place) return [];
  const word = text.slice(place.from, at).replace(/^"/, '').toLowerCase();
  const offers = place.role === 'key' ? names(text, place, schema) : values(place, schema, known);
  const rank = ({ match }) => (match === word ? 2 : match.startsWith(word) ? 1 : 0);
  return offers.filter((offer) => offer.match.includes(word)).sort((a, b) => rank(b) - rank(a))
    .slice(0, most).map(({ match, ...offer }) => ({ ...offer, from: place.from, to: place.to }));
}

function names(text, { path, parent, member, to }, schema) {
  const kinds = schema.alternatives(schema.at(path), parent);
  const written = new Set(parent.members.filter((each) => each !== member).map((each) => each.key));
  // Several kinds are open: what it is has to be said first.
  const isOpen = kinds.length > 1 && kinds.every((kind) => kind.properties.type) && !written.has('type');
  const properties = new Map();
  for (const kind of kinds) for (const [name, property] of Object.entries(kind.properties)) if (!properties.has(name)) properties.set(name, { property, isRequired: kind.required?.includes(name) });
  return [...properties].filter(([name]) => !written.has(name) && (!isOpen || name === 'type'))
    .sort(([, a], [, b]) => Number(b.isRequired ?? false) - Number(a.isRequired ?? false))
    .map(([name, { property, isRequired }]) => {
      const before = `"${name}"`;
      const offer = { match: name.toLowerCase(), label: name, note: cut(isRequired ? `needed. ${property.description ?? ''}` : property.description) };
      // A name that has its value already is only replaced.
      if (member && member.colon !== null) return { ...offer, text: before, cursor: before.length };
      const [value, inside] = stub(schema.alternatives([property]));
      const comma = /^\s*"/.test(text.slice(to)) ? ',' : '';
      return { ...offer, text: `${before}: ${value}${comma}`, cursor: before.length + 2 + inside };
    });
}

/** What a new member's value begins with, and where in it the cursor goes. */
function stub(alternatives) {
  const has = (type) => alternatives.some((each) => [each.type].flat().includes(type));
  const [first] = alternatives;
  if (first?.enum?.length === 1 && alternatives.length === 1) return [JSON.stringify(first.enum[0]), JSON.stringify(first.enum[0]).length];
  if (has('object') && !alternatives.some((each) => each.enum)) return ['{}', 1];
  if (has('array') && !has('integer') && !has('number')) return ['[]', 1];
  if (has('string') && !has('integer') && !has('number')) return ['""', 1];
  return ['', 0];
}

function values({ path }, schema, { datasets = [] }) {
  const isDataset = path.length === 2 && path[0].key === 'dataset' && path[1].key === 'name';
  const alternatives = schema.alternatives(schema.at(path));
  const offers = new Map();
  const offer = (label, text, note, cursor = text.length) => { if (!offers.has(label)) offers.set(label, { match: label.toLowerCase(), label, note: cut(note), text, cursor }); };
  if (isDataset) for (const name of datasets) offer(name, JSON.stringify(name), 'a dataset that is here');
  for (const each of alternatives) {
    for (const word of each.enum ?? []) if (word !== null) offer(String(word), JSON.stringify(word), each.description);
    const types = [each.type].flat();
    if (types.includes('boolean')) for (const word of [true, false]) offer(String(word), String(word), each.default === word ? 'default' : '');
    if (each.properties?.type?.enum) {
      const [text, cursor] = kindStub(each, schema);
      offer(`{ ${each.properties.type.enum[0]} }`, text, each.description, cursor);
    }
    if (each.default !== undefined && each.default !== null && typeof each.default !== 'object') offer(String(each.default), JSON.stringify(each.default), 'default');
  }
  return [...offers.values()];
}

/** An object of one kind with all that it needs; the cursor goes to the first value that is open. */
function kindStub(kind, schema) {
  let text = `{ "type": ${JSON.stringify(kind.properties.type.enum[0])}`;
  let cursor = null;
  for (const name of (kind.required ?? []).filter((each) => each !== 'type')) {
    const [value, inside] = stub(schema.alternatives([kind.properties[name]]));
    text += `, "${name}": `;
    cursor ??= text.length + inside;
    text += value;
  }
  return [`${text} }`, cursor ?? text.length];
}

const cut = (text) => {
  const line = (text ?? '').replaceAll(/\s+/g, ' ').trim();
  return line.length > noteLength ? `${line.slice(0, noteLength - 1)}…` : line;
};
