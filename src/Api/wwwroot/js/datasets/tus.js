import { ApiError } from '../api/client.js';
import { backoff } from '../core/schedule.js';

const uploads = new URL('../../api/v1/uploads', import.meta.url);
const pieceSize = 8 * 1024 * 1024;
const maxTries = 8;

/**
 * Sends a blob by the tus protocol in pieces, and goes on where it stopped: after a lost connection, a restart of the server, a reload of the page.
 * @param {{ name: string, blob: Blob, key: string, part?: string }} source `key` tells the same file again after a reload.
 * @param {{ progress: (sent: number) => void, signal: AbortSignal }} options
 * @returns {Promise<string>} the upload's id.
 */
export async function upload({ name, blob, key, part }, { progress, signal }) {
  let { url, offset } = await resume(key) ?? await create(name, blob.size, part, key);
  progress(offset);
  for (let tries = 0; offset < blob.size;) {
    try {
      offset = await send(url, blob.slice(offset, offset + pieceSize), offset, (sent) => progress(offset + sent), signal);
      progress(offset);
      tries = 0;
    } catch (error) {
      if (signal.aborted || !isPassing(error) || ++tries > maxTries) throw error;
      await new Promise((done) => setTimeout(done, backoff(tries)));
      offset = await offsetOf(url) ?? offset;
    }
  }
  return url.split('/').pop();
}

/** Forgets where a file was sent to: it has become a dataset, or is given up. */
export function forget(key) {
  store((storage) => storage.removeItem(`upload ${key}`));
}

export async function remove(id) {
  await fetch(`${uploads}/${id}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => null);
}

const isPassing = (error) => error instanceof ApiError && (error.isTemporary || error.status === 409 || error.status === 423 || error.status === 460) && error.status !== 507;

async function resume(key) {
  const url = store((storage) => storage.getItem(`upload ${key}`));
  if (!url) return null;
  const offset = await offsetOf(url).catch(() => null);
  return offset === null ? null : { url, offset };
}

async function create(name, size, part, key) {
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const metadata = [`filename ${base64(name)}`, ...(part ? [`part ${base64(part)}`] : [])].join(',');
  const answer = await fetch(uploads, { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': size, 'Upload-Metadata': metadata } })
    .catch(() => { throw new ApiError(0, { title: 'No answer from the server', detail: 'It may be stopped, or the network is down.' }); });
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => ({})));
  const url = new URL(answer.headers.get('Location'), uploads).href;
  store((storage) => storage.setItem(`upload ${key}`, url));
  return { url, offset: 0 };
}

async function offsetOf(url) {
  const answer = await fetch(url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' }, cache: 'no-store' }).catch(() => null);
  if (answer?.status === 404) throw new ApiError(404, { title: 'The upload is gone', detail: 'It expired or was removed. Choose the file again.' });
  return answer?.ok ? Number(answer.headers.get('Upload-Offset')) : null;
}

/** One PATCH. XMLHttpRequest, because fetch does not tell how much has been sent. */
function send(url, piece, offset, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      if (request.status === 204) resolve(Number(request.getResponseHeader('Upload-Offset')));
      else reject(new ApiError(request.status, parse(request.responseText)));
    };
    request.onerror = () => reject(new ApiError(0, { title: 'The connection was lost', detail: 'The upload goes on by itself when the server answers again.' }));
    request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.open('PATCH', url);
    request.setRequestHeader('Tus-Resumable', '1.0.0');
    request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
    request.setRequestHeader('Upload-Offset', offset);
    request.send(piece);
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function store(action) {
  try {
    return action(localStorage);
  } catch {
    // Storage is switched off in this browser: uploads go on within this page only.
    return null;
  }
}
