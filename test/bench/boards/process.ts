// The process of the boards. What it can be asked is what a scenario makes boards do.
import { once } from 'node:events';
import { serve } from '../remote.js';
import type { Link, Peer } from './link.js';
import { MqttPeer } from './mqtt-peer.js';
import { pace, reading } from './readings.js';
import { type RoundTrips, timeRoundTrips } from './round-trips.js';
import { VirtualPeer } from './virtual-peer.js';
import { WebSocketPeer } from './websocket-peer.js';

const peers = {
  mqtt: MqttPeer.connect,
  virtual: VirtualPeer.listen,
  websocket: WebSocketPeer.listen,
};

export type ShoreKind = keyof typeof peers;

let peer: Peer;
let received = 0;
const waiting: (() => void)[] = [];

const methods = {
  /** Makes boards listen on ports from `firstPort` on, or meet at the broker of that port. */
  async start(kind: ShoreKind, port: number, count: number): Promise<void> {
    peer = await peers[kind](port, count);
    peer.onLink((link) => {
      link?.on('text', () => {
        received += 1;
      });
      for (const wake of waiting.splice(0)) wake();
    });
  },

  /** Waits until so many boards are connected. */
  async linked(count: number): Promise<void> {
    while (peer.linked < count) await new Promise<void>((resolve) => waiting.push(resolve));
  },

  countLinked: (): number => peer.linked,

  /** Each board says so many readings a second. Returns how many were said in all. */
  async pace(perSecond: number, seconds: number): Promise<number> {
    return pace([...peer.links], perSecond, seconds);
  },

  /**
   * The first board says so many readings as fast as they are taken from it.
   *
   * @param perWrite how many of them in one write, so that the board's own work is a small part of what is measured
   */
  async blast(messages: number, perWrite: number): Promise<void> {
    const link = firstLink();
    const chunk = Buffer.concat(Array.from({ length: perWrite }, (_nothing, at) => link.frame(reading(at))));
    for (let sent = 0; sent < messages; sent += perWrite) {
      if (!link.socket.write(chunk)) await once(link.socket, 'drain');
    }
  },

  /** The first board says readings, and times how long each takes to come back. */
  async roundTrips(perSecond: number, seconds: number): Promise<RoundTrips> {
    return timeRoundTrips(firstLink(), perSecond, seconds);
  },

  /** The first board reads no more, or again. */
  rest(isResting: boolean): void {
    if (isResting) firstLink().socket.pause();
    else firstLink().socket.resume();
  },

  /** Boards answer pings after 0 to `slowestMs`, each in a time of its own. */
  slowDown(slowestMs: number): void {
    for (const [index, link] of [...peer.links].entries())
      link.pongMs = (slowestMs * (index + 1)) / peer.links.size;
  },

  /** How many messages have reached boards since the last call. */
  takeReceived(): number {
    const taken = received;
    received = 0;
    return taken;
  },
};

export type Boards = typeof methods;

function firstLink(): Link {
  const [link] = peer.links;
  if (link === undefined) throw new Error('nobody is connected');
  return link;
}

serve(methods);
