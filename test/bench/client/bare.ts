import WebSocket from 'ws';
import type { Ledger } from './ledger.js';
import type { Client, Plan } from './plan.js';

/** The `ws` library alone, without Node-RED. */
export class BareClient implements Client {
  private sockets: WebSocket[] = [];

  constructor(private readonly ledger: Ledger) {}

  async start(): Promise<void> {}

  async deploy({ places, role }: Plan): Promise<void> {
    this.sockets = places.map(({ port }) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
      socket.on('error', () => {});
      socket.on('message', (data) => {
        this.ledger.arrive();
        if (role === 'echo') socket.send(String(data));
      });
      return socket;
    });
  }

  send(text: string): void {
    this.sockets[0]?.send(text, (error) => this.ledger.end(error ? 'error' : 'complete'));
  }
}
