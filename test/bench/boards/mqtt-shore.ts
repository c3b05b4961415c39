import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, parser } from 'mqtt-packet';
import { commandTopic, valueTopic } from '../topics.js';
import type { Link, Shore } from './link.js';

/** A board that publishes its values to a broker, and subscribes to its commands. QoS 0, as most sketches do. */
class MqttLink extends EventEmitter<{ text: [string] }> implements Link {
  private constructor(
    readonly socket: Socket,
    private readonly index: number,
  ) {
    super();
  }

  static async connect(brokerPort: number, index: number): Promise<MqttLink> {
    const socket = connect(brokerPort, '127.0.0.1').setNoDelay();
    const link = new MqttLink(socket, index);
    const packets = parser();
    packets.on('packet', (packet) => {
      if (packet.cmd === 'publish') link.emit('text', String(packet.payload));
      else link.socket.emit(packet.cmd);
    });
    socket.on('data', (data) => packets.parse(data));
    socket.on('error', () => {});
    socket.write(generate({ cmd: 'connect', clientId: `board-${index}`, clean: true, keepalive: 0 }));
    await once(socket, 'connack');
    socket.write(
      generate({
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: [{ topic: commandTopic(index), qos: 0 }],
      }),
    );
    await once(socket, 'suback');
    return link;
  }

  frame(payload: string): Buffer {
    const topic = valueTopic(this.index);
    return generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }
}

/** Boards that meet the client at a broker. They count as linked as soon as the broker has them. */
export class MqttShore implements Shore {
  readonly links = new Set<Link>();

  static async connect(brokerPort: number, count: number): Promise<MqttShore> {
    const shore = new MqttShore();
    for (let index = 0; index < count; index += 1) shore.links.add(await MqttLink.connect(brokerPort, index));
    return shore;
  }

  onLink(callBack: (link: Link) => void): void {
    for (const link of this.links) callBack(link);
  }
}
