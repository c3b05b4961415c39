import type { ArduinoServer, Sketch, WStype } from '../sketch.js';

const width = 64;
const height = 48;
const headerBytes = 54;

/** A made-up picture: a card of colours with a white bar, which is further to the right in the next one. */
export function testCard(count: number): Buffer {
  const picture = Buffer.alloc(headerBytes + 3 * width * height);
  writeHeader(picture);
  let at = headerBytes;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBar = x >> 2 === count % (width / 4);
      for (const colour of isBar ? [255, 255, 255] : [4 * x, 5 * y, 255 - 4 * x]) picture[at++] = colour;
    }
  }
  return picture;
}

/** BMP, 24 bits: the one kind of picture that browsers show and that needs no compression. */
function writeHeader(picture: Buffer): void {
  picture.write('BM');
  picture.writeUInt32LE(picture.length, 2);
  picture.writeUInt32LE(headerBytes, 10);
  picture.writeUInt32LE(40, 14);
  picture.writeInt32LE(width, 18);
  picture.writeInt32LE(height, 22);
  picture.writeUInt16LE(1, 26);
  picture.writeUInt16LE(24, 28);
}

/** Answers the text `picture` with a picture, as one binary message: PROTOCOL.md, and firmware/ for the real one. */
export class PictureSketch implements Sketch {
  private server!: ArduinoServer;
  private taken = 0;

  setup(server: ArduinoServer): void {
    this.server = server;
    this.taken = 0;
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
        if (payload.equals(Buffer.from('picture'))) this.answer(num);
        else this.server.sendTXT(num, 'Say "picture" to get one.');
        break;
    }
  }

  private answer(num: number): void {
    const picture = testCard(this.taken++);
    this.server.Serial.println(`Picture for client ${num}: ${picture.length} bytes`);
    this.server.sendBIN(num, picture);
  }
}
