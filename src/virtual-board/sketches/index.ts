import type { Sketch } from '../sketch.js';
import { EchoSketch } from './echo.js';
import { PictureSketch } from './picture.js';
import { TelemetrySketch } from './telemetry.js';

/** The sketches that come with the virtual board. */
export const sketches = {
  echo: () => new EchoSketch(),
  picture: () => new PictureSketch(),
  telemetry: () => new TelemetrySketch(),
} satisfies Record<string, () => Sketch>;

export type SketchName = keyof typeof sketches;
