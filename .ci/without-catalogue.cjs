// Preloaded into the scorecard: answers for the catalogue of published nodes, which it asks only whether a name is taken.
const Module = require('node:module');

const load = Module._load;
Module._load = function loadWithoutCatalogue(name, ...rest) {
  const loaded = load.call(this, name, ...rest);
  if (name !== 'axios' || loaded.get.isOffline) return loaded;
  const { get } = loaded;
  loaded.get = (url, ...options) =>
    url.startsWith('https://catalogue.nodered.org/')
      ? Promise.resolve({ data: { modules: [] } })
      : get.call(loaded, url, ...options);
  loaded.get.isOffline = true;
  return loaded;
};
