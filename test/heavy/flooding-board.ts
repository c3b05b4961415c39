import { EvilBoard, opens } from '../support/evil-board.js';
import { serverFrame } from '../support/peer.js';
import type { Wire } from '../support/wire.js';

/** A board, as a program, that sends as many messages a second as its argument says. Prints its port, then how many. */
const perSecond = Number(process.argv[2]);
let sent = 0;

function flood(wire: Wire): void {
  const started = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    const from = due;
    due = Math.floor(((performance.now() - started) / 1_000) * perSecond);
    // Whoever reads too slowly misses what there is no room for.
    if (wire.socket.writableNeedDrain) return;
    wire.send(...Array.from({ length: due - from }, (_, at) => temperature(from + at)));
    sent += due - from;
  }, 5);
  wire.socket.on('close', () => clearInterval(timer));
}

function temperature(payload: number): Buffer {
  return serverFrame(0x81, JSON.stringify({ topic: 'temperature', payload }));
}

async function run(): Promise<void> {
  console.log((await EvilBoard.which(opens(flood))).port);
  setInterval(() => console.log(sent), 1_000);
}

void run();
