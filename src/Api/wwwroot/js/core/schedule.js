/** Calls `action` at most once per `milliseconds`, and always after the last request. `cancel` drops what is waiting. */
export function coalesce(action, milliseconds) {
  let timer = null;
  let last = -Infinity;
  const request = () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      last = performance.now();
      action();
    }, Math.max(0, last + milliseconds - performance.now()));
  };
  request.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  return request;
}

/** Milliseconds to wait before try number `attempt` (from 0): doubling up to 15 s, spread so that many pages don't knock at once. */
export function backoff(attempt, random = Math.random) {
  return Math.min(15_000, 500 * 2 ** Math.min(attempt, 10)) * (0.75 + 0.5 * random());
}
