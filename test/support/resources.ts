/** What keeps this process alive now: sockets, timers and the like. After a turn, so that mocha's own timer is among them. */
export async function held(): Promise<string> {
  await new Promise(setImmediate);
  return process.getActiveResourcesInfo().sort().join();
}

/** Waits, two seconds at most, until no more is held than before. @returns what is held then */
export async function heldAgain(before: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await held()) === before) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return held();
}
