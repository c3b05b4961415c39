import type { Ledger } from './ledger.js';
import type { Client } from './plan.js';

/** Sends `total` messages, never more than `underWay` of which have not ended; resolves when all have. */
export async function pushClosed(
  client: Client,
  ledger: Ledger,
  text: string,
  total: number,
  underWay: number,
): Promise<void> {
  let sent = 0;
  let ended = 0;
  await new Promise<void>((resolve) => {
    const next = () => {
      sent += 1;
      client.send(text);
    };
    ledger.onEnd = () => {
      ended += 1;
      if (ended === total) resolve();
      else if (sent < total) next();
    };
    while (sent < Math.min(total, underWay)) next();
  });
  ledger.onEnd = undefined;
}

/** Sends `total` messages, some in each turn of the event loop, whatever becomes of them. */
export async function pushOpen(client: Client, text: string, total: number, perTurn: number): Promise<void> {
  for (let sent = 0; sent < total; ) {
    for (let now = 0; now < perTurn && sent < total; now += 1, sent += 1) client.send(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Sends messages one after another, each once `ends` have been told of the one before: how long each took, in milliseconds. */
export async function pushInTurn(
  client: Client,
  ledger: Ledger,
  text: string,
  total: number,
  ends: number,
): Promise<number[]> {
  const tookMs: number[] = [];
  for (let sent = 0; sent < total; sent += 1) {
    const startedAt = performance.now();
    let ended = 0;
    await new Promise<void>((resolve) => {
      ledger.onEnd = () => {
        ended += 1;
        if (ended === ends) resolve();
      };
      client.send(text);
    });
    tookMs.push(performance.now() - startedAt);
  }
  ledger.onEnd = undefined;
  return tookMs;
}
