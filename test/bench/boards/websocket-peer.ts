import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Link, Peer } from './link.js';

/** A WebSocket's server end. Text is written as ready-made frames, so that a board costs as little as it can. */
class WebSocketLink extends EventEmitter<{ text: [string] }> implements Link {
  pongMs = 0;

  constructor(
    readonly socket: Socket,
    webSocket: WebSocket,
  ) {
    super();
    webSocket.on('ping', (data) => {
      if (this.pongMs === 0) webSocket.pong(data);
      else setTimeout(() => webSocket.pong(data, undefined, () => {}), this.pongMs);
    });
    webSocket.on('message', (data) => this.emit('text', String(data)));
    webSocket.on('error', () => {});
  }

  frame(text: string): Buffer {
    const length = Buffer.byteLength(text);
    const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from(head), Buffer.from(text)]);
  }
}

/** Boards that each listen on a port of their own and do nothing but answer pings. */
export class WebSocketPeer implements Peer {
  readonly links = new Set<Link>();
  private readonly events = new EventEmitter<{ link: [Link] }>();
  private readonly server = new WebSocketServer({
    autoPong: false,
    noServer: true,
    perMessageDeflate: false,
  });

  static async listen(firstPort: number, count: number): Promise<WebSocketPeer> {
    const peer = new WebSocketPeer();
    for (let port = firstPort; port < firstPort + count; port += 1) await peer.listen(port);
    return peer;
  }

  get linked(): number {
    return this.links.size;
  }

  onLink(callBack: (link: Link) => void): void {
    this.events.on('link', callBack);
  }

  private async listen(port: number): Promise<void> {
    const http = createServer();
    http.on('upgrade', (request, socket, head) => {
      this.server.handleUpgrade(request, socket, head, (webSocket) =>
        this.add(new WebSocketLink(socket as Socket, webSocket)),
      );
    });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, '127.0.0.1', resolve);
    });
  }

  private add(link: Link): void {
    this.links.add(link);
    link.socket.once('close', () => this.links.delete(link));
    this.events.emit('link', link);
  }
}
