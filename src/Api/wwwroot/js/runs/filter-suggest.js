const most = 12;
const signs = {
  state: ['=', '!=', 'IN ('], id: ['=', 'IN ('], text: ['=', '~', '!=', 'IN ('], tags: [':', 'IN ('], time: ['>', '<', '='], duration: ['<', '>'],
  number: ['=', '<', '>', '<=', '>='], param: ['=', '<', '>', '~', 'IN ('], metric: ['<', '>', '=', '<=', '>='],
};
const examples = { time: ['-1h', '-7d', 'today'], duration: ['5m', '1h'] };

/**
 * What could stand at a place of a filter: `[{ text, note, from, to }]`, to replace the characters from `from` to `to`. Knows fields, signs and states
 * from what is before it; everything else is for the service to judge.
 */
export function suggest(text, at, fields) {
  const before = text.slice(0, at);
  // Inside quotes nobody wants completions.
  if ((before.replace(/\\./g, '').match(/["']/g)?.length ?? 0) % 2 === 1) return [];
  const word = /[^\s()=<>!~:,]*$/.exec(before)[0];
  const from = at - word.length;
  const behind = before.slice(0, from);
  const offer = (candidates) => candidates.filter(({ text: t }) => t.toLowerCase().includes(word.toLowerCase()) && t !== word)
    .sort((a, b) => rank(a.text, word) - rank(b.text, word)).slice(0, most).map((candidate) => ({ ...candidate, from, to: at }));

  const comparison = /([^\s()=<>!~:,]+)\s*(?:=|!=|<=|>=|<|>|!~|~|:|\bIN\s*\((?:[^()]*,)?)\s*$/i.exec(behind);
  if (comparison) return offer(values(comparison[1], fields));
  const field = word === '' && /([^\s()=<>!~:,]+)\s+$/.exec(behind);
  const kind = field && kindOf(field[1], fields);
  if (kind) return signs[kind].map((sign) => ({ text: sign.endsWith('(') ? sign : `${sign} `, note: null, from, to: at }));
  if (behind.trim() !== '' && word === '' && !/(\(|\bAND|\bOR|\bNOT)\s*$/i.test(behind)) return offer([{ text: 'AND ' }, { text: 'OR ' }]);
  return offer(names(fields));
}

const rank = (text, word) => (text.toLowerCase().startsWith(word.toLowerCase()) ? 0 : 1);

function names({ columns, parameters, metrics }) {
  return [
    ...columns.map(({ name, description }) => ({ text: name, note: description })),
    ...metrics.flatMap((name) => ['best', 'last', 'min', 'max'].map((number) => ({ text: `metrics.${quoted(name)}.${number}`, note: null }))),
    ...parameters.map((name) => ({ text: `params.${name}`, note: null })),
  ];
}

function values(field, fields) {
  const column = fields.columns.find(({ name }) => name === field);
  return (column?.values ?? examples[kindOf(field, fields)] ?? []).map((value) => ({ text: value, note: null }));
}

function kindOf(field, { columns }) {
  if (/^params?\../.test(field)) return 'param';
  if (/^metrics?\../.test(field)) return 'metric';
  return columns.find(({ name }) => name === field)?.kind ?? null;
}

const quoted = (name) => (/^[\w/-]+$/.test(name) ? name : JSON.stringify(name));
