import { api } from './api/client.js';
import { comparePage } from './compare/compare-page.js';
import { datasetPage } from './datasets/dataset-page.js';
import { datasetsPage } from './datasets/list-page.js';
import { newDatasetPage } from './datasets/new-page.js';
import { Router } from './core/router.js';
import { setUpThemeButton } from './core/theme.js';
import { LiveConnection } from './live/connection.js';
import { setUpIndicator } from './live/indicator.js';
import { runPage } from './run/run-page.js';
import { listPage } from './runs/list-page.js';
import { submitPage } from './submit/submit-page.js';
import { workersPage } from './workers/workers-page.js';

const live = new LiveConnection();
setUpIndicator(live, document.getElementById('live'), document.getElementById('banner'));
setUpThemeButton(document.getElementById('theme'));

const content = document.getElementById('content');
// The router owns the part after '#', so a plain link to an id would be taken for an address.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  content.focus();
});

new Router(content, { api, live }, [
  { name: 'runs', pattern: /^\/runs\/?$/, page: listPage },
  { name: 'run', pattern: /^\/runs\/(?<id>[^/]+)$/, page: runPage },
  { name: 'submit', pattern: /^\/submit$/, page: submitPage },
  { name: 'datasets', pattern: /^\/datasets\/?$/, page: datasetsPage },
  { name: 'datasets', pattern: /^\/datasets\/new$/, page: newDatasetPage },
  { name: 'datasets', pattern: /^\/datasets\/(?<name>[^/]+)$/, page: datasetPage },
  { name: 'workers', pattern: /^\/workers$/, page: workersPage },
  { name: 'compare', pattern: /^\/compare$/, page: comparePage },
]).start();
