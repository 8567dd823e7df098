import { h } from '../core/dom.js';

const clickWithin = 4;
const closer = 0.6;
const aside = 0.25;

/**
 * Lets a plot be zoomed along its x axis: drag over a range, Ctrl or Alt with the wheel, + and − on the keyboard; arrows move; a double click or 0 shows
 * everything. The plot scrolls with the page as before.
 * @param {HTMLElement} plot
 * @param {object} axis `place(pixel)` on the axis, `shown()` and `whole()` as `[from, to]` or null, `unit()` that is moved by at least, `choose(range)` with null
 * for everything.
 */
export function enableZoom(plot, axis) {
  const band = h('div', { class: 'band', hidden: true, 'aria-hidden': 'true' });
  plot.after(band);
  let start = null;
  const pixel = (event) => event.clientX - plot.getBoundingClientRect().left;

  function choose(from, to) {
    const whole = axis.whole();
    if (!whole) return;
    const [least, most] = [Math.max(whole[0], from), Math.min(whole[1], to)];
    if (least <= whole[0] && most >= whole[1]) axis.choose(null);
    else if (most > least) axis.choose([least, most]);
  }

  /** Zooms about a place, which stays where it is. */
  function scale(factor, about) {
    const shown = axis.shown();
    if (!shown) return;
    const centre = about ?? (shown[0] + shown[1]) / 2;
    choose(centre - (centre - shown[0]) * factor, centre + (shown[1] - centre) * factor);
  }

  function move(direction) {
    const [shown, whole] = [axis.shown(), axis.whole()];
    if (!shown || !whole) return;
    const step = direction * Math.max(axis.unit(), aside * (shown[1] - shown[0]));
    const by = Math.max(whole[0] - shown[0], Math.min(whole[1] - shown[1], step));
    choose(shown[0] + by, shown[1] + by);
  }

  function mark(to) {
    const [left, right] = [Math.min(start, to), Math.max(start, to)];
    band.hidden = right - left < clickWithin;
    band.style.setProperty('--left', `${plot.offsetLeft + left}px`);
    band.style.setProperty('--width', `${right - left}px`);
    band.style.setProperty('--top', `${plot.offsetTop}px`);
    band.style.setProperty('--height', `${plot.offsetHeight}px`);
  }

  plot.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    start = pixel(event);
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener('pointermove', (event) => { if (start !== null) mark(pixel(event)); });
  plot.addEventListener('pointercancel', () => { start = null; band.hidden = true; });
  plot.addEventListener('pointerup', (event) => {
    if (start === null) return;
    const [from, to] = [start, pixel(event)].sort((a, b) => a - b);
    start = null;
    band.hidden = true;
    if (to - from >= clickWithin) choose(axis.place(from), axis.place(to));
  });
  plot.addEventListener('dblclick', () => axis.choose(null));
  plot.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.altKey && !event.metaKey) return;
    event.preventDefault();
    scale(event.deltaY < 0 ? closer : 1 / closer, axis.place(pixel(event)));
  }, { passive: false });
  plot.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = {
      '+': () => scale(closer), '=': () => scale(closer), '-': () => scale(1 / closer), 0: () => axis.choose(null),
      ArrowLeft: () => move(-1), ArrowRight: () => move(1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
