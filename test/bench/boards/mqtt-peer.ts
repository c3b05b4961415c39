import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { MqttClient, packetOf } from '../../support/mqtt-client.js';
import { commandTopic, valueTopic } from '../topics.js';
import type { Link, Peer } from './link.js';

/** A board that publishes its values to a broker, and subscribes to its commands. QoS 0, as most sketches do. */
class MqttLink extends EventEmitter<{ text: [string] }> implements Link {
  readonly socket: Socket;

  private constructor(
    client: MqttClient,
    private readonly index: number,
  ) {
    super();
    this.socket = client.socket;
    client.on('publication', ({ payload }) => this.emit('text', payload));
  }

  static async connect(brokerPort: number, index: number): Promise<MqttLink> {
    const client = await MqttClient.connect(brokerPort);
    await client.subscribe(commandTopic(index));
    return new MqttLink(client, index);
  }

  frame(text: string): Buffer {
    return packetOf(valueTopic(this.index), text);
  }
}

/** Boards that meet the client at a broker. They count as linked as soon as the broker has them. */
export class MqttPeer implements Peer {
  readonly links = new Set<Link>();

  static async connect(brokerPort: number, count: number): Promise<MqttPeer> {
    const peer = new MqttPeer();
    for (let index = 0; index < count; index += 1) peer.links.add(await MqttLink.connect(brokerPort, index));
    return peer;
  }

  get linked(): number {
    return this.links.size;
  }

  onLink(callBack: (link: Link) => void): void {
    for (const link of this.links) callBack(link);
  }
}
