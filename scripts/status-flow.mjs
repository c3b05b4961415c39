// A flow whose nodes show what a status can be, and the boards it takes: for a picture of the README.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { VirtualBoard } from '../dist/src/virtual-board/virtual-board.js';

/** A sketch without heartbeat: with one, a board whose loop() takes a second hangs up before the handshake is over. */
const quiet = { setup() {}, onEvent() {} };

/** What a node shows, and what makes it do so: a board, a web page, or a host that leads nowhere. */
const nodes = [
  { status: 'ready', name: 'Kitchen', board: { sketch: 'telemetry' } },
  { status: 'slow', name: 'Attic', board: { sketch: quiet, loopDelayMs: 1_200 } },
  { status: 'refused', name: 'Garage', host: '127.0.0.1:9' },
  { status: 'no such name', name: 'Cellar', host: 'cellar.invalid' },
  { status: 'password', name: 'Safe', board: { sketch: quiet, authorization: { user: 'a', password: 'b' } } },
  { status: 'slots full?', name: 'Hall', board: { sketch: quiet, slots: 0 } },
  { status: 'not a WebSocket', name: 'Printer', isWebPage: true },
  { status: 'configuration', name: 'New board', host: '' },
];

/** Starts the boards. Returns the flow, the statuses to wait for, and a function that ends the boards. */
export async function startStatusFlow() {
  const ends = [];
  const flow = [{ id: 'statuses', type: 'tab', label: 'What a status says' }];
  for (const [at, { name, ...meant }] of nodes.entries()) {
    const host = meant.host ?? `127.0.0.1:${await listen(meant, ends)}`;
    const place = { z: 'statuses', x: 240 + 200 * (at % 4), y: 80 + 80 * Math.floor(at / 4), wires: [[]] };
    flow.push(
      { id: `board${at}`, type: 'esp8266-ws-config', name, host },
      { id: `in${at}`, type: 'esp8266-ws-in', name, board: `board${at}`, ...place },
    );
  }
  const stop = () => Promise.all(ends.map((end) => end()));
  return { flow, statuses: nodes.map(({ status }) => status), stop };
}

/** Starts what a node is to connect to, and returns its port. */
async function listen({ board: options }, ends) {
  if (options !== undefined) {
    const board = new VirtualBoard({ ...options, port: 0 });
    ends.push(() => board.close());
    return (await board.listen()).port;
  }
  const server = createServer((_request, response) => response.writeHead(404).end());
  ends.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address().port;
}
