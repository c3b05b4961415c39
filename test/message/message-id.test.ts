import { equal, match, notEqual } from 'node:assert/strict';
import { MessageIds } from '../../src/message/message-id.js';

describe('The ids of messages', () => {
  it('are 16 hexadecimal digits, as those of Node-RED, and each is another one', () => {
    const ids = new MessageIds();
    const taken = Array.from({ length: 150_000 }, () => ids.take());
    for (const id of taken) match(id, /^[\da-f]{16}$/);
    equal(new Set(taken).size, taken.length);
  });

  it('do not come again after a restart', () => {
    const [one, other] = [new MessageIds().take(), new MessageIds().take()];
    equal(one.slice(12), other.slice(12));
    notEqual(one.slice(0, 12), other.slice(0, 12));
  });
});
