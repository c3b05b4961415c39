import { deepEqual, ok } from 'node:assert/strict';
import { useDialogs } from '../support/dialogs.js';

describe('The start of the editor', function () {
  this.timeout(60_000);
  const dialogs = useDialogs();

  it('loads what the dialogs are made of, and asks nothing about boards before somebody opens something', async () => {
    const asked: string[] = [];
    dialogs.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.includes('esp8266-ws')) asked.push(pathname);
    });
    await dialogs.load();
    deepEqual(
      asked.filter((path) => !path.startsWith('/resources/') && !path.startsWith('/icons/')),
      [],
    );
    ok(asked.includes('/resources/node-red-contrib-esp8266-ws/dialogs.mjs'));
  });
});
