import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  type Attempt,
  printable,
  type Reason,
  reasonsOfClose,
  reasonsOfError,
} from '../../src/link/reasons.js';

const attempt: Attempt = { url: 'ws://kitchen:81/ws?key=secret', maxInBytes: 1_024, headers: {} };
const named: Attempt = { ...attempt, url: 'ws://kitchen:81/ws?key=secret&client=0123' };

function answered(status: number, headers: Attempt['headers'] = {}, from = attempt): readonly Reason[] {
  return reasonsOfError({ message: `Unexpected server response: ${status}` }, { ...from, headers })!;
}

describe('What people are told', () => {
  for (const [status, key] of [
    [400, 'reason.400'],
    [403, 'reason.403'],
    [404, 'reason.404'],
    [429, 'reason.429'],
    [502, 'cause.proxy'],
    [503, 'cause.proxy'],
    [504, 'cause.proxy'],
    [200, 'reason.other'],
    [304, 'reason.other'],
    [426, 'reason.other'],
    [500, 'reason.other'],
  ] as const) {
    it(`of an answer with ${status} names the number, and the path without what may be secret in it`, () => {
      deepEqual(answered(status), [{ key, values: { status, path: '/ws' } }]);
    });
  }

  for (const status of [400, 403, 404]) {
    it(`of an answer with ${status} speaks of ?client= where it was sent, and only there`, () => {
      equal(answered(status).length, 1);
      deepEqual(answered(status, {}, named)[1], { key: 'reason.clientName' });
    });
  }

  for (const [what, challenge, key] of [
    ['nothing else', undefined, 'reason.401'],
    ['Basic', 'Basic realm="board"', 'reason.401'],
    ['a choice', 'Bearer, Basic realm="board"', 'reason.401'],
    ['a token', 'Bearer realm="cloud"', 'reason.token'],
  ] as const) {
    it(`of a 401 that asks for ${what} is "${key}"`, () => {
      deepEqual(answered(401, { 'www-authenticate': challenge }), [{ key, values: { status: 401 } }]);
    });
  }

  for (const [location, place] of [
    ['https://board.example/ws', 'https://board.example/ws'],
    ['/ws/', 'ws://kitchen:81/ws/'],
    ['//other:8080/', 'ws://other:8080/'],
    ['wss://me:secret@other/ws?token=secret#secret', 'wss://other/ws'],
    ['https://b\u00fccher.example/\u001b[31m', 'https://xn--bcher-kva.example/%1B[31m'],
    ['http://[', 'http://['],
    ['http://[\u001b\r\n', 'http://[???'],
  ] as const) {
    it(`of a redirect to ${JSON.stringify(location)} names ${place}`, () => {
      const [reason] = answered(308, { location });
      deepEqual(reason, { key: 'reason.redirect', values: { status: 308, location: place } });
    });
  }

  it('of a redirect is short and printable wherever it points', () => {
    for (const location of [
      `https://x/${'y'.repeat(5_000)}`,
      `${'\u202e'.repeat(90)}`,
      'javascript:alert(1)',
    ]) {
      const text = String(answered(301, { location })[0]!.values!.location);
      ok(/^[\x20-\x7e]{1,64}$/.test(text), text);
    }
  });

  it('of a redirect to nowhere is what is said of any other answer', () => {
    equal(answered(302)[0]!.key, 'reason.other');
  });

  it('of a subprotocol nobody asked for is its name, where it is one', () => {
    const of = (protocol: string) =>
      reasonsOfError(
        { message: 'Server sent a subprotocol but none was requested' },
        { ...attempt, headers: { 'sec-websocket-protocol': protocol } },
      );
    deepEqual(of('ocpp1.6'), [{ key: 'reason.subprotocol', values: { protocol: 'ocpp1.6' } }]);
    for (const none of ['', 'a, b', 'x'.repeat(65), '<b>']) equal(of(none), undefined, none);
  });

  it('of a message that is too large says whose it was, and the limit', () => {
    const code = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    deepEqual(reasonsOfError({ code, message: 'Max payload size exceeded' }, attempt), [
      { key: 'reason.tooLargeFromBoard', values: { limit: 1_024 } },
    ]);
    deepEqual(reasonsOfClose('message too large', 1_009, '', 15_360), [
      { key: 'reason.tooLargeToBoard', values: { limit: 15_360 } },
    ]);
  });

  it('of a close is what the board says, after what it means', () => {
    equal(reasonsOfClose('closed by board', 1_000, '', 15_360), undefined);
    deepEqual(reasonsOfClose('out of memory', 1_011, 'heap 312', 15_360), [
      { key: 'cause.out of memory' },
      { key: 'reason.said', values: { code: 1_011, said: 'heap 312' } },
    ]);
  });

  it('of other errors is the sentence of their cause', () => {
    equal(reasonsOfError({ code: 'ECONNREFUSED', message: '' }, attempt), undefined);
  });

  it('repeats of a text only what can be printed, and no more than 64 characters', () => {
    equal(printable('a\u001b[31m\n\u202eb'), 'a?[31m??b');
    equal(printable('x'.repeat(65)).length, 64);
    equal(printable('/__socket'), '/__socket');
    equal(printable('____said____ __x__'), '_said_ _x_');
  });
});
