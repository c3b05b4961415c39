import type { ArduinoServer, Sketch, WStype } from '../sketch.js';

/** The classic: logs connects and disconnects, and answers every text with `Message received`. */
export class EchoSketch implements Sketch {
  private server!: ArduinoServer;

  setup(server: ArduinoServer): void {
    this.server = server;
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
        Serial.println(`Message from client ${num}: ${payload}`);
        this.server.sendTXT(num, 'Message received');
        break;
    }
  }
}
