/**
 * Which runs are chosen: some by id, or all that match the list's filter, shown or not. Fires `change`. Ranges go from the run that was chosen last to
 * another, in the order of the list.
 */
export class Selection extends EventTarget {
  /** Whether all that match are meant, also those that no page has shown. */
  everything = false;

  #ids = new Set();
  #anchor = null;

  get ids() {
    return [...this.#ids];
  }

  get size() {
    return this.#ids.size;
  }

  has(id) {
    return this.#ids.has(id);
  }

  /** Chooses one, or takes it out. */
  set(id, on) {
    this.#put(id, on);
    this.#anchor = id;
    this.#changed();
  }

  /** Chooses, or takes out, all from the last one to this. */
  extendTo(id, order, on = true) {
    const [from, to] = [this.#anchor ?? id, id].map((end) => order.indexOf(end));
    if (from < 0 || to < 0) return this.set(id, on);
    for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#put(between, on);
    // Only the far end moves with the next range.
    this.#anchor ??= id;
    this.#changed();
  }

  /** Chooses exactly these. */
  setAll(ids, on) {
    for (const id of ids) this.#put(id, on);
    this.#changed();
  }

  takeEverything() {
    this.#changed(true);
  }

  /** Back to the ids alone: what matches is about to be something else. */
  leaveEverything() {
    this.#changed();
  }

  clear() {
    this.#ids.clear();
    this.#anchor = null;
    this.#changed();
  }

  #put(id, on) {
    if (on) this.#ids.add(id);
    else this.#ids.delete(id);
  }

  #changed(everything = false) {
    this.everything = everything;
    this.dispatchEvent(new Event('change'));
  }
}
