import { commandTopic, valueTopic } from '../topics.js';
import type { Variant } from './variant.js';

/** Node-RED's own MQTT nodes and a broker between them and the boards; QoS 0. */
export const coreMqtt: Variant = {
  boards: 'mqtt',
  config: ({ index, port }) =>
    index > 0
      ? []
      : [
          {
            id: 'broker',
            type: 'mqtt-broker',
            broker: '127.0.0.1',
            port: String(port),
            clientid: '',
            autoConnect: true,
            usetls: false,
            protocolVersion: '4',
            keepalive: '60',
            cleansession: true,
            autoUnsubscribe: true,
          },
        ],
  inNode: ({ index }, wire) => ({
    id: `in-${index}`,
    type: 'mqtt in',
    broker: 'broker',
    topic: valueTopic(index),
    qos: '0',
    datatype: 'utf8',
    inputs: 0,
    wires: [[wire]],
  }),
  outNode: ({ index }) => ({
    id: `out-${index}`,
    type: 'mqtt out',
    broker: 'broker',
    topic: commandTopic(index),
    qos: '0',
    retain: 'false',
    wires: [],
  }),
};
