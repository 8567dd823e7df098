/**
 * Shows the page that the address names: `#/runs/{id}?key=value`. A page is a function (container, parameters, query, context) that returns a
 * function to leave it.
 */
export class Router {
  #routes;
  #container;
  #context;
  #leave = null;

  constructor(container, context, routes) {
    this.#container = container;
    this.#context = context;
    this.#routes = routes;
  }

  start() {
    addEventListener('hashchange', () => this.#show(true));
    this.#show(false);
  }

  #show(moved) {
    const { path, query } = parse(location.hash);
    for (const { pattern, name, page } of this.#routes) {
      const match = pattern.exec(path);
      if (!match) continue;
      this.#leave?.();
      this.#container.replaceChildren();
      for (const link of document.querySelectorAll('[data-nav]')) {
        if (link.dataset.nav === name) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      this.#leave = page(this.#container, match.groups ?? {}, query, this.#context) ?? null;
      if (moved) {
        // Keyboard and screen reader go on at the new page's beginning.
        this.#container.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
      return;
    }
    location.replace('#/runs');
  }
}

export function parse(hash) {
  const [path, search] = hash.replace(/^#/, '').split('?', 2);
  return { path: path || '/runs', query: new URLSearchParams(search ?? '') };
}

/** Changes the query of the address in place, without a new page. */
export function replaceQuery(path, query) {
  const text = query.toString();
  history.replaceState(history.state, '', `#${path}${text ? `?${text}` : ''}`);
}

export function setTitle(title) {
  document.title = `${title} · TrainingService`;
}
