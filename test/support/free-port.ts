import { createServer, type Server } from 'node:net';

/** How many ports a process has for itself. */
const count = 250;
/** Below what systems lend to whoever connects, so that nobody else is given one by chance. */
const lowest = 10_000;
const blocks = 40;
/** Ports among them where neither browsers nor `fetch()` connect: https://fetch.spec.whatwg.org/#bad-port */
const refusedPorts = [10_080];

let block: Promise<number> | undefined;
let place = 0;

/**
 * A port where nothing listens, and which stays free until the test uses it, or gives it back and takes it again: no other
 * process of tests is given it, and this one gives it a second time only after all others.
 */
export async function freePort(): Promise<number> {
  block ??= claimBlock();
  const first = await block;
  for (let tries = 1; tries < count; tries += 1) {
    // The first port of the block is the claim on it.
    place = (place % (count - 1)) + 1;
    const port = first + place;
    const server = refusedPorts.includes(port) ? undefined : await listening(port);
    if (server === undefined) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error(`All ${count - 1} ports of this process are in use: does a test not close what listens?`);
}

/** Takes a block of ports by listening on its first one, until this process ends. @returns that first one */
async function claimBlock(): Promise<number> {
  for (let tries = 0; tries < blocks; tries += 1) {
    const first = lowest + ((process.pid + tries) % blocks) * count;
    const claim = await listening(first);
    if (claim === undefined) continue;
    claim.unref();
    return first;
  }
  throw new Error(`All ${blocks} blocks of ports are taken: are that many tests running?`);
}

async function listening(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
