import { deepEqual } from 'node:assert/strict';
import { Connection } from '../../src/link/connection.js';
import { encode } from '../../src/message/encode.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';
import { EvilBoard } from '../support/evil-board.js';
import { Random, seedOf, times } from '../support/random.js';
import { held, heldBeyond } from '../support/resources.js';
import { shortSettings } from '../support/settings.js';
import { FuzzingBoard } from './fuzzing-board.js';
import { Reader } from './reader.js';

const frames = 100_000 * times;
const atOnce = 20;

describe('A connection, to a board that sends anything at all', () => {
  const escaped: unknown[] = [];
  const note = (error: unknown) => escaped.push(error);

  before(() => {
    process.on('uncaughtExceptionMonitor', note);
    process.on('unhandledRejection', note);
  });

  after(() => {
    process.off('uncaughtExceptionMonitor', note);
    process.off('unhandledRejection', note);
  });

  it(`N18, T4: lets nothing escape, and leaves nothing behind, after ${frames} frames`, async function () {
    this.timeout(0);
    const before = await held();
    const prototype = Object.getOwnPropertyNames(Object.prototype);
    const seed = seedOf('FUZZ_SEED');
    const play = new FuzzingBoard(new Random(seed));
    const board = await EvilBoard.which((socket) => play.meet(socket));
    const runner = async () => {
      while (play.frames < frames && escaped.length === 0) await visit(board.port, note);
    };
    await Promise.all(Array.from({ length: atOnce }, runner));
    await board.close();
    deepEqual(escaped, [], `FUZZ_SEED=${seed}`);
    deepEqual(Object.getOwnPropertyNames(Object.prototype), prototype);
    deepEqual(await heldBeyond(before), []);
  });
});

/** One connection, to the end of its first attempt. */
async function visit(port: number, complain: (error: unknown) => void): Promise<void> {
  const connection = new Connection(
    shortSettings(port, { connectSeconds: 1, maxInBytes: 100_000, maxInPerSecond: 0 }),
    { onFault: complain },
  );
  const reader = new Reader();
  connection.register(reader);
  const end = connection.send(encode('x'), reader, readDelivery({ whileAway: 'queue' })).catch(() => {});
  await reader.lost;
  await connection.close();
  await end;
}
