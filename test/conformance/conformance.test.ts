import { conformanceOf } from './conformance.js';

conformanceOf('the TypeScript sketch');
