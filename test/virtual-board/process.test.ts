import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { ProcessSketch } from '../../src/virtual-board/sketches/process.js';
import type { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { closed, elapsed, events, messages, roundTrip, useBench } from './bench.js';

/** A program that answers each line as `answer` says, an array of lines; `line` is what it was told. */
function program(answer: string, setup = '[]'): ProcessSketch {
  const script = `
    const text = (num, payload) => ({ call: 'sendTXT', num, payload: Buffer.from(payload).toString('base64') });
    const say = (lines) => lines.forEach((line) => console.log(JSON.stringify(line)));
    const done = (millis, due = millis + 1000) => say([{ done: true, millis, due }]);
    say(${setup}); done(0, 0);
    require('node:readline').createInterface(process.stdin).on('line', async (json) => {
      const line = JSON.parse(json);
      say(await (async () => (${answer}) ?? [])());
      done(line.millis);
    });`;
  return new ProcessSketch(process.execPath, ['-e', script]);
}

describe('a program as the sketch', () => {
  const { dial, open, start } = useBench();

  const serialOf = (board: VirtualBoard) => {
    const lines: string[] = [];
    board.on('serial', (line) => lines.push(line));
    return lines;
  };

  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };

  const pidOf = async (board: VirtualBoard) => {
    const [line] = await once(board, 'serial');
    return Number(line);
  };

  it('is told what happens, and what it calls is carried out', async () => {
    const board = await start({
      sketch: program(`line.event && [
        { serial: [line.event, line.num, line.ip, Buffer.from(line.payload, 'base64')].join(' ') },
        ...(line.event === 'text' ? [text(0, 'taken')] : []),
        ...(line.event === 'bin' ? [{ call: 'disconnect', num: 0 }] : []),
      ]`),
    });
    const serial = serialOf(board);
    const client = await open(board);
    await events(board, 'pong');
    client.send('hello');
    deepStrictEqual(await messages(client, 1), ['taken']);
    client.send(Buffer.from('bytes'));
    strictEqual((await closed(client)).code, 1000);
    await open(board);
    deepStrictEqual(serial.slice(0, 5), [
      'connected 0 127.0.0.1 /',
      'pong 0 127.0.0.1 ',
      'text 0 127.0.0.1 hello',
      'bin 0 127.0.0.1 bytes',
      'disconnected 0 0.0.0.0 ',
    ]);
  });

  it('makes loop() stand still until it has done what it was told', async () => {
    const pause = 'new Promise((resolve) => setTimeout(resolve, 150))';
    const board = await start({ sketch: program(`line.event === 'text' ? (await ${pause}, []) : []`) });
    const [slow, other] = [await open(board), await open(board)];
    await events(board, 'pong', 2);
    slow.send('slow');
    ok((await elapsed(roundTrip(other))).ms >= 140);
  });

  it('enables the heartbeat and the password that it asks for', async () => {
    const board = await start({
      sketch: program(
        '[]',
        `[{ call: 'enableHeartbeat', pingMs: 400, pongMs: 10_000, count: 2 },
          { call: 'setAuthorization', user: 'me', password: 'secret' }]`,
      ),
    });
    const client = await open(board, { auth: 'me:secret' });
    await events(board, 'pong', 2);
    client.terminate();
    await events(board, 'disconnected');
    strictEqual((await closed(dial(board, { auth: 'me:wrong' }))).error?.code, 'HPE_INVALID_HEADER_TOKEN');
  });

  it('introduces the board once it has announced it, with the id of the chip that it was given', async () => {
    const setup = `[
      { call: 'MDNS.begin', name: 'kitchen' },
      ...[['sketch', 'mine'], ['version', '2.0'], ['auth', 'none'], ['id', process.env.CHIP_ID]].map(
        ([key, value]) => ({ call: 'MDNS.addServiceTxt', service: 'esp8266-ws', key, value })),
      { serial: 'announced' }]`;
    const board = await start({ chipId: 0xa1b2c3, sketch: program('[]', setup) });
    strictEqual(board.identity, undefined);
    await once(board, 'serial');
    deepStrictEqual(board.identity, { board: 'kitchen', sketch: 'mine', version: '2.0', id: 'a1b2c3' });
  });

  it('restarts the board when it crashes', async () => {
    const board = await start({
      sketch: program(`line.event === 'text' ? process.kill(process.pid, 'SIGSEGV') && [] : []`),
    });
    const client = await open(board);
    const serial = once(board, 'serial');
    client.send('');
    deepStrictEqual(await serial, ['Exception: Error: the sketch ended with SIGSEGV']);
    strictEqual((await closed(client)).code, 1006);
    await open(board);
  });

  it('restarts the board when it speaks of something else', async () => {
    const board = await start({ sketch: new ProcessSketch(process.execPath, ['-p', '"a word"']) });
    match((await once(board, 'serial'))[0], /^Exception: Error: the sketch wrote .*: a word$/);
  });

  it('is another process after a reset, and none after close()', async () => {
    const board = await start({ sketch: program('[]', '[{ serial: String(process.pid) }]') });
    const first = await pidOf(board);
    board.reset();
    const second = await pidOf(board);
    ok(first !== second);
    await board.close();
    while (!isGone(first) || !isGone(second)) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
