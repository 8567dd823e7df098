/** A JSON value as a flat map: `model.layers.2.units` → 10. Empty objects and arrays stay as they are. */
export function flatten(value, prefix = '', into = new Map()) {
  if (value !== null && typeof value === 'object' && Object.keys(value).length > 0) {
    for (const [name, inner] of Object.entries(value)) flatten(inner, prefix ? `${prefix}.${name}` : name, into);
  } else {
    into.set(prefix, JSON.stringify(value));
  }
  return into;
}

// These tell runs apart without making them different.
const labels = /^(name|tags(\..*)?)$/;

/** The parameters that are not the same in all specs: `[{ name, values }]`, a value undefined where a spec lacks it. */
export function differences(specs) {
  const flat = specs.map((spec) => flatten(spec));
  const names = new Set(flat.flatMap((map) => [...map.keys()]));
  return [...names].filter((name) => !labels.test(name)).map((name) => ({ name, values: flat.map((map) => map.get(name)) }))
    .filter(({ values }) => new Set(values).size > 1);
}
