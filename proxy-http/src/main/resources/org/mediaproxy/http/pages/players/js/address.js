// From the query of a page to the addresses of a stream. The names of the parameters are those of SRS's own players.

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;
const ENDING = /\.(flv|ts|m3u8|mpd)$/i;
const API_PORT = 11985;

// Where this proxy itself has TLS; 0 is nowhere. The proxy writes its ports here.
const HTTPS_PORT = 0;
const HTTPS_API_PORT = 0;

// What says where the stream is. All else, such as a token, belongs to the stream's own address.
const OURS = new Set(['app', 'autostart', 'dir', 'filename', 'host', 'hostname', 'http_port', 'pathname', 'path', 'port',
  'server', 'stream', 'buffer', 'schema', 'vhost', 'api']);

/** What a query asks for: {app, stream, ending, scheme, server, api, vhost, rest, autostart, problem}. */
export function wanted(search, here) {
  const query = new URLSearchParams(search);
  const name = query.get('stream') || 'livestream';
  const schema = (query.get('schema') || '').toLowerCase();
  const asked = {
    app: query.get('app') || 'live',
    stream: name.replace(ENDING, ''),
    ending: (ENDING.exec(name) || [''])[0].toLowerCase(),
    scheme: schema === 'http' || schema === 'https' ? schema : here.protocol.slice(0, -1),
    server: here.host,
    api: '',
    vhost: query.get('vhost') || '',
    rest: [...query].filter(([key]) => !OURS.has(key)),
    autostart: query.get('autostart') === 'true',
    problem: '',
  };
  try {
    asked.server = serverOf(query, here);
    asked.api = apiOf(query.get('api') || '', asked);
  } catch (error) {
    asked.problem = error.message;
  }
  return asked;
}

function serverOf(query, here) {
  const server = query.get('server') || '';
  if (!server && !query.get('port')) {
    return here.host;
  }
  const host = checked(server || here.hostname, 'server');
  const port = query.get('port') || here.port;
  return /:\d+$/.test(host) || !port ? host : checked(`${host}:${port}`, 'port');
}

// Behind TLS that ends in front of the proxy, the API is taken to be at the same place.
function apiOf(api, asked) {
  if (/^\d+$/.test(api)) {
    return checked(`${nameOf(asked.server)}:${api}`, 'api');
  }
  if (api) {
    return checked(api, 'api');
  }
  if (asked.scheme === 'https') {
    const own = HTTPS_API_PORT > 0 && portOf(asked.server) === HTTPS_PORT;
    return own ? `${nameOf(asked.server)}:${HTTPS_API_PORT}` : asked.server;
  }
  return `${nameOf(asked.server)}:${API_PORT}`;
}

function portOf(host) {
  const port = /:(\d+)$/.exec(host);
  return port ? Number(port[1]) : 443;
}

function nameOf(host) {
  return host.replace(/:\d+$/, '');
}

function checked(host, parameter) {
  const bare = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host) ? `[${host}]` : host;
  if (!HOST.test(bare)) {
    throw new Error(`“${parameter}” in the address of this page is no host or host:port.`);
  }
  return bare;
}

/** The address of the stream in a format: 'flv', 'ts', 'm3u8', 'mpd'. */
export function mediaAddress(asked, format) {
  const path = [...asked.app.split('/').filter(Boolean), asked.stream].map(encodeURIComponent).join('/');
  return withQuery(`${asked.scheme}://${asked.server}/${path}.${format}`, streamQuery(asked));
}

/** The address that takes offers: 'whep' to play, 'whip' to publish. */
export function offerAddress(asked, kind) {
  const query = [['app', asked.app], ['stream', asked.stream], ...streamQuery(asked)];
  return withQuery(`${asked.scheme}://${asked.api}/rtc/v1/${kind}/`, query);
}

function streamQuery(asked) {
  const vhost = asked.vhost && asked.vhost !== '__defaultVhost__' ? [['vhost', asked.vhost]] : [];
  return [...vhost, ...asked.rest];
}

function withQuery(address, pairs) {
  const query = new URLSearchParams(pairs).toString();
  return query ? `${address}?${query}` : address;
}
