/** A new key for `Idempotency-Key`: the same text sent twice (a lost answer) starts one run. */
export function freshKey() {
  // randomUUID exists only on HTTPS and localhost.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
