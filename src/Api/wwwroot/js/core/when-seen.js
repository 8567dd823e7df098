/** Calls `action` once when the element comes near the screen. Gives a function that stops waiting. */
export function whenSeen(element, action) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    action();
  }, { rootMargin: '400px' });
  watch.observe(element);
  return () => watch.disconnect();
}
