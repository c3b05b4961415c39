import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, parser } from 'mqtt-packet';

/** What a broker hands on. */
export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

/** As much of an MQTT 3.1.1 client as bench and tests need, without a reconnect or an opinion. Emits each publication. */
export class MqttClient extends EventEmitter<{ publication: [Publication] }> {
  private constructor(readonly socket: Socket) {
    super();
    const packets = parser();
    packets.on('packet', (packet) => {
      if (packet.cmd !== 'publish') socket.emit(packet.cmd);
      else
        this.emit('publication', {
          topic: packet.topic,
          payload: String(packet.payload),
          retained: packet.retain,
        });
    });
    socket.on('data', (data) => packets.parse(data));
    socket.on('error', () => {});
  }

  static async connect(port: number): Promise<MqttClient> {
    const client = new MqttClient(connect(port, '127.0.0.1').setNoDelay());
    const clientId = `client-${process.pid}-${Math.random().toString(36).slice(2)}`;
    client.socket.write(generate({ cmd: 'connect', clientId, clean: true, keepalive: 0 }));
    await once(client.socket, 'connack');
    return client;
  }

  async subscribe(topic: string): Promise<void> {
    this.socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 0 }] }));
    await once(this.socket, 'suback');
  }

  publish(topic: string, payload: string, retain = false): void {
    this.socket.write(packetOf(topic, payload, retain));
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The bytes that publish this, with QoS 0. */
export function packetOf(topic: string, payload: string, retain = false): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain });
}

/** A client that keeps what it hears, and can be waited for; mocha's time limit ends a wait in vain. */
export class Subscriber {
  readonly all: Publication[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly client: MqttClient) {
    client.on('publication', (publication) => {
      this.all.push(publication);
      for (const check of this.waiting) check();
    });
  }

  static async connect(port: number, topic: string): Promise<Subscriber> {
    const client = await MqttClient.connect(port);
    const subscriber = new Subscriber(client);
    await client.subscribe(topic);
    return subscriber;
  }

  publish(topic: string, payload: string, retain = false): void {
    this.client.publish(topic, payload, retain);
  }

  /** Waits until what was said last about a topic is as meant. */
  async until(topic: string, isMeant: (payload: string) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = () => {
        const last = this.all.findLast((publication) => publication.topic === topic);
        if (last === undefined || !isMeant(last.payload)) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  close(): void {
    this.client.close();
  }
}
