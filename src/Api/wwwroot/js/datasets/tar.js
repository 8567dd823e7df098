const block = 512;
const encoder = new TextEncoder();

/**
 * Files as one tar archive (POSIX ustar), without copying a byte of them: a Blob of headers and the files themselves. One upload instead of
 * thousands, and the same files give the same bytes, so that it can be resumed after a reload.
 * @param {{ name: string, file: Blob }[]} files names with folders, parted by `/`.
 */
export function tarOf(files) {
  const pieces = [];
  for (const { name, file } of files) {
    pieces.push(header(name, file.size), file, new Uint8Array((block - (file.size % block)) % block));
  }
  pieces.push(new Uint8Array(2 * block));
  return new Blob(pieces, { type: 'application/x-tar' });
}

function header(name, size) {
  const bytes = new Uint8Array(block);
  const put = (text, at, length) => bytes.set(encoder.encode(text).subarray(0, length), at);
  const [prefix, rest] = split(name);
  put(rest, 0, 100);
  put('0000644\0', 100, 8);
  put('0000000\0', 108, 8);
  put('0000000\0', 116, 8);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124, 12);
  put(`${'0'.repeat(11)}\0`, 136, 12);
  put('        ', 148, 8);
  put('0', 156, 1);
  put('ustar\x0000', 257, 8);
  put(prefix, 345, 155);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return bytes;
}

/** A name of more than 100 bytes is parted at a `/` into two of the header's fields. */
function split(name) {
  const length = (text) => encoder.encode(text).length;
  if (length(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    if (length(name.slice(at + 1)) <= 100 && length(name.slice(0, at)) <= 155) return [name.slice(0, at), name.slice(at + 1)];
  }
  throw new Error(`The name “${name.slice(0, 60)}…” is too long to be sent in a folder; pack the folder as a zip.`);
}
