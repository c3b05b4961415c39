import { equal, match, ok } from 'node:assert/strict';
import { answers, answersHttp, opens, provesNothing, sendsEndlessHeaders } from '../support/evil-board.js';
import { shortSettings } from '../support/settings.js';
import { Fixture, until } from './fixture.js';

describe('An attempt', () => {
  const fixture = new Fixture();

  for (const status of [200, 301, 302, 307, 400, 403, 404, 500]) {
    it(`N6, H11, T3: that is answered with ${status} is "not a WebSocket", says so, and leads nowhere else`, async () => {
      const elsewhere = await fixture.evil(opens(() => {}));
      const board = await fixture.evil(answersHttp(status, `Location: ws://127.0.0.1:${elsewhere.port}/`));
      const settings = shortSettings(board.port, {}, { user: 'me', password: 'secret' });
      const { cause, detail } = await fixture.connectWith(settings).loss();
      equal(cause, 'not a WebSocket');
      match(detail!, new RegExp(`${status}`));
      equal(elsewhere.accepted, 0);
    });
  }

  it('N6: to a web server waits the longest wait from the third time on', async () => {
    const board = await fixture.evil(answersHttp(404));
    const recorder = fixture.connect(board, { maxDelaySeconds: 0.5, minDelaySeconds: 0.05 });
    await recorder.when('connecting', 4);
    ok(recorder.waitsMs()[2]! >= 499.9, recorder.waitsMs().join());
  });

  it('H10: whose answer is a head without end stops reading at 16 KiB', async () => {
    const board = await fixture.evil(sendsEndlessHeaders);
    const { cause, detail } = await fixture.connect(board).loss();
    equal(cause, 'not a WebSocket');
    match(detail!, /overflow/i);
    await until(() => board.sockets[0]!.destroyed);
    ok(board.sockets[0]!.bytesWritten < 10_000_000);
  });

  it('H10: whose answer is one head line of 100 kB is the same', async () => {
    const board = await fixture.evil(answers(`HTTP/1.1 101 Hello\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`));
    equal((await fixture.connect(board).loss()).cause, 'not a WebSocket');
  });

  for (const [what, behaviour, cause] of [
    [
      'an extension nobody asked for',
      opens(() => {}, { lines: ['Sec-WebSocket-Extensions: permessage-deflate'] }),
      'not a WebSocket',
    ],
    [
      'a subprotocol nobody asked for',
      opens(() => {}, { lines: ['Sec-WebSocket-Protocol: mqtt'] }),
      'subprotocol',
    ],
    ['the hash of another request', provesNothing, 'not a WebSocket'],
    ['no HTTP at all', answers('SSH-2.0-OpenSSH_9.2p1\r\n'), 'not a WebSocket'],
    ['zeros', answers('\0'.repeat(1_000)), 'not a WebSocket'],
  ] as const) {
    it(`H12: that is answered with ${what} fails, closes its socket, and is repeated`, async () => {
      const board = await fixture.evil(behaviour);
      const recorder = fixture.connect(board);
      equal((await recorder.loss()).cause, cause);
      await until(() => board.sockets[0]!.destroyed);
      await recorder.when('connecting', 2);
      equal(recorder.count('ready'), 0);
    });
  }
});
