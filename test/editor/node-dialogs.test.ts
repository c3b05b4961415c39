import assert from 'node:assert/strict';
import { isTopicFilter } from '../../src/message/topic-filter.js';
import { deliveryRanges, readDelivery } from '../../src/settings/delivery-settings.js';
import { requestRanges } from '../../src/settings/request-settings.js';
import { isHostLabel } from '../../src/virtual-board/announcement.js';
import {
  judge,
  languages,
  loadShared,
  matches,
  nodeOf,
  register,
  templateOf,
  textOf,
} from '../support/editor.js';

/** What the dialogs of the nodes say of a value, held against what the runtime takes. */

before(loadShared);

describe('A dialog with a board to choose', () => {
  for (const type of ['esp8266-ws-in', 'esp8266-ws-out', 'esp8266-ws-request']) {
    it(`of ${type} wants one that is there and can work`, () => {
      assert.equal(judge(type, 'board', 'fit'), true);
      assert.equal(judge(type, 'board', '$' + '{BOARD}'), true);
      const reasons = ['', '_ADD_', 'gone', 'unfit', 'disabled'].map((id) => judge(type, 'board', id));
      assert.equal(new Set(reasons).size, 4);
      assert.ok(!reasons.includes(true));
    });
  }
});

describe('The dialog of an out node', () => {
  const type = 'esp8266-ws-out';

  for (const [field, [smallest, largest]] of Object.entries({
    ...deliveryRanges,
    ...requestRanges,
  })) {
    it(`takes ${field} from ${smallest} to ${largest}, and nothing beyond`, () => {
      for (const value of [smallest, largest, `${smallest}`, ''])
        assert.equal(judge(type, field, value), true);
      for (const value of [smallest / 2, largest + 1, 'x']) assert.notEqual(judge(type, field, value), true);
    });
  }

  it('says of each choice of delivery what it does to a message, in every language', () => {
    for (const field of ['whileAway', 'unconfirmed', 'completeWhen']) {
      const [select] = matches(
        templateOf(type),
        new RegExp(`<select id="node-input-${field}"([\\s\\S]*?)</select>`, 'g'),
      );
      const choices = matches(select ?? '', /<option value="(\w+)"/g);
      for (const choice of choices) readDelivery({ [field]: choice });
      assert.equal(choices.length, field === 'whileAway' ? 4 : 2);
      for (const language of languages) {
        for (const choice of choices) assert.ok(textOf(type, `meaning.${choice}`, language), choice);
      }
    }
  });

  it('takes topics that fit into a topic message', () => {
    assert.equal(judge(type, 'topic', 'x'.repeat(256), { send: 'topic' }), true);
    assert.notEqual(judge(type, 'topic', 'x'.repeat(257), { send: 'topic' }), true);
    assert.equal(judge(type, 'topic', 'x'.repeat(257), { send: 'payload' }), true);
  });
});

describe('The dialog of a request node', () => {
  const type = 'esp8266-ws-request';

  it('takes the time for an answer that the runtime takes', () => {
    const [smallest, largest] = requestRanges.answerSeconds;
    for (const value of [smallest, largest, `${smallest}`, ''])
      assert.equal(judge(type, 'answerSeconds', value), true);
    for (const value of [smallest / 2, largest + 1, 'x'])
      assert.notEqual(judge(type, 'answerSeconds', value), true);
  });

  it('takes topics that fit into a topic message', () => {
    assert.equal(judge(type, 'topic', 'x'.repeat(256)), true);
    assert.notEqual(judge(type, 'topic', 'x'.repeat(257)), true);
  });
});

describe('The dialog of an in node', () => {
  const type = 'esp8266-ws-in';

  it('judges a topic filter as the runtime does', () => {
    const filters = [
      '',
      '#',
      '+',
      'a',
      'a/b',
      'a/+',
      '+/b',
      'a/#',
      '$state',
      'a#',
      'a+',
      '#/a',
      'a/#/b',
      'a/b+/c',
    ];
    for (const filter of filters) {
      const verdict = judge(type, 'topic', filter, { emit: 'messages', format: 'auto' });
      assert.equal(verdict === true, isTopicFilter(filter), filter);
    }
  });

  it('refuses a topic where no message would have one', () => {
    assert.equal(judge(type, 'topic', '#', { emit: 'messages', format: 'text' }), true);
    assert.notEqual(judge(type, 'topic', 'a', { emit: 'messages', format: 'text' }), true);
    assert.equal(judge(type, 'topic', 'a', { emit: 'state', format: 'text' }), true);
  });

  it('gives the node a second output only for both messages and connection changes', () => {
    for (const [emit, outputs] of Object.entries({ messages: 1, state: 1, both: 2 })) {
      const definition = register(type, { emit });
      const node = nodeOf(type, definition, { outputs: 0 });
      definition.oneditsave!.call(node);
      assert.equal((node as { outputs?: number }).outputs, outputs);
    }
  });
});

describe('The dialog of a virtual board', () => {
  it('takes every port and nothing else', () => {
    for (const port of [1, '1', 8181, '65535']) {
      assert.equal(judge('esp8266-ws-virtual-board', 'port', port), true);
    }
    for (const port of ['', 0, '65536', '81.5', 'x']) {
      assert.notEqual(judge('esp8266-ws-virtual-board', 'port', port), true);
    }
  });

  it('takes the names to announce that the runtime takes, and none at all', () => {
    for (const name of ['', undefined, ' ', '$' + '{NAME}']) {
      assert.equal(judge('esp8266-ws-virtual-board', 'announce', name), true);
    }
    const names = [
      'kitchen',
      'Kitchen_2-b',
      'x'.repeat(63),
      'x'.repeat(64),
      'kitchen.local',
      'two words',
      'küche',
    ];
    for (const name of names) {
      assert.equal(judge('esp8266-ws-virtual-board', 'announce', name) === true, isHostLabel(name), name);
    }
  });
});
