export const states = ['queued', 'starting', 'running', 'pausing', 'paused', 'stopping', 'cancelling', 'succeeded', 'failed', 'cancelled'];
export const isTerminal = (state) => state === 'succeeded' || state === 'failed' || state === 'cancelled';
export const isHeld = (state) => ['starting', 'running', 'pausing', 'stopping', 'cancelling'].includes(state);

/**
 * Brings a run up to date with an event. Those of its own feed are numbered, and up to `last_seq` they are already in the resource; those of the
 * feed of all runs are not: each is the newest at its time.
 * @returns whether anything changed.
 */
export function applyEvent(run, event) {
  if (event.type === 'progress') {
    if (isTerminal(run.state)) return false;
    run.progress = notBehind(event.progress, run.newest_epoch, event.attempt);
    return true;
  }
  if (event.type === 'queue') {
    if (run.state !== 'queued') return false;
    run.queue = event.queue;
    return true;
  }
  if (event.seq <= run.last_seq) return false;
  run.last_seq = event.seq ?? run.last_seq;
  if (event.type === 'epoch') {
    run.newest_epoch = { epoch: event.epoch, attempt: event.attempt };
    if (run.progress) run.progress = notBehind(run.progress, run.newest_epoch, event.attempt);
  }
  if (event.type !== 'state') return true;
  run.state = event.state;
  if (event.state !== 'queued') run.queue = null;
  run.attempt = event.attempt ?? run.attempt;
  run.failure = event.failure ?? null;
  if (event.state === 'starting') run.started_at ??= event.at;
  // After another attempt was asked for, the run has not ended any more.
  run.finished_at = isTerminal(event.state) ? run.finished_at ?? event.at : null;
  return true;
}

// Progress is sampled and epochs are not: with fast epochs the sample is older than the epochs that are already drawn.
function notBehind(progress, newest, attempt) {
  if (!newest || newest.attempt !== attempt || progress.epoch > newest.epoch) return progress;
  return { ...progress, epoch: newest.epoch, batch: progress.batches };
}
