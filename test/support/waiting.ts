/** For what must not happen: there is nothing to wait for. */
export function timePasses(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * Waits for what raises no event of its own.
 *
 * @throws {Error} (rejects) after 110 s, before mocha's time limit ends the test without a word of what it waited for
 */
export async function until(isSo: () => boolean): Promise<void> {
  const vainAt = performance.now() + 110_000;
  while (!isSo()) {
    if (performance.now() > vainAt) throw new Error(`In vain: ${isSo}`);
    await timePasses(5);
  }
}
