import { deepEqual } from 'node:assert/strict';
import { noCounts } from '../../src/link/counters.js';
import type { Report } from '../../src/link/report.js';
import { Users } from '../../src/link/users.js';

describe('The users of a connection', () => {
  const calm = { attempt: 0, cause: undefined, detail: undefined, roundTripMs: undefined };
  const reportOf = (state: Report['state']): Report => ({ ...calm, state });

  it('hear of every change in order, also where one of them causes the next', () => {
    const users = new Users({}, noCounts());
    const heard: string[] = [];
    const causing = {
      onReport({ state }: Report) {
        heard.push(`first hears ${state}`);
        if (state === 'ready') users.onReport(reportOf('lost'));
      },
    };
    const hearing = { onReport: ({ state }: Report) => heard.push(`second hears ${state}`) };
    for (const user of [causing, hearing]) users.add(user, reportOf('connecting'));
    users.onReport(reportOf('ready'));
    users.onReport(reportOf('connecting'));
    deepEqual(
      heard.filter((line) => line.startsWith('second')),
      ['connecting', 'ready', 'lost', 'connecting'].map((state) => `second hears ${state}`),
    );
    deepEqual(heard.slice(2, 6), [
      'first hears ready',
      'second hears ready',
      'first hears lost',
      'second hears lost',
    ]);
  });

  it('hear of a change and get a message although one before them throws, which is counted and told', () => {
    const counters = noCounts();
    const faults: unknown[] = [];
    const heard: string[] = [];
    const users = new Users({ onFault: (fault) => faults.push(fault) }, counters);
    const failing = () => {
      throw new Error('in a flow');
    };
    users.add({ onReport: failing, onMessage: failing }, reportOf('connecting'));
    const onMessage = (data: Buffer) => heard.push(String(data));
    users.add({ onReport: ({ state }) => heard.push(state), onMessage }, reportOf('connecting'));
    users.onReport(reportOf('ready'));
    users.onMessage(Buffer.from('hello'), false);
    deepEqual(heard, ['connecting', 'ready', 'hello']);
    deepEqual([faults.length, counters.faults], [3, 3]);
  });
});
