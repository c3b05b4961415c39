import { equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { around } from './copy.js';
import { guards } from './guards.js';

describe('The guards that are taken out in turn', () => {
  for (const { file, guard, name } of guards) {
    it(`are each in one place: ${name}`, () => {
      const source = readFileSync(join(__dirname, '../../..', file), 'utf8');
      equal(around(guard, source, file).length, 2);
    });
  }
});
