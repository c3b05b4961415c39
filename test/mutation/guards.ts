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
const outbox = 'link/outbox.test.js';
const transitions = 'link/transitions.test.js';

export const guards: readonly Guard[] = [
  {
    name: 'an attempt has an absolute deadline',
    file: 'src/link/transitions.ts',
    guard: "    case 'paused':\n      return state.isResuming",
    without:
      "    case 'connecting':\n      return undefined;\n    case 'paused':\n      return state.isResuming",
    tests: [model],
  },
  {
    name: 'an exception of a user ends in Users.guard',
    file: 'src/link/users.ts',
    guard:
      '    try {\n      act();\n    } catch (fault) {\n      this.counters.faults += 1;\n      this.listener.onFault?.(fault);\n    }',
    without: '    act();',
    tests: ['link/connection.test.js a user that throws'],
  },
  {
    name: 'an overdue timer reports how long the process stalled',
    file: 'src/link/deadline-timer.ts',
    guard: ' || this.armed.deadline <= performance.now()',
    without: '',
    tests: ['link/deadline-timer.test.js'],
  },
  {
    name: 'events of an old socket are dropped',
    file: 'src/link/connection.ts',
    guard: 'if (socket === this.socket) act(...args);',
    without: 'act(...args);',
    tests: [model],
  },
  {
    name: 'only so many messages are in flight',
    file: 'src/link/outbox.ts',
    guard: 'this.inFlight.length < this.pace.window && bytes <= this.limits.windowBytes',
    without: 'bytes <= this.limits.windowBytes',
    tests: [outbox, model],
  },
  {
    name: 'only so many bytes are in flight',
    file: 'src/link/outbox.ts',
    guard: 'this.inFlight.length < this.pace.window && bytes <= this.limits.windowBytes',
    without: 'this.inFlight.length < this.pace.window && bytes < Number.POSITIVE_INFINITY',
    tests: [outbox, model],
  },
  {
    name: 'a slow board is sent no more than it can confirm in time',
    file: 'src/link/pace.ts',
    guard: 'Math.max(1, Math.min(windowMessages, Math.floor(windowMs / loopMs) - 2))',
    without: 'Math.max(windowMessages, Math.min(1, Math.floor(windowMs / loopMs) - 2))',
    tests: [outbox],
  },
  {
    name: 'only so many messages wait',
    file: 'src/link/send-queue.ts',
    guard: 'if (common.length - evicted.size < waitingMessages && bytes <= waitingBytes) break;',
    without: 'if (waitingMessages > 0 || bytes > waitingBytes) break;',
    tests: [outbox],
  },
  {
    name: 'what waits for a busy board ends in time',
    file: 'src/link/send-queue.ts',
    guard: '(queued) => busyAt(queued, pace) <= now,',
    without: '(queued) => busyAt(queued, pace) < 0 * now,',
    tests: [outbox],
  },
  {
    name: 'the newest message does not miss its time behind older ones',
    file: 'src/link/send-queue.ts',
    guard: 'while (before > 0 && pace.waitMs(before) > restMs) before -= 1;',
    without: 'while (before < 0 && pace.waitMs(before) > restMs) before -= 1;',
    tests: [outbox],
  },
  {
    name: 'a loop time that was measured wrong opens the window only step by step',
    file: 'src/link/pace.ts',
    guard: 'Math.min(this.allowance, this.fullWindow)',
    without: 'Math.max(0 * this.allowance, this.fullWindow)',
    tests: [outbox],
  },
  {
    name: 'a board that sends data, but no pongs, is not called ready',
    file: 'src/link/transitions.ts',
    guard: 'return stay({ ...state, hasNoPongs: true });',
    without: 'return stay(state);',
    tests: [transitions],
  },
  {
    name: 'pongs are not missed while nothing is read',
    file: 'src/link/connection.ts',
    guard: "this.dispatch({ type: 'readingPaused' }, this.activityAt);",
    without: "this.dispatch({ type: 'activity' }, this.activityAt);",
    tests: ['faults/slow-flow.test.js gets every message'],
  },
  {
    name: 'nesting is measured before JSON is parsed',
    file: 'src/message/json.ts',
    guard: "if (depthOf(text) > maxDepth) return { problem: 'depth' };",
    without: "if (depthOf(text) < 0) return { problem: 'depth' };",
    tests: ['message/message.test.js nested 65 deep'],
  },
  {
    name: 'keys that would reach a prototype are removed',
    file: 'src/message/json.ts',
    guard: 'sweep(value) ?',
    without: 'sweep(undefined) ?',
    tests: ['message/message.test.js'],
  },
  {
    name: 'a message larger than the board can take is refused',
    file: 'src/link/send-queue.ts',
    guard: "if (message.bytes > this.limits.maxMessageBytes) return 'ERR_TOO_LARGE';",
    without: '',
    tests: [outbox],
  },
  {
    name: 'a message from the board that is too large is not accepted',
    file: 'src/link/socket.ts',
    guard: 'maxPayload: maxInBytes,',
    without: 'maxPayload: 0 * maxInBytes,',
    tests: ['link/connection.test.js takes 1 MiB whole'],
  },
  {
    name: 'messages from the board have a rate limit',
    file: 'src/link/rate-limit.ts',
    guard: 'if (this.tokens < 1) return false;',
    without: '',
    tests: ['link/rate-limit.test.js'],
  },
  {
    name: 'the clock alone calls no board dead after a stall of the process',
    file: 'src/link/transitions.ts',
    guard: ' && lateMs <= limits.lateMs',
    without: ' && (lateMs <= limits.lateMs || lateMs > 0)',
    tests: [transitions, model],
  },
  {
    name: 'the clock alone ends no message after a stall of the process',
    file: 'src/link/connection.ts',
    guard: 'lateMs > limits.lateMs ? lateMs : 0',
    without: 'lateMs > limits.lateMs ? 0 : 0',
    tests: ['link/connection.test.js late deadline'],
  },
  {
    name: 'what has arrived already is read before the clock decides',
    file: 'src/link/deadline-timer.ts',
    guard: 'setTimeout(() => this.waitOneTurn(deadline)',
    without:
      'setTimeout(() => { this.armed = undefined; this.fire(performance.now() - deadline); void this.waitOneTurn; }',
    tests: [model],
  },
  {
    name: 'a board is dead only after two pings without an answer',
    file: 'src/link/transitions.ts',
    guard: ' && link.pingsSinceActivity >= 2',
    without: '',
    tests: [transitions],
  },
  {
    name: 'what was in flight once never ends as not sent',
    file: 'src/link/send-queue.ts',
    guard: "wasSent ? 'ERR_UNCONFIRMED' : outcomeOf(pending)",
    without: "wasSent && pending === undefined ? 'ERR_UNCONFIRMED' : outcomeOf(pending)",
    tests: [outbox, model],
  },
  {
    name: 'a message is sent again only once',
    file: 'src/link/outbox.ts',
    guard: 'pending.delivery.resend && !wasSent',
    without: 'pending.delivery.resend && (wasSent || !wasSent)',
    tests: [outbox, model],
  },
  {
    name: 'nothing is sent again to a board that had no memory for it',
    file: 'src/link/outbox.ts',
    guard: ' && closeCode !== 1011',
    without: '',
    tests: [outbox],
  },
  {
    name: 'a pong confirms only what was sent before its ping',
    file: 'src/link/outbox.ts',
    guard: 'const confirmed = this.inFlight.filter((sent) => sent.number < ping.number);',
    without: 'const confirmed = this.inFlight.filter((sent) => sent.number !== ping.number);',
    tests: [outbox, model],
  },
  {
    name: 'a pong is ours only if we have sent its ping, on this socket',
    file: 'src/link/outbox.ts',
    guard: 'this.pings.find((sent) => sent.number === number)',
    without:
      '(this.pings.find((sent) => sent.number === number) ?? { number: this.lastNumber + 1, sentAt: now })',
    tests: [outbox, model],
  },
  {
    name: 'the attempt counter is reset only after a stable link',
    file: 'src/link/transitions.ts',
    guard: 'return wasStable ? firstAttempt : attempts;',
    without: 'return wasStable ? firstAttempt : firstAttempt;',
    tests: [transitions, model],
  },
  {
    name: 'a resume waits the shortest wait',
    file: 'src/link/transitions.ts',
    guard: 'until: now + limits.minDelayMs, isResuming',
    without: 'until: now + 0 * limits.minDelayMs, isResuming',
    tests: [transitions, model],
  },
  {
    name: 'a failed attempt waits before the next',
    file: 'src/link/backoff.ts',
    guard: 'return Math.max(floorMs, minDelayMs + random * (longest - minDelayMs));',
    without: 'return Math.max(floorMs, random * (longest - minDelayMs));',
    tests: ['link/backoff.test.js'],
  },
  {
    name: 'a connection that has ended cannot be paused, and then resumed',
    file: 'src/link/connection.ts',
    guard: "if (this.users.isUsed) this.dispatch({ type: 'pause' });",
    without: "this.dispatch({ type: 'pause' });",
    tests: [model],
  },
  {
    name: 'a terminated link is reset, so that nothing of it arrives later',
    file: 'src/link/socket.ts',
    guard: 'if (this.ws.readyState !== WebSocket.CONNECTING && !this.settings.tls) markForReset(this.tcp);',
    without: 'void markForReset;',
    tests: ['link/terminated-link.test.js'],
  },
  {
    name: 'a stall of the process keeps a removed node no longer than its grace',
    file: 'src/link/outbox.ts',
    guard: 'sent.timeoutMs = graceMs;',
    without: '',
    tests: [outbox, model],
  },
  {
    name: 'the gate lets only so many dials pass at once',
    file: 'src/link/dial-gate.ts',
    guard: 'if (passed < limit) pass(dial);',
    without: 'if (passed < limit || passed >= limit) pass(dial);',
    tests: ['link/dial-gate.test.js'],
  },
  {
    name: 'a node shows at most four statuses a second',
    file: 'nodes/status-throttle.ts',
    guard: 'if (this.interval !== undefined) this.next = status;',
    without: 'if (this.interval === null) this.next = status;',
    tests: ['nodes/status-throttle.test.js'],
  },
  {
    name: 'an error of a socket does not end the process',
    file: 'src/link/socket.ts',
    guard: "ws.on('error', (error: Error & SocketError) => {\n      this.error ??= error;\n    });",
    without: 'void ws;',
    tests: ['link/connection.test.js broken frame'],
  },
  {
    name: 'an empty text is refused',
    file: 'src/message/encode.ts',
    guard: "if (value === '') {",
    without: 'if (value === undefined) {',
    tests: ['message/message.test.js'],
  },
  {
    name: 'what a flow changes after sending changes nothing on the wire',
    file: 'src/message/bytes.ts',
    guard: 'return Buffer.from(shown);',
    without: 'return Buffer.from(shown.buffer, shown.byteOffset, shown.length);',
    tests: ['message/message.test.js'],
  },
  {
    name: 'a redirect is not followed',
    file: 'src/link/socket.ts',
    guard: 'followRedirects: false,',
    without: 'followRedirects: true,',
    tests: ['link/connection.test.js does not follow'],
  },
  {
    name: 'where nothing may be dropped, no more is read than is delivered',
    file: 'src/link/connection.ts',
    guard: 'isBehind: () => this.inbox.isBehind,',
    without: 'isBehind: () => false,',
    tests: ['faults/slow-flow.test.js stops a board'],
  },
  {
    name: 'a board that is not read from is not called silent',
    file: 'src/link/reading-pace.ts',
    guard: '      this.events.readingPaused();\n      setImmediate(() => this.resumeOrWait());',
    without: '      setImmediate(() => this.resumeOrWait());',
    tests: ['faults/slow-flow.test.js gets every message'],
  },
];
