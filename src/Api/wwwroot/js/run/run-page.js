import { errorBox } from '../core/errors.js';
import { fill, h } from '../core/dom.js';
import { setTitle } from '../core/router.js';
import { coalesce } from '../core/schedule.js';
import { RunFeed } from '../live/run-feed.js';
import { CheckpointsPanel } from './checkpoints-panel.js';
import { Curves } from './curves.js';
import { RunHeader } from './header.js';
import { HistoryPanel } from './history-panel.js';
import { LayersPanel } from './layers-panel.js';
import { LogPanel } from './log-panel.js';
import { ProgressPanel } from './progress-panel.js';
import { ProfilePanel } from './profile-panel.js';
import { failurePanel, resultPanel } from './result.js';
import { SamplesPanel } from './samples-panel.js';
import { specPanel } from './spec-panel.js';

const redrawPause = 150;

/** One run: where it is, its curves as they grow, what came out. */
export function runPage(container, { id }, query, { api, live }) {
  setTitle('Run');
  const notice = h('div', {});
  const body = h('div', { class: 'stack' }, h('p', { class: 'quiet' }, 'Loading…'));
  container.append(notice, body);

  const header = new RunHeader(act);
  const progress = new ProgressPanel();
  const outcome = h('div', { class: 'stack' });
  const failed = (error) => fill(notice, errorBox(error));
  const curves = new Curves(id, api, query, failed);
  const samples = new SamplesPanel(id, api);
  const layers = new LayersPanel();
  const profile = new ProfilePanel((found) => layers.showTimes(found));
  const kept = new CheckpointsPanel();
  const log = new LogPanel(id, api, failed);
  const history = new HistoryPanel();
  const spec = h('div', {});
  let shown = false;
  let outcomeOf = '';

  const drawRun = coalesce(() => {
    const { run } = feed;
    if (!shown) {
      shown = true;
      fill(body, header.element, progress.element, outcome, curves.element, samples.element, profile.element, layers.element, kept.element, log.element, history.element, spec);
      fill(spec, specPanel(run));
      drawMetrics();
    }
    setTitle(run.name);
    fill(notice);
    header.update(run);
    progress.update(run);
    samples.update(run);
    layers.update(run, api, failed);
    for (const panel of [profile, kept, history]) panel.update(run, api).catch(failed);
    const key = `${run.state} ${run.version} ${Boolean(run.result)}`;
    if (key !== outcomeOf) {
      outcomeOf = key;
      fill(outcome, run.failure && failurePanel(run.failure), run.result && resultPanel(run.result));
    }
  }, redrawPause);
  const drawMetrics = coalesce(() => shown && curves.update(feed.metrics, feed.run), redrawPause);

  const feed = new RunFeed(id, api, live, {
    run: drawRun,
    metrics: drawMetrics,
    log: (event) => log.take(event),
    failed: (error) => {
      if (!error.isTemporary) fill(body);
      fill(notice, errorBox(error));
    },
  });
  const clock = setInterval(() => shown && progress.tick(), 1000);
  feed.start();

  async function act(action) {
    try {
      const run = await api.act(id, action);
      if (action === 'delete') location.hash = '#/runs';
      else if (action === 'reproduce') location.hash = `#/runs/${run.id}`;
      else feed.adopt(run);
    } catch (error) {
      fill(notice, errorBox(error));
    }
  }

  return () => {
    clearInterval(clock);
    drawRun.cancel();
    drawMetrics.cancel();
    feed.stop();
    log.stop();
    samples.stop();
    layers.stop();
    curves.dispose();
  };
}
