import { deepEqual } from 'node:assert/strict';
import { type TestNews, testConnection } from '../../src/board/connection-test.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { situations } from '../support/situations.js';

describe('The test of a connection, with the times of people', () => {
  it('has patience with a sketch that calls delay(2000)', async function () {
    this.timeout(60_000);
    const { close, fields } = await situations['a board with delay(2000)']();
    const words: string[] = [];
    await new Promise<void>((resolve) => {
      testConnection(readBoardSettings(fields), {}, (news: TestNews) => {
        words.push('step' in news ? news.step : news.end);
        if ('end' in news) resolve();
      });
    });
    await close();
    deepEqual(words, ['tcp', 'handshake', 'pong', 'no hello']);
  });
});
