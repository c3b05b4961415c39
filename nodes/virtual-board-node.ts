import type { Node, NodeAPI, NodeDef } from 'node-red';
import { configurationStatus, type NodeStatus } from '../src/board/node-status.js';
import { isHostLabel } from '../src/virtual-board/announcement.js';
import { type SketchName, sketches } from '../src/virtual-board/sketches/index.js';
import { VirtualBoard } from '../src/virtual-board/virtual-board.js';

interface Definition extends NodeDef {
  readonly sketch: SketchName;
  readonly port: number | string;
  readonly host: string;
  /** Not there in a node saved before it could be announced. */
  readonly announce?: string;
}

/** Makes the constructor of `esp8266-ws-virtual-board`. */
export function virtualBoardNode(RED: NodeAPI) {
  function Esp8266WsVirtualBoard(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const { host, sketch } = definition;
    const port = Number(definition.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535 || !Object.hasOwn(sketches, sketch)) {
      this.status(configurationStatus);
      this.error(RED._('unusable', { port: String(definition.port), sketch: String(sketch) }));
      return;
    }

    const announce = String(definition.announce ?? '').trim();
    if (announce !== '' && !isHostLabel(announce)) {
      this.status(configurationStatus);
      this.error(RED._('badAnnounce', { name: announce }));
      return;
    }

    const board = new VirtualBoard({
      sketch,
      port,
      host: host || '127.0.0.1',
      ...(announce === '' ? {} : { announce }),
    });
    const startIt = () => start(board, this, RED._('portInUse', { port }));
    const commands = commandsOf(board, this, startIt);
    board.on('serial', (line) => this.send({ topic: 'serial', payload: line }));
    board.on('slots', () => this.status(slotsStatus(board)));
    this.on('input', (msg, _send, done) => {
      const command = commands.get(msg.payload);
      if (command === undefined)
        done(new Error(RED._('badCommand', { words: [...commands.keys()].join(', ') })));
      else Promise.resolve(command()).then(() => done(), done);
    });
    this.on('close', (done: () => void) => void board.close().then(done));
    startIt().catch((error: unknown) => this.error(error));
  }

  return Esp8266WsVirtualBoard;
}

/** What a msg can tell the board to do: the word is the whole payload. */
function commandsOf(
  board: VirtualBoard,
  node: Node,
  startIt: () => Promise<void>,
): ReadonlyMap<unknown, () => void | Promise<void>> {
  return new Map<unknown, () => void | Promise<void>>([
    ['start', startIt],
    [
      'stop',
      async () => {
        await board.close();
        node.status({ fill: 'grey', shape: 'ring', text: 'stopped' });
      },
    ],
    ['reset', () => board.reset()],
    [
      'freeze',
      () => {
        board.freeze();
        node.status({ fill: 'yellow', shape: 'dot', text: 'frozen' });
      },
    ],
    [
      'thaw',
      () => {
        board.thaw();
        node.status(slotsStatus(board));
      },
    ],
    ['press', () => board.press()],
  ]);
}

async function start(board: VirtualBoard, node: Node, portInUse: string): Promise<void> {
  if (board.isListening) return;
  try {
    await board.listen();
    node.status(slotsStatus(board));
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    node.status({ fill: 'red', shape: 'ring', text: isTaken ? 'port in use' : 'stopped' });
    throw isTaken ? new Error(portInUse, { cause: error }) : error;
  }
}

/** Numbers are part of the key: a browser translates a status text as a whole, and only if it begins with a letter. */
function slotsStatus(board: VirtualBoard): NodeStatus {
  if (!board.isListening) return { fill: 'grey', shape: 'ring', text: 'stopped' };
  const { slots, slotsInUse } = board;
  const fill = slotsInUse === slots ? 'yellow' : 'green';
  return { fill, shape: slotsInUse > 0 ? 'dot' : 'ring', text: `slots used ${slotsInUse} of ${slots}` };
}
