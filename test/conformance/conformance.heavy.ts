import { conformanceOf } from './conformance.js';
import './examples.js';

conformanceOf('the compiled .ino');
