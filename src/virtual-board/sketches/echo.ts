import type { ArduinoServer, Sketch, WStype } from '../sketch.js';

/** What the serial line takes in 45 ms: more of a text is not logged, or loop() would wait for it. */
const longestLogBytes = 512;

/** The classic: logs connects and disconnects, and answers every text with `Message received`. */
export class EchoSketch implements Sketch {
  private server!: ArduinoServer;

  setup(server: ArduinoServer): void {
    this.server = server;
    server.enableHeartbeat(15_000, 3_000, 2);
  }

  onEvent(num: number, type: WStype, payload: Buffer): void {
    const { Serial } = this.server;
    switch (type) {
      case 'WStype_CONNECTED':
        Serial.println(`Client ${num} connected from ${this.server.remoteIP(num)}`);
        break;
      case 'WStype_DISCONNECTED':
        Serial.println(`Client ${num} disconnected`);
        break;
      case 'WStype_TEXT':
        Serial.println(`Message from client ${num}: ${payload.subarray(0, longestLogBytes)}`);
        this.server.sendTXT(num, 'Message received');
        break;
    }
  }
}
