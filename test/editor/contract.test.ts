import assert from 'node:assert/strict';
import { defaults } from '../../src/settings/board-settings.js';
import { deliveryDefaults } from '../../src/settings/delivery-settings.js';
import { requestDefaults } from '../../src/settings/request-settings.js';
import {
  htmlOf,
  idsOf,
  loadShared,
  matches,
  nodeOf,
  prefixOf,
  read,
  register,
  templateOf,
} from '../support/editor.js';

/** The editor halves as they ship, held against the runtime halves. */

const startValues: Readonly<Record<string, object>> = {
  'esp8266-ws-config': { name: '', tls: '', ...defaults },
  'esp8266-ws-in': {
    name: '',
    board: '',
    fromBoard: '',
    topic: '',
    format: 'auto',
    emit: 'messages',
    retain: 'states',
    outputs: 1,
  },
  'esp8266-ws-out': {
    name: '',
    board: '',
    topic: '',
    send: 'payload',
    ...deliveryDefaults,
    ...requestDefaults,
  },
  'esp8266-ws-request': {
    name: '',
    board: '',
    topic: '',
    ask: 'payload',
    answers: 'each',
    ...requestDefaults,
  },
  'esp8266-ws-virtual-board': { name: '', sketch: 'telemetry', port: 8180, host: '127.0.0.1', announce: '' },
};

before(loadShared);

describe('The editor half', () => {
  for (const [type, values] of Object.entries(startValues)) {
    describe(`of ${type}`, () => {
      it('starts a new node with the values the runtime expects', () => {
        const { defaults: properties } = register(type);
        const found = Object.entries(properties).map(([field, { value }]) => [field, value]);
        // The dialogs' scripts ran in a realm of their own, whose arrays are no arrays of this one.
        assert.deepEqual(structuredClone(Object.fromEntries(found)), values);
      });

      it('has a form field for everything that is saved', () => {
        const { defaults: properties, credentials = {} } = register(type);
        const saved = [...Object.keys(properties), ...Object.keys(credentials)].filter(
          // Headers are rows of a list.
          (field) => field !== 'outputs' && !/^header/.test(field),
        );
        assert.deepEqual(idsOf(type).sort(), saved.map((field) => prefixOf(type) + field).sort());
      });

      it('binds every label to a field of the dialog, and every field to a label', () => {
        const template = templateOf(type);
        const bound = matches(template, /<label for="([^"]+)"/g);
        assert.equal(bound.length, matches(template, /(<label)/g).length);
        assert.deepEqual(bound.sort(), idsOf(type).sort());
      });

      it('shows no word that is not in a catalogue', () => {
        const words = templateOf(type)
          .replace(/<[^>]*>/g, '')
          .trim();
        assert.equal(words, '');
        assert.doesNotMatch(templateOf(type), / (?:placeholder|title|label)="/);
      });

      it('leaves colours to the theme', () => {
        const withoutPaletteColour = htmlOf(type).replace(/^\s*color: '#[0-9a-f]{6}',$/m, '');
        for (const text of [withoutPaletteColour, read('../../resources/dialogs.css')]) {
          assert.doesNotMatch(text, /#[0-9a-f]{3}(?:[0-9a-f]{3})?\b|\b(?:rgb|hsl)a?\(/i);
        }
      });

      it('has the icon it names', () => {
        const { icon } = register(type);
        if (icon !== undefined) assert.match(read(`icons/${icon}`), /width="40" height="60"/);
      });

      it('names a node without a name', () => {
        const definition = register(type);
        assert.equal(typeof definition.label.call(nodeOf(type, definition, values)), 'string');
        const named = nodeOf(type, definition, { ...values, name: 'kitchen' });
        assert.equal(definition.label.call(named), 'kitchen');
      });
    });
  }
});
