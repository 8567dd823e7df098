/** The JSON Schema of a spec, asked for what may stand at a place. */
export class SpecSchema {
  #schema;

  constructor(schema) {
    this.#schema = schema;
  }

  /** What may stand where a path (of `placeIn`) leads: schemas without references, one for each alternative that what is written leaves open. */
  at(path) {
    let found = [this.#schema];
    for (const { node, key } of path) {
      const open = this.alternatives(found, node);
      found = open.flatMap((schema) => (key === null ? schema.items ?? [] : schema.properties?.[key] ?? []));
    }
    return found;
  }

  /** The alternatives of schemas that fit a node: its `type` chooses among kinds. */
  alternatives(schemas, node = null) {
    const all = schemas.flatMap((schema) => this.#expand(schema));
    if (node?.kind !== 'object') return all;
    const objects = all.filter((schema) => schema.properties);
    const type = node.members.find((member) => member.key === 'type')?.value?.value;
    const chosen = objects.filter((schema) => schema.properties.type?.enum?.includes(type));
    return chosen.length > 0 ? chosen : objects;
  }

  #expand(schema) {
    if (schema.$ref) {
      const target = this.#schema.$defs[schema.$ref.split('/').at(-1)];
      const found = this.#expand(target);
      // What is said of the place says nothing of the kinds that may stand there.
      const description = found.length === 1 ? schema.description : null;
      return found.map((each) => ({ ...each, description: description ?? each.description, default: schema.default ?? each.default }));
    }
    const alternatives = schema.oneOf ?? schema.anyOf;
    if (!alternatives) return [schema];
    return alternatives.flatMap((each) => this.#expand(each)).map((each) => ({ ...each, default: schema.default ?? each.default }));
  }
}
