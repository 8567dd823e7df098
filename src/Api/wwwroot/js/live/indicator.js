import { fill, h } from '../core/dom.js';

const words = { idle: '', connecting: 'Connecting…', live: 'Live', down: 'Offline' };

/** Shows whether the page is live: a word in the bar, and a banner when it is not. */
export function setUpIndicator(live, indicator, banner) {
  const show = () => {
    indicator.dataset.state = live.state;
    indicator.textContent = words[live.state];
    const down = live.state === 'down';
    if (down && banner.hidden) {
      fill(banner,
        h('span', {}, 'The live connection is down. Figures stand still until it is back; nothing will be missing then.'),
        h('button', { type: 'button', on: { click: () => live.retryNow() } }, 'Try now'));
    }
    banner.hidden = !down;
  };
  live.addEventListener('change', show);
  show();
}
