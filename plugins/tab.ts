import { release } from 'node:os';
import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { present } from '../src/board/board.js';
import { supportReport } from '../src/board/support-report.js';
import { act, allDeployed, type Deployed, find, openedOf, rowOf, send, stateOf } from './boards.js';
import { Ticker } from './ticker.js';

/** What editors are told when something has changed: nothing but that, since every editor hears it. */
const changed = 'esp8266-ws/changed';

/**
 * The runtime half of the tab *Boards*: what it shows, as JSON, and what can be done there. Reading needs the permission
 * `esp8266-ws.read`, acting `esp8266-ws.write`.
 */
export function serveTab(RED: NodeAPI): void {
  const ticker = new Ticker(
    () => allDeployed().map(stateOf).join('\n'),
    () => RED.comms.publish(changed, {}, false),
  );
  const mayRead = RED.auth.needsPermission('esp8266-ws.read');
  const mayWrite = RED.auth.needsPermission('esp8266-ws.write');
  const path = '/esp8266-ws/overview';

  RED.httpAdmin.get(path, mayRead, (_request, answer) => {
    ticker.look();
    const moment = present();
    answer.json({ boards: allDeployed().map((each) => rowOf(each, moment)) });
  });
  RED.httpAdmin.get(
    `${path}/:config`,
    mayRead,
    withBoard((board, _request, answer) => {
      ticker.look();
      answer.json(openedOf(board, present()));
    }),
  );
  RED.httpAdmin.get(
    `${path}/:config/report`,
    mayRead,
    withBoard((board, _request, answer) => {
      answer.type('text/plain').send(reportOf(board));
    }),
  );
  RED.httpAdmin.post(
    `${path}/:config/act`,
    mayWrite,
    withBoard(async (board, { body }, answer) => {
      const action = body?.action;
      if (action !== 'pause' && action !== 'resume') return void answer.sendStatus(400);
      await act(board, action);
      answer.sendStatus(204);
    }),
  );
  RED.httpAdmin.post(
    `${path}/:config/send`,
    mayWrite,
    withBoard(async (board, { body }, answer) => {
      const { payload, topic = '' } = body ?? {};
      if (typeof topic !== 'string') return void answer.sendStatus(400);
      answer.json(await send(board, topic, payload));
    }),
  );

  function reportOf({ board, node }: Deployed): string {
    const { version } = require('../../package.json') as { version: string };
    const versions = {
      'node-red-contrib-esp8266-ws': version,
      'Node-RED': String((RED.settings as { version?: unknown }).version),
      'Node.js': process.version,
      system: `${process.platform} ${process.arch} ${release()}`,
    };
    const timeOf = (wall: number) => new Date(wall).toISOString();
    const context = { settings: board.settings, typedHost: node.typedHost, versions, timeOf };
    return supportReport(board, context, present());
  }
}

/** Acts on the board that a request names by its config node and `?board=`; 404 where there is none. */
function withBoard(handle: (board: Deployed, request: Request, answer: Response) => unknown): RequestHandler {
  return async (request, answer, next) => {
    const board = find(request.params.config, request.query.board);
    if (board === undefined) return void answer.sendStatus(404);
    try {
      await handle(board, request, answer);
    } catch (error) {
      next(error);
    }
  };
}
