/** A guard of ours, and how to take it out. */
export interface Guard {
  /** What it keeps from happening. */
  readonly name: string;
  readonly file: string;
  /** The text of the guard, as it stands in the file, once; and what stands there without it. */
  readonly guard: string;
  readonly without: string;
  /** Files of tests, of which at least one must turn red; after a blank, what picks tests by their names. */
  readonly tests: readonly string[];
}

const model = 'model/connection-model.test.js';
const outbox = 'outbox.test.js';
const transitions = 'transitions.test.js';

export const guards: readonly Guard[] = [
  {
    name: 'an attempt has an absolute deadline',
    file: 'src/transitions.ts',
    guard: "    case 'held':\n      return state.isOver",
    without: "    case 'connecting':\n      return undefined;\n    case 'held':\n      return state.isOver",
    tests: [model],
  },
  {
    name: 'an exception of a user ends in Users.guard',
    file: 'src/users.ts',
    guard:
      '    try {\n      act();\n    } catch (fault) {\n      this.counters.faults += 1;\n      this.overseer.onFault?.(fault);\n    }',
    without: '    act();',
    tests: ['connection.test.js a user that throws'],
  },
  {
    name: 'an alarm that is overdue tells how long the process stood still',
    file: 'src/alarm.ts',
    guard: ' || this.armed.deadline <= performance.now()',
    without: '',
    tests: ['alarm.test.js'],
  },
  {
    name: 'events of an old socket are dropped',
    file: 'src/connection.ts',
    guard: 'if (socket === this.socket) act(...args);',
    without: 'act(...args);',
    tests: [model],
  },
  {
    name: 'only so many messages are on the way',
    file: 'src/outbox.ts',
    guard: 'this.onTheWay.length < this.windowMessages() && bytes <= this.limits.windowBytes',
    without: 'bytes <= this.limits.windowBytes',
    tests: [outbox, model],
  },
  {
    name: 'only so many bytes are on the way',
    file: 'src/outbox.ts',
    guard: 'this.onTheWay.length < this.windowMessages() && bytes <= this.limits.windowBytes',
    without: 'this.onTheWay.length < this.windowMessages() && bytes < Number.POSITIVE_INFINITY',
    tests: [outbox, model],
  },
  {
    name: 'a slow board is sent no more than it can confirm in time',
    file: 'src/outbox.ts',
    guard: 'Math.min(this.limits.windowMessages, Math.max(1, manageable))',
    without: 'Math.max(this.limits.windowMessages, Math.min(1, manageable))',
    tests: [outbox],
  },
  {
    name: 'only so many messages wait',
    file: 'src/waiting-line.ts',
    guard: "return fits ? undefined : 'ERR_BUSY';",
    without: 'return fits ? undefined : undefined;',
    tests: [outbox],
  },
  {
    name: 'nesting is measured before JSON is parsed',
    file: 'src/json.ts',
    guard: "if (depthOf(text) > maxDepth) return { problem: 'depth' };",
    without: "if (depthOf(text) < 0) return { problem: 'depth' };",
    tests: ['message.test.js nested 65 deep'],
  },
  {
    name: 'keys that would reach a prototype are swept out',
    file: 'src/json.ts',
    guard: 'swept: sweep(value)',
    without: 'swept: sweep(undefined)',
    tests: ['message.test.js'],
  },
  {
    name: 'a message larger than the board can take is refused',
    file: 'src/waiting-line.ts',
    guard: "if (message.bytes > this.limits.maxMessageBytes) return 'ERR_TOO_LARGE';",
    without: '',
    tests: [outbox],
  },
  {
    name: 'a message from the board that is too large is not taken in',
    file: 'src/socket.ts',
    guard: 'maxPayload: maxInBytes,',
    without: 'maxPayload: 0 * maxInBytes,',
    tests: ['connection.test.js takes 1 MiB whole'],
  },
  {
    name: 'messages from the board have a rate limit',
    file: 'src/rate-limit.ts',
    guard: 'if (this.tokens < 1) return false;',
    without: '',
    tests: ['rate-limit.test.js'],
  },
  {
    name: 'the clock alone gives no verdict on a board after a standstill',
    file: 'src/transitions.ts',
    guard: ' && lateMs <= limits.lateMs',
    without: ' && (lateMs <= limits.lateMs || lateMs > 0)',
    tests: [transitions, model],
  },
  {
    name: 'the clock alone ends no message after a standstill',
    file: 'src/connection.ts',
    guard: 'lateMs > limits.lateMs ? lateMs : 0',
    without: 'lateMs > limits.lateMs ? 0 : 0',
    tests: ['connection.test.js late deadline'],
  },
  {
    name: 'what has come already is read before the clock decides',
    file: 'src/alarm.ts',
    guard: 'setTimeout(() => this.waitOneTurn(deadline)',
    without:
      'setTimeout(() => { this.armed = undefined; this.ring(performance.now() - deadline); void this.waitOneTurn; }',
    tests: [model],
  },
  {
    name: 'a board is dead only after two pings without an answer',
    file: 'src/transitions.ts',
    guard: ' && link.unanswered >= 2',
    without: '',
    tests: [transitions],
  },
  {
    name: 'what was on the way once never ends as not sent',
    file: 'src/waiting-line.ts',
    guard: "wasSent ? 'ERR_UNCONFIRMED' : endOf(entry)",
    without: "wasSent && entry === undefined ? 'ERR_UNCONFIRMED' : endOf(entry)",
    tests: [outbox, model],
  },
  {
    name: 'a message is sent again only once',
    file: 'src/outbox.ts',
    guard: 'entry.delivery.resend && !wasSent',
    without: 'entry.delivery.resend && (wasSent || !wasSent)',
    tests: [outbox, model],
  },
  {
    name: 'nothing is sent again to a board that had no memory for it',
    file: 'src/outbox.ts',
    guard: ' && closeCode !== 1011',
    without: '',
    tests: [outbox],
  },
  {
    name: 'a pong confirms only what was sent before its ping',
    file: 'src/outbox.ts',
    guard: 'const confirmed = this.onTheWay.filter((sent) => sent.number < ping.number);',
    without: 'const confirmed = this.onTheWay.filter((sent) => sent.number !== ping.number);',
    tests: [outbox, model],
  },
  {
    name: 'a pong is ours only if we have sent its ping, on this socket',
    file: 'src/outbox.ts',
    guard: 'this.pings.find((sent) => sent.number === number)',
    without:
      '(this.pings.find((sent) => sent.number === number) ?? { number: this.lastNumber + 1, sentAt: now })',
    tests: [outbox, model],
  },
  {
    name: 'the count of attempts starts afresh only after a link that held',
    file: 'src/transitions.ts',
    guard: 'return held ? firstTry : tries;',
    without: 'return held ? firstTry : firstTry;',
    tests: [transitions, model],
  },
  {
    name: 'a release waits the shortest wait',
    file: 'src/transitions.ts',
    guard: 'until: now + limits.minDelayMs, isOver',
    without: 'until: now + 0 * limits.minDelayMs, isOver',
    tests: [transitions, model],
  },
  {
    name: 'a failed attempt waits before the next',
    file: 'src/backoff.ts',
    guard: 'return Math.max(floorMs, minDelayMs + random * (longest - minDelayMs));',
    without: 'return Math.max(floorMs, random * (longest - minDelayMs));',
    tests: ['backoff.test.js'],
  },
  {
    name: 'a connection that has ended cannot be made to rest, and then to dial',
    file: 'src/connection.ts',
    guard: "if (this.users.size > 0) this.dispatch({ type: 'hold' });",
    without: "this.dispatch({ type: 'hold' });",
    tests: [model],
  },
  {
    name: 'a link that is given up is reset, so that nothing of it arrives later',
    file: 'src/socket.ts',
    guard: 'if (this.ws.readyState !== WebSocket.CONNECTING) this.endByReset();',
    without: 'void this.endByReset;',
    tests: ['given-up.test.js'],
  },
  {
    name: 'a standstill keeps a node that goes no longer than its grace',
    file: 'src/outbox.ts',
    guard: 'sent.patienceMs = graceMs;',
    without: '',
    tests: [outbox, model],
  },
  {
    name: 'the gate lets only so many dials pass at once',
    file: 'nodes/dial-gate.ts',
    guard: 'if (passed < limit) pass(dial);',
    without: 'if (passed < limit || passed >= limit) pass(dial);',
    tests: ['nodes/dial-gate.test.js'],
  },
  {
    name: 'a node shows at most four statuses a second',
    file: 'nodes/status-light.ts',
    guard: 'if (this.rest !== undefined) this.next = status;',
    without: 'if (this.rest === null) this.next = status;',
    tests: ['nodes/status-light.test.js'],
  },
  {
    name: 'an error of a socket does not end the process',
    file: 'src/socket.ts',
    guard: "ws.on('error', (error: Error & SocketError) => {\n      this.error ??= error;\n    });",
    without: 'void ws;',
    tests: ['connection.test.js broken frame'],
  },
  {
    name: 'an empty text is refused',
    file: 'src/message.ts',
    guard: "if (payload === '') {",
    without: 'if (payload === undefined) {',
    tests: ['message.test.js'],
  },
  {
    name: 'what a flow changes after sending changes nothing on the wire',
    file: 'src/message.ts',
    guard: 'if (payload instanceof Uint8Array) return binary(Buffer.from(payload));',
    without:
      'if (payload instanceof Uint8Array) return binary(Buffer.from(payload.buffer, payload.byteOffset, payload.length));',
    tests: ['message.test.js'],
  },
  {
    name: 'a redirect is not followed',
    file: 'src/socket.ts',
    guard: 'followRedirects: false,',
    without: 'followRedirects: true,',
    tests: ['connection.test.js does not follow'],
  },
  {
    name: 'where nothing may be dropped, no more is read than is handed on',
    file: 'src/connection.ts',
    guard: 'isBehind: () => this.inbox.isBehind,',
    without: 'isBehind: () => false,',
    tests: ['faults/slow-flow.test.js stops a board'],
  },
  {
    name: 'a board that is not listened to is not called silent',
    file: 'src/socket.ts',
    guard: '      this.events.life();\n      setImmediate(goOn);',
    without: '      setImmediate(goOn);',
    tests: ['faults/slow-flow.test.js gets every message'],
  },
];
