import { randomInt } from 'node:crypto';
import type { ArduinoServer, Identity } from '../sketch.js';
import { maxBytes } from './request.js';
import { type Topic, topicMessage } from './topic.js';

interface Client {
  /** What it calls itself; empty if nothing. */
  readonly name: string;
  /** What it is still to be sent; each topic with the value of the moment it is sent. */
  readonly owed: Set<string>;
  /** Whether a ping of ours is on the way; until it is answered, the client is sent nothing more. */
  awaitsPong: boolean;
}

/** Messages to a client that has not answered yet: what lwIP keeps without making loop() wait. */
const burst = 4;

const hello = '$hello';

const longestName = 32;

/** Not empty, as those of the heartbeat are. */
const ping = 'r';

/** Who is connected, and what each still has to be sent: the firmware's `clients.h`. */
export class Clients {
  /** Another one at each start of the board. */
  private readonly boot = randomInt(2 ** 32);
  private readonly clients = new Map<number, Client>();
  private readonly identity: Identity;
  private readonly server: ArduinoServer;
  private readonly topics: readonly Topic[];

  constructor(server: ArduinoServer, identity: Identity, topics: readonly Topic[]) {
    this.identity = identity;
    this.server = server;
    this.topics = topics;
  }

  connected(num: number, path: string): void {
    this.server.Serial.println(`Client ${num} connected from ${this.server.remoteIP(num)}`);
    const name = nameIn(path);
    this.replaceNamesake(num, name);
    // What happened before this client came is none of its business.
    const states = this.topics.filter(({ isEvent }) => !isEvent);
    const owed = new Set([hello, ...states.map((topic) => topic.name)]);
    this.clients.set(num, { name, owed, awaitsPong: false });
    // All at once: who has just connected is there to answer.
    this.settle(num, Infinity);
  }

  disconnected(num: number): void {
    this.server.Serial.println(`Client ${num} disconnected`);
    this.clients.delete(num);
  }

  /** A ping of ours has been answered. */
  answered(num: number): void {
    const client = this.clients.get(num);
    if (client) client.awaitsPong = false;
    this.settle(num, burst);
  }

  /** Every client is to be sent a topic's value, but for one that has it already. */
  oweAll(topic: string, except?: number): void {
    for (const [num, { owed }] of this.clients) {
      if (num === except) owed.delete(topic);
      else owed.add(topic);
    }
  }

  settleAll(): void {
    for (const num of this.nums()) this.settle(num, burst);
  }

  private settle(num: number, most: number): void {
    const client = this.clients.get(num);
    if (!client || client.awaitsPong || client.owed.size === 0) return;
    if (client.owed.delete(hello)) this.server.sendTXT(num, this.hello());
    const due = this.topics.filter(({ name }) => client.owed.has(name)).slice(0, most);
    for (const topic of due) {
      client.owed.delete(topic.name);
      this.server.sendTXT(num, topicMessage(topic.name, topic.read()));
    }
    client.awaitsPong = true;
    this.server.sendPing(num, ping);
  }

  private hello(): string {
    const topics = this.topics.map(({ name, type, unit, set, isEvent }) => ({
      topic: name,
      type,
      unit,
      settable: set ? true : undefined,
      event: isEvent,
    }));
    return topicMessage(hello, JSON.stringify({ ...this.identity, boot: this.boot, maxBytes, topics }));
  }

  private nums(): number[] {
    return [...this.clients.keys()].sort((a, b) => a - b);
  }

  /** A client that vanished and came back would otherwise fill the board's slots with its past. */
  private replaceNamesake(num: number, name: string): void {
    if (name === '') return;
    for (const other of this.nums()) {
      if (other === num || this.clients.get(other)?.name !== name) continue;
      this.server.Serial.println(`Client ${num} replaces client ${other}`);
      this.clients.delete(other);
      this.server.disconnect(other);
    }
  }
}

/** The name from `/?client=name`, as it stands; none if it is too long to be told from others. */
function nameIn(path: string): string {
  const [, name = ''] = /^[^?]*\?(?:[^&]*&)*?client=([^&#]*)/.exec(path) ?? [];
  return name.length > longestName ? '' : name;
}
