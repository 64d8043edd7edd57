// The first page: from a stream's name to the pages that play it.

import { mediaAddress, offerAddress, wanted } from './address.js';
import { byId, keepQueryInLinks } from './page.js';

const FIELDS = ['app', 'stream', 'server'];
const CARDS = [
  { id: 'hls', page: 'hls.html', address: (asked) => mediaAddress(asked, 'm3u8') },
  { id: 'flv', page: 'flv.html', address: (asked) => mediaAddress(asked, 'flv') },
  { id: 'ts', page: 'flv.html', address: (asked) => mediaAddress(asked, 'ts'), ending: '.ts' },
  { id: 'dash', page: 'dash.html', address: (asked) => mediaAddress(asked, 'mpd') },
  { id: 'whep', page: 'whep.html', address: (asked) => offerAddress(asked, 'whep') },
  { id: 'whip', page: 'whip.html', address: (asked) => offerAddress(asked, 'whip') },
];

const first = wanted(location.search, location);
byId('app').value = first.app;
byId('stream').value = first.stream;
byId('server').value = new URLSearchParams(location.search).get('server') || '';
byId('server').placeholder = location.host;
byId('form').addEventListener('input', show);
byId('form').addEventListener('submit', (event) => event.preventDefault());
show();

function show() {
  const query = new URLSearchParams(location.search);
  for (const field of FIELDS) {
    const value = byId(field).value.trim();
    if (value) {
      query.set(field, value);
    } else {
      query.delete(field);
    }
  }
  const asked = wanted(`?${query}`, location);
  byId('server').setCustomValidity(asked.problem);
  byId('server').reportValidity();
  history.replaceState(null, '', `?${query}`);
  keepQueryInLinks(`?${query}`);
  for (const { id, page, address, ending = '' } of CARDS) {
    const link = new URLSearchParams(query);
    link.set('stream', asked.stream + ending);
    byId(id).setAttribute('href', `${page}?${link}`);
    byId(`${id}-url`).replaceChildren(...breakable(address(asked)));
  }
}

// Long addresses are broken where their parts begin.
function breakable(address) {
  return address.split(/(?<=[^/:])(?=[/?&])/).flatMap((part) => [document.createElement('wbr'), part]);
}
